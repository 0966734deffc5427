"""A fill set into the photograph without a step of tone at its border, by Poisson editing.

In: a painting and the photograph `(H, W, 3)` float32 in [0, 1], and the hole `(H, W)` bool. Out: the painting with its
hole solved for anew: the gradients of the fill inside, the known pixels as the border.

Across the border itself no difference is wanted, for of the photograph there the painting knows nothing but the pixels
that are kept. What the border pixels are off by is then spread smoothly over the hole. Perez, Gangnet, Blake 2003,
eq. (7), https://doi.org/10.1145/882262.882269
"""

import numpy as np
from numpy.typing import NDArray

from murals.blending.guidance import Edges, divergence, gradient
from murals.blending.solver import solve


def set_in(painted: NDArray[np.float32], image: NDArray[np.float32], hole: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return `painted` (H, W, 3) with its `hole` (H, W) fitted to `image` (H, W, 3), clamped to [0, 1].

    A hole without a known pixel stays as it is painted. Raises `MuralsError` where the solver does not converge.
    """
    if hole.all() or not hole.any():
        return painted
    composed = np.where(hole[..., None], painted, image)
    wanted = divergence(_without_border(gradient(composed), hole))
    return np.clip(solve(composed, wanted, hole), 0.0, 1.0)


def _without_border(edges: Edges, hole: NDArray[np.bool_]) -> Edges:
    """Return `edges` with no difference wanted between a pixel of `hole` (H, W) and one outside."""
    down, right = hole[1:] == hole[:-1], hole[:, 1:] == hole[:, :-1]
    return Edges(edges.down * down[..., None], edges.right * right[..., None])
