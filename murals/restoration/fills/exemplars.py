"""Completion of a hole by patches of known paint, guided by a tone.

Two steps take turns on a pyramid from coarse to fine: each patch that touches the hole looks for the nearest patch of
known paint, then each pixel of the hole becomes the mean of what the patches above it say. The distance of two patches
is

    |estimate - source|^2 + GUIDE exp(-(depth / FADE)^2) |tone - lowpass(source)|^2

so that the tone decides near the border and on the small pictures, the wall's own paint in the depth. Chance comes from
the seed, the place and the step alone: the result has the same bits with any number of threads.

References
----------
Wexler, Shechtman, Irani 2007, https://doi.org/10.1109/TPAMI.2007.60
The search: Barnes et al. 2009, see `nearest.py`
The guide: Zhang, Barnes, Wampler, Amirghodsi, Shechtman, Lin 2022, https://arxiv.org/abs/2208.03552
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.blending.guidance import Edges, divergence
from murals.blending.solver import solve
from murals.loops.bands import Bands
from murals.restoration.fills import nearest
from murals.restoration.fills.nearest import REACH, SIDE
from murals.restoration.fills.sheets import Joined, Sheet, join, low_pass, padded

GUIDE = 8.0  # weight of the tone at the border of the hole
FADE, FARTHEST = 14.0, 28.0  # px of each size, but at most px of the full size: the depth at which it is 1/e of that
EVEN = 48.0  # px of depth, at twice of which the differences of the paint count instead of its colours
DEEPEST = 5.0  # px: the smallest picture has no deeper hole
SMALLEST = 32  # px, the least side of the smallest picture
FEWEST = 100  # patches that a picture must offer
ROUNDS, PASSES = 2, 2  # of search and vote on each size; passes of a search
NEARBY = 32  # px around its source that a patch looks; on the full size a quarter
SURE = 40  # the percentile of all distances at which a vote has fallen to 1/e
INWARDS = 4.0  # a vote is divided by it for each px of depth: what is near the border speaks for what is farther in
LEVEL_DEPTH = 36.0  # px from which on all votes are alike: smaller ones could not be told from zero
PEELED = 2048  # places that the first filling looks at
JUDGED = 1 << 16  # distances that a percentile is taken of, evenly over all
CHUNK = 8192  # targets that one thread takes at a time

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]
Step = Callable[[], None]


@dataclass(frozen=True, eq=False)
class Completed:
    """A completed picture, and what is known of its hole."""

    picture: Image  # (H, W, 3)
    field: NDArray[np.int32]  # (H, W, 2), row and column in the joined sheets; -1 outside the hole
    misfit: Image  # (H, W), root mean square difference of each patch and its source; 0 outside


@dataclass(frozen=True, eq=False)
class _Level:
    """One size: the picture with its hole filled by the tone, and what may be copied."""

    picture: Image
    hole: Mask
    sources: Joined


def complete(
    picture: Image, hole: Mask, sheets: list[Sheet], bands: Bands, *, seed: int = 0, step: Step = lambda: None
) -> Completed | None:
    """Return `picture` completed in its `hole`; None if there is too little to copy from.

    Parameters
    ----------
    picture
        (H, W, 3) float32, its hole filled by the tone.
    hole
        (H, W).
    sheets
        What may be copied. A place on them counts in the order in which they are joined, each padded to a multiple of
        the largest shrinking, `pad_of(hole)`.
    step
        Called `count_steps(hole)` times.
    """
    levels = _shrink(picture, hole, sheets)
    if levels is None:
        return None
    field: NDArray[np.int32] | None = None
    for number in reversed(range(len(levels))):
        work = _Work(levels[number], bands, number, seed)
        work.start_from(field)
        for _ in work.rounds(first=number == len(levels) - 1, last=number == 0):
            step()
        field = work.field
    return work.completed()


def count_halvings(hole: Mask) -> int:
    """Return how often `hole` (H, W) is halved until it is `DEEPEST` px deep."""
    count = 0
    while _depth(hole).max() > DEEPEST and min(hole.shape) >= 2 * SMALLEST:
        hole = _any_of_four(hole)
        count += 1
    return count


def count_steps(hole: Mask) -> int:
    """Return how many steps `complete` takes."""
    return ROUNDS * (count_halvings(hole) + 1)


def pad_of(hole: Mask) -> int:
    """Return the multiple that the sides of the sheets are padded to."""
    return 1 << count_halvings(hole)


def _shrink(picture: Image, hole: Mask, sheets: list[Sheet]) -> list[_Level] | None:
    """Return the sizes, the full one first, as long as there are enough patches; None if even that has too few."""
    sources = join(padded(sheets, pad_of(hole)))
    if np.count_nonzero(sources.valid) < FEWEST:
        return None
    levels = [_Level(picture, hole, sources)]
    for _ in range(count_halvings(hole)):
        sources = sources.halved()
        if np.count_nonzero(sources.valid) < FEWEST:
            break
        picture, hole = _halved(picture), _any_of_four(hole)
        levels.append(_Level(picture, hole, sources))
    return levels


class _Work:
    """The search and the vote on one size."""

    def __init__(self, level: _Level, bands: Bands, number: int, seed: int) -> None:
        self.level, self.bands = level, bands
        self.key = np.random.SeedSequence([seed, number])
        depth = _depth(level.hole)
        self.targets = _places(_inner(cv2.dilate(level.hole.astype(np.uint8), np.ones((SIDE, SIDE))) > 0))
        self.pixels = _places(level.hole)
        depths = depth[self.targets[:, 0], self.targets[:, 1]]
        self.fade = min(FADE, FARTHEST / 2**number)
        self.weights = (GUIDE * np.exp(-((depths / self.fade) ** 2))).astype(np.float32)
        self.says = (INWARDS ** -np.minimum(depths, LEVEL_DEPTH)).astype(np.float32)
        self.size = level.hole.shape
        self.estimate = level.picture.reshape(self.size[0], -1).copy()
        tone = np.where(level.hole[..., None], level.picture, low_pass(level.picture))
        source, low = (flat.reshape(flat.shape[0], -1) for flat in (level.sources.picture, level.sources.low))
        self.pictures = (self.estimate, np.ascontiguousarray(tone).reshape(self.size[0], -1), source, low)
        self.best = np.full(self.size, -1, np.float32)
        self.votes = np.zeros(self.size, np.float32)

    def start_from(self, coarser: NDArray[np.int32] | None) -> None:
        """Begin with the field of the next smaller size, and with chance where it says nothing that is valid."""
        places, valid = _places(self.level.sources.valid), self.level.sources.valid
        chance = np.random.default_rng(self.key)
        begun = places[chance.integers(len(places), size=len(self.targets))]
        rows, columns = self.targets.T
        self.field = np.zeros((*self.size, 2), np.int32)
        if coarser is None:
            self.field[rows, columns] = begun
            few = places if len(places) <= PEELED else chance.choice(places, PEELED, replace=False)
            self._peel(few)
            return
        fine = 2 * coarser[rows // 2, columns // 2] + self.targets % 2
        fits = valid[fine[:, 0], fine[:, 1]]
        self.field[rows, columns] = np.where(fits[:, None], fine, begun)
        self._measure()
        self._vote()

    def _peel(self, places: NDArray[np.int32]) -> None:
        """Fill the hole from its border inwards, each ring from what is known by then."""
        depth, known = _depth(self.level.hole), ~self.level.hole
        inner = _inner(self.level.hole)
        source = self.pictures[2]
        for reach in range(1, int(np.ceil(depth.max())) + 1):
            ring = _places(inner & (depth > reach - 1) & (depth <= reach))
            if not len(ring):
                continue
            weights = (GUIDE * np.exp(-((depth[ring[:, 0], ring[:, 1]] / self.fade) ** 2))).astype(np.float32)
            self.bands.each(
                nearest.peel,
                [(self.pictures, known, ring, weights, places, self.field, *p) for p in _chunks(len(ring), 64)],
            )
            found = self.field[ring[:, 0], ring[:, 1]]
            estimate = self.estimate.reshape(*self.size, 3)
            estimate[ring[:, 0], ring[:, 1]] = source.reshape(source.shape[0], -1, 3)[found[:, 0], found[:, 1]]
            known[ring[:, 0], ring[:, 1]] = True

    def rounds(self, *, first: bool, last: bool) -> Iterator[None]:
        """Search and vote; yield after each round."""
        height, width = self.level.sources.valid.shape
        radius = max(height, width) if first else NEARBY // 4 if last else NEARBY
        keys = self.key.generate_state(ROUNDS * PASSES, np.uint64)
        for number in range(ROUNDS):
            self._measure()
            for turn in range(PASSES):
                self._search(int(keys[PASSES * number + turn]), (number + turn) % 2 == 1, radius, 0 if last else 1)
            self._vote()
            yield

    def completed(self) -> Completed:
        """Return the result."""
        places = np.moveaxis(np.indices(self.size), 0, -1)
        near = np.clip(places, REACH, np.array(self.size) - 1 - REACH)  # no target is nearer to the picture's edge
        field = self.field[near[..., 0], near[..., 1]] + (places - near)
        distances = self._even_distance()[near[..., 0], near[..., 1]]
        hole = self.level.hole
        return Completed(
            self._without_steps(),
            np.where(hole[..., None], field, -1).astype(np.int32),
            np.where(hole, np.sqrt(distances / (SIDE * nearest.ROW)), 0).astype(np.float32),
        )

    def _without_steps(self) -> Image:
        """Return the picture whose differences are those of the paint: its border is met, and no step is left inside.

        Neighbours that were copied from places of unlike tone would show a step between them.
        """
        picture, hole = self.estimate.reshape(*self.size, 3), self.level.hole
        depth = _depth(hole)
        if hole.all() or depth.max() <= EVEN:
            return picture
        source = self.pictures[2].reshape(self.pictures[2].shape[0], -1, 3)
        edges = []
        for axis in (0, 1):
            ours, theirs = (np.diff(image, axis=axis, append=image.take([-1], axis)) for image in (picture, source))
            beside = hole | np.roll(hole, -1, axis)
            beside[(-1, slice(None))[axis] if axis == 0 else (slice(None), -1)] = False
            flat = ours.reshape(self.size[0], -1)
            args = (flat, theirs.reshape(theirs.shape[0], -1), _places(beside), self.field, self.votes)
            self.bands.each(nearest.vote, [(*args, *part) for part in _chunks(int(beside.sum()))])
            edges.append(ours[:-1] if axis == 0 else ours[:, :-1])
        even = solve(np.ascontiguousarray(picture), divergence(Edges(*edges)), hole)
        share = np.clip((depth - EVEN) / EVEN, 0, 1)[..., None]
        return share * even + (1 - share) * picture

    def _measure(self, weights: NDArray[np.float32] | None = None, best: Image | None = None) -> None:
        weights, best = self.weights if weights is None else weights, self.best if best is None else best
        self.bands.each(
            nearest.measure,
            [(self.pictures, self.targets, weights, self.field, best, *part) for part in _chunks(len(self.targets))],
        )

    def _search(self, seed: int, backward: bool, radius: int, anywhere: int) -> None:
        old_field, old_best = self.field.copy(), self.best.copy()
        common = (self.pictures, self.level.sources.valid, self.targets, self.weights, self.field, self.best)
        more = (old_field, old_best, np.uint64(seed), backward, radius, anywhere)
        self.bands.each(nearest.search, [(*common, *more, *part) for part in _row_chunks(self.targets[:, 0])])

    def _vote(self) -> None:
        found = self.best[self.targets[:, 0], self.targets[:, 1]]
        sure = np.float32(np.percentile(found[:: 1 + len(found) // JUDGED], SURE) + 1e-8)
        self.votes[self.targets[:, 0], self.targets[:, 1]] = np.exp(-found / sure) * self.says
        source = self.pictures[2]
        self.bands.each(
            nearest.vote,
            [(self.estimate, source, self.pixels, self.field, self.votes, *p) for p in _chunks(len(self.pixels))],
        )

    def _even_distance(self) -> Image:
        """Return the distance of the patches, (H, W), to which the tone adds no more than the colours."""
        best = np.zeros(self.size, np.float32)
        self._measure(self.weights / np.float32(GUIDE), best)
        return best


def _places(mask: Mask) -> NDArray[np.int32]:
    """Return rows and columns of what is marked, (N, 2), row by row."""
    return np.argwhere(mask).astype(np.int32)


def _inner(mask: Mask) -> Mask:
    """Return `mask` without the edge of the picture, where patches have no room."""
    inner = np.zeros_like(mask)
    inner[REACH:-REACH, REACH:-REACH] = mask[REACH:-REACH, REACH:-REACH]
    return inner


def _chunks(count: int, size: int = CHUNK) -> list[tuple[int, int]]:
    return [(start, min(start + size, count)) for start in range(0, count, size)]


def _row_chunks(rows: NDArray[np.int32]) -> list[tuple[int, int]]:
    """Return parts of about `CHUNK` targets that begin and end with whole rows."""
    cuts = [0]
    while cuts[-1] < len(rows):
        last = rows[min(cuts[-1] + CHUNK, len(rows)) - 1]
        cuts.append(int(np.searchsorted(rows, last, side="right")))
    return list(pairwise(cuts))


def _depth(hole: Mask) -> Image:
    """Return the depth of each pixel in the hole; the edge of the picture is a border only if all of it is a hole."""
    return cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)


def _even(array: NDArray[np.generic]) -> NDArray[np.generic]:
    more = [(0, side % 2) for side in array.shape[:2]]
    return np.pad(array, more + [(0, 0)] * (array.ndim - 2), mode="edge")


def _halved(picture: Image) -> Image:
    even = _even(picture)
    return cv2.resize(even, (even.shape[1] // 2, even.shape[0] // 2), interpolation=cv2.INTER_AREA)


def _any_of_four(hole: Mask) -> Mask:
    even = _even(hole)
    blocks = even.reshape(even.shape[0] // 2, 2, even.shape[1] // 2, 2)
    return np.asarray(blocks.any((1, 3)))
