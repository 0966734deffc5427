"""Poisson editing of a fill, so that no step of tone shows at its border.

The hole is solved again: the gradients of the fill inside, the known pixels as the boundary. Across the border no
difference is wanted, because the painting knows nothing of the photograph there except the pixels that are kept. The
error of the border pixels is thereby spread smoothly over the hole.

References
----------
Perez, Gangnet, Blake 2003, Poisson Image Editing, eq. (7), https://doi.org/10.1145/882262.882269
"""

import numpy as np
from numpy.typing import NDArray

from murals.blending.guidance import Edges, divergence, gradient
from murals.blending.solver import solve


def set_in(painted: NDArray[np.float32], image: NDArray[np.float32], hole: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return `painted` with its `hole` fitted to `image`, clamped to [0, 1].

    Parameters
    ----------
    painted, image
        (H, W, 3) float32 in [0, 1].
    hole
        (H, W). If no pixel is known, the painting stays as it is.

    Raises
    ------
    MuralsError
        If the solver does not converge.
    """
    if hole.all() or not hole.any():
        return painted
    composed = np.where(hole[..., None], painted, image)
    wanted = divergence(_without_border(gradient(composed), hole))
    return np.clip(solve(composed, wanted, hole), 0.0, 1.0)


def _without_border(edges: Edges, hole: NDArray[np.bool_]) -> Edges:
    """Return `edges` with zero difference between a pixel of `hole` (H, W) and one outside."""
    down, right = hole[1:] == hole[:-1], hole[:, 1:] == hole[:, :-1]
    return Edges(edges.down * down[..., None], edges.right * right[..., None])
