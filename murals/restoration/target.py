"""Which pixels of an image are to be repaired: those that a mask names or the network proposes, less too large holes.

In: RGB of any depth `(H, W, 3)`, perhaps a mask. Out: a `Target`.
"""

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from murals.images import to_float
from murals.progress import SILENT, Progress
from murals.restoration.arrays import as_mask
from murals.restoration.holes import Hole, find_holes, in_words, leave_large_holes
from murals.restoration.options import RestoreOptions
from murals.restoration.predict import Restorer
from murals.restoration.region import Mask, grow

NOTHING_SEEN = (
    "the network sees no damage: the image stays as it is; lower --threshold, draw a mask for --mask, "
    "or repaint everything with --whole"
)


@dataclass(frozen=True, eq=False)
class Target:
    """The pixels of one image that are to be repaired; masks are (H, W)."""

    mask: Mask  # as given or proposed, not grown
    proposed: bool  # by the network
    damage: Mask  # the mask grown: what the network is told not to trust, holes left alone included
    repaired: Mask  # what is painted
    too_large: list[Hole]  # holes deeper than `limit`, the deepest first
    limit: float | None  # pixels; None where nobody has said what the model has learned

    @property
    def left_alone(self) -> bool:
        """Whether the holes that are too large are not painted."""
        return bool(self.too_large) and not self.repaired[self.damage].all()

    def warnings(self) -> list[str]:
        """Return what the user should know before the picture is trusted."""
        if not self.mask.any():
            return [NOTHING_SEEN if self.proposed else "the mask marks nothing: the image stays as it is"]
        if not self.too_large or self.limit is None:
            return []
        count = f"{len(self.too_large)} hole{'s' * (len(self.too_large) > 1)} deeper than {self.limit:g} px"
        if self.left_alone:
            return [f"{count} left alone: {in_words(self.too_large)}"]
        return [
            f"{count}, beyond what the model has learned to fill, so what it paints there is invented "
            f"(--max-hole {self.limit:g} leaves such holes alone): {in_words(self.too_large)}"
        ]


def find_target(
    rgb: NDArray[Any],
    mask: NDArray[Any] | None,
    restorer: Restorer,
    options: RestoreOptions,
    *,
    progress: Progress = SILENT,
) -> Target:
    """Return what to repair in `rgb` (H, W, 3); without a `mask` (H, W) the network proposes one.

    Holes above `options.max_hole` are left alone; without it those above the radius that the checkpoint says its
    network has learned are named. Raises `MuralsError` for a mask that does not fit, and a network that cannot propose.
    """
    proposed = mask is None
    mask = _proposal(rgb, restorer, options, progress) if mask is None else as_mask(mask, rgb.shape[:2])
    damage = grow(mask, options.dilate)
    if options.max_hole is not None:
        kept, too_large = leave_large_holes(damage, options.max_hole)
        return Target(mask, proposed, damage, kept, too_large, options.max_hole)
    learned = restorer.info.get("max_radius")
    beyond = [] if learned is None else [hole for hole in find_holes(damage) if hole.exceeds(learned)]
    return Target(mask, proposed, damage, damage, beyond, learned)


def _proposal(rgb: NDArray[Any], restorer: Restorer, options: RestoreOptions, progress: Progress) -> Mask:
    """Return where the network sees a share of damage of `options.threshold` or more, (H, W)."""
    share = restorer.propose(to_float(rgb), tile=options.tile, overlap=options.overlap, progress=progress)
    return share >= options.threshold
