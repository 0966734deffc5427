"""Selection of the pixels to repair: those that masks mark or the network proposes, without what is too deep."""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.images import Kinds, Pixels, has_veils, join_kinds, lost, marked
from murals.images.in_parts import Section
from murals.options import numbers
from murals.progress import SILENT, Progress
from murals.restoration.backend import Backend
from murals.restoration.cells import Place, widened, within
from murals.restoration.options import RestoreOptions
from murals.restoration.parts import Runs, joined_runs, runs_of
from murals.restoration.region import Hole, Mask, as_damage, deep_parts, grow_kinds, in_words
from murals.restoration.rim import missed_rim

SURROUNDINGS = 128  # px around a region that the network sees where it proposes a mask for it
LEGIBLE = 0.3  # of a region that is veiled; 19 in 20 of drawn flakes and cracks have less (docs/notebook.md)
LITTLE = 0.01  # share of the picture below which next to nothing was found
DOUBTFUL = 0.78  # mean certainty below which what was found is likely sound (docs/notebook.md)
Doubt = Literal["nothing", "little", "likely sound"]  # what is odd about a proposed mask, for programs
NOTHING_SEEN = (
    "the network found no damage, and the image stays as it is; draw a mask of what is lost and give it by --mask"
)


@dataclass(frozen=True, eq=False)
class Target:
    """The pixels of one image that are to be repaired, lost and veiled paint told apart; masks are (H, W)."""

    mask: Kinds  # as given or proposed, not grown
    certainty: float | None  # of a proposed mask: the mean share of damage that the network sees in it; else None
    damage: Kinds  # the mask grown: what the network is told not to trust, what is left alone included
    repaired: Mask  # what is painted
    too_large: list[Hole]  # parts of what is lost that are deeper than `limit`, the deepest first
    limit: float | None  # pixels; None where nobody has said what the model has learned
    hole: Mask | None = None  # what is lost; the same array as `repaired` if that is the same
    rim: int = 0  # pixels by which a given mask should grow to take a rim of damage that it left

    @property
    def all_lost(self) -> bool:
        """Whether what is repaired is all that is lost and nothing else; then no mask but `repaired` is needed."""
        return self.repaired is self.hole

    @property
    def proposed(self) -> bool:
        """Whether the network proposed the mask."""
        return self.certainty is not None

    @property
    def left_alone(self) -> bool:
        """Whether holes that are too large are left unpainted."""
        return bool(self.too_large) and not self.repaired[marked(self.damage)].all()

    @property
    def doubt_kind(self) -> Doubt | None:
        """Why a proposed mask should not be trusted; None if a mask was given or nothing is suspicious."""
        if self.certainty is None:
            return None
        if not self.mask.any():
            return "nothing"
        if marked(self.mask).mean() < LITTLE:
            return "little"
        return "likely sound" if self.certainty < DOUBTFUL else None

    @property
    def doubt(self) -> str | None:
        """The same as a sentence."""
        share, ask = float(marked(self.mask).mean()), "draw a mask of what is lost and give it by --mask"
        sentences = {
            None: None,
            "nothing": NOTHING_SEEN,
            "little": f"the network found next to nothing ({share:.2%} of the picture): if more is lost, {ask}",
            "likely sound": f"much of what the network found ({share:.0%} of the picture) is likely sound paint: {ask}",
        }
        return sentences[self.doubt_kind]

    def warnings(self) -> list[str]:
        """Return what the user should know before trusting the result."""
        if not self.mask.any():
            return [] if self.proposed else ["the mask marks nothing: the image stays as it is"]
        return [*self._of_depth(), *self._of_rim()]

    def _of_depth(self) -> list[str]:
        if not self.too_large or self.limit is None:
            return []
        count = f"{len(self.too_large)} hole{'s' * (len(self.too_large) > 1)} deeper than {self.limit:g} px"
        if self.left_alone:
            return [f"{count} left alone: {in_words(self.too_large)}"]
        return [
            f"{count}, beyond what the model has learned to fill, so what it paints there is invented "
            f"(--max-hole {self.limit:g} leaves such parts alone): {in_words(self.too_large)}"
        ]

    def _of_rim(self) -> list[str]:
        if not self.rim:
            return []
        return [f"the mask is tight: a rim of the damage still shows around it; --dilate {self.rim} takes it"]


def find_target(
    rgb: Pixels,
    mask: NDArray[Any] | None,
    restorer: Backend,
    options: RestoreOptions,
    *,
    veiled: NDArray[Any] | None = None,
    progress: Progress = SILENT,
) -> Target:
    """Return which pixels of `rgb` to repair.

    Lost paint deeper than `options.max_hole` is not painted. Without that option, holes deeper than the network has
    learned to fill, by its checkpoint, are painted and reported.

    Parameters
    ----------
    rgb
        (H, W, 3) of any depth.
    mask, veiled
        (H, W). If both are None, the network proposes a mask.

    Raises
    ------
    MuralsError
        If a mask does not fit, or the network cannot propose one.
    """
    certainty = None
    if mask is None and veiled is None:
        kinds, certainty = _propose_in(_region_of(options, rgb.shape), rgb, restorer, options, progress)
    else:
        kinds = as_damage(mask, veiled, rgb.shape[:2])
    damage = grow_kinds(kinds, options.dilate)
    limit = restorer.info.get("max_radius") if options.max_hole is None else options.max_hole
    hole = np.asarray(lost(damage))
    deep, too_large = deep_parts(hole, math.inf if limit is None else limit)
    repaired = marked(damage) if has_veils(damage) else hole
    repaired = repaired if options.max_hole is None else repaired & ~deep
    if options.region is not None:
        repaired = _only_in(_region_of(options, rgb.shape), repaired)
        if certainty is None and kinds.any() and not repaired.any():
            raise MuralsError(f"--region {numbers(options.region)} holds nothing that is to be repaired: name another")
    rim = missed_rim(rgb, hole) if certainty is None else 0
    return Target(kinds, certainty, damage, repaired, too_large, limit, hole, options.dilate + rim if rim else 0)


def _region_of(options: RestoreOptions, size: tuple[int, ...]) -> Place:
    """Return the region that is asked for in a picture of `size` (H, W), all of it unless there is one."""
    if options.region is None:
        return slice(0, size[0]), slice(0, size[1])
    x, y, width, height = options.region
    if x >= size[1] or y >= size[0]:
        asked = numbers(options.region)
        raise MuralsError(f"--region {asked} begins outside the picture, which is {size[1]}x{size[0]}")
    return slice(y, min(y + height, size[0])), slice(x, min(x + width, size[1]))


def _only_in(place: Place, mask: Mask) -> Mask:
    """Return `mask` (H, W) without what lies outside of `place`."""
    inside = np.zeros_like(mask)
    inside[place] = mask[place]
    return inside


def _propose_in(
    place: Place, rgb: Pixels, restorer: Backend, options: RestoreOptions, progress: Progress
) -> tuple[Kinds, float]:
    """Return what `propose_kinds` does in the part of `rgb` at `place`, which is seen with its surroundings."""
    around = widened(place, SURROUNDINGS, rgb.shape)
    proposed, certainty = propose_kinds(Section(rgb, around), restorer, options, progress=progress)
    kinds = np.zeros(rgb.shape[:2], np.uint8)
    kinds[place] = proposed[within(place, around)]
    return kinds, certainty


def propose_kinds(
    pixels: Pixels, restorer: Backend, options: RestoreOptions, *, progress: Progress = SILENT
) -> tuple[Kinds, float]:
    """Return the damage that the network sees in `pixels` (H, W, 3) of any depth, by its kinds.

    A pixel is damaged if its probability is `options.threshold` or more. A connected region is veiled if the paint in
    it is `LEGIBLE` or more on average, else lost. Memory follows the damage, beside two bytes a pixel.

    Returns
    -------
    kinds
        (H, W).
    certainty
        The mean probability over the damaged pixels, in [0, 1].
    """
    damage = np.zeros(pixels.shape[:2], np.bool_)
    shares: list[float] = []
    found: list[tuple[Runs, NDArray[np.float64]]] = []  # with the sum of what is legible in each run
    strips = restorer.survey(pixels, options.threshold, tile=options.tile, overlap=options.overlap, progress=progress)
    for rows, share, legible in strips:
        if rows.start == 0:
            shares, found = [], []
        damage[rows] = here = share >= options.threshold
        if here.any():
            shares.append(float(share[here].sum(dtype=np.float64)))
            runs = runs_of(here, rows.start)
            found.append((runs, _sums_of(runs, legible[here])))
    if not found:
        return join_kinds(damage), 0.0
    runs, sums = joined_runs(runs for runs, _ in found), np.concatenate([sums for _, sums in found])
    lengths, labels = runs.stops - runs.starts, runs.labels(damage.shape[1])
    means = np.bincount(labels, sums) / np.bincount(labels, lengths)
    veiled = np.zeros_like(damage)
    veiled[damage] = np.repeat((means >= LEGIBLE)[labels], lengths)
    return join_kinds(damage & ~veiled, veiled), sum(shares) / int(lengths.sum())


def _sums_of(runs: Runs, values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the sum of the `values` (N,) of each run, which are those of its pixels, run after run."""
    lengths = runs.stops - runs.starts
    return np.add.reduceat(values.astype(np.float64), np.cumsum(lengths) - lengths)
