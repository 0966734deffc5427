"""One grid of the multigrid solver: its weights, its unknown and its right side, as arrays of numpy or of torch."""

from dataclasses import dataclass
from typing import Any

Array = Any  # a float32 numpy array, or a torch tensor on another device


@dataclass
class Level:
    """A x = b on one grid, with a margin of one zero cell on every side.

    The weights of a row's edges to the right and down are `(H + 2, W + 2)`, or `(1, W + 2)` if every row is the same;
    `inverse` `(H + 2, W + 2)` is one over the diagonal of A, and zero where nothing is unknown; `fixed`, alike, is
    the weight of the edges from a cell to what is fixed (not kept on the finest grid, where it is counted); `u` and `b`
    are `(C, H + 2, W + 2)`, but `b` is `(C, 1, W + 2)` where it is zero and what is fixed stands in `u`. The coarsest
    grid brings the pseudo-inverse of A, `(H * W, H * W)`.
    """

    right: Array
    down: Array
    inverse: Array
    fixed: Array
    u: Array
    b: Array
    solution: Array | None = None
