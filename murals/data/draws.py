"""Random draws of augmentations, when several processes share a batch.

Each process draws for the whole batch, by the same seed, and takes what belongs to its share. So the images of a batch
are drawn as one process would draw them, and no two processes repeat each other's draws.
"""

from collections.abc import Callable

from torch import Tensor

from murals import ranks

Draw = Callable[[Tensor], Tensor | None]  # a batch (B, C, H, W) -> matrices (B, 3, 3), as fastai's `aff_fs`


def draw_for_all(draw: Draw) -> Draw:
    """Return `draw` for a share `(B, C, H, W)` of a batch of which every process has an equal one."""

    def drawn(share: Tensor) -> Tensor | None:
        size = len(share)
        whole = draw(share[:1].expand(size * ranks.world(), *share.shape[1:]))
        return None if whole is None else whole[size * ranks.rank() :][:size]

    return drawn
