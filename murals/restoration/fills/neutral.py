"""The neutral fill: the tone that the network paints into what is lost, each place at the scale that suits it.

A network knows holes as deep as those of its training. Deeper ones are filled on a smaller picture first; on the way up
their cores keep that tone, and the network paints the ring between core and border. Where a hole is thinner than its
training knows, as cracks are, the picture is enlarged instead (docs/notebook.md).

Images are RGB float32 `(H, W, 3)` in [0, 1], masks `(H, W)` bool.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.config import STRIDE
from murals.data.depth import distance_inside
from murals.images import Kinds, lost, marked
from murals.progress import SILENT, Bar, Progress, Within
from murals.restoration.backend import Backend
from murals.restoration.cells import grow, widened
from murals.restoration.fills.windows import Window, plan_windows, span
from murals.restoration.membrane import fill_membrane
from murals.restoration.options import OVERLAP, TILE
from murals.restoration.turns import WHITE_SPREAD

LEARNED = 32.0  # px of depth, where a checkpoint does not say what it has learned
FINE = 2.5  # px: what a disc of this radius does not fit into is thin
FINE_EDGE = 4  # px around what it fits into that are not: ragged edges are no cracks
PIECE, AROUND = 192, 32  # px: the side of a piece that is enlarged, and what it sees around it: 512 px in all
CONTEXT = 8  # px of a neighbouring window's hole that are painted too, as surroundings for the paint
STEPS = 100  # of the bar of one window

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]
Place = tuple[slice, slice]  # rows, columns


def paint_tone(
    image: Image,
    damage: Kinds,
    network: Backend,
    *,
    tile: int = TILE,
    overlap: int = OVERLAP,
    progress: Progress = SILENT,
) -> Image:
    """Return `image` with what is veiled read through by the network and what is lost filled by tone.

    Outside the damage (H, W), of kinds, no bit changes.
    """
    hole = np.asarray(lost(damage))
    veil = np.asarray(marked(damage)) & ~hole
    if veil.any():
        image = network(image, damage, wanted=veil, tile=tile, overlap=overlap, progress=progress)
    return fill_neutral(image, hole, network, tile=tile, overlap=overlap, progress=progress)


def fill_neutral(
    image: Image, hole: Mask, network: Backend, *, tile: int, overlap: int, progress: Progress = SILENT
) -> Image:
    """Return `image` with its `hole` filled by tone; outside it no bit changes, and nothing in it is looked at."""
    filled = image.copy()
    windows = plan_windows(hole)
    bar = progress.start("tone", len(windows) * STEPS)
    try:
        for window in windows:
            toner = _Toner(network, bar, tile=tile, overlap=overlap)
            part = toner.fill(image[window.place], hole[window.place], window.own)
            filled[window.place][window.own] = part[window.own]
    finally:
        bar.close()
    return filled


def tone_window(
    image: Image, hole: Mask, window: Window, network: Backend, *, tile: int, overlap: int, progress: Progress = SILENT
) -> Image:
    """Return the part `image` (h, w, 3) of a window with its own hole filled by tone.

    The holes of other windows, of which `hole` (h, w) tells too, are filled by a membrane, so that nothing in them is
    looked at.
    """
    bar = progress.start("tone", STEPS)
    try:
        tone = _Toner(network, bar, tile=tile, overlap=overlap).fill(image, hole, window.own)
    finally:
        bar.close()
    others = hole & ~grow(window.own, CONTEXT)
    return fill_membrane(tone, others) if others.any() else tone


class _Toner:
    """The filling of one window."""

    def __init__(self, network: Backend, bar: Bar, **tiling: Any) -> None:
        self.network, self.bar, self.tiling = network, bar, tiling
        self.limit = learned_depth(network)

    def fill(self, image: Image, hole: Mask, own: Mask) -> Image:
        image = np.where(hole[..., None], np.float32(0), image)  # iterations begin with what stands in a hole
        wanted = grow(own, CONTEXT) & hole
        thin = own & thin_parts(hole)
        levels = _shrunk_until(image, hole, self.limit)
        progress = Within(self.bar, STEPS, times=len(levels) + bool(thin.any()))
        tone = self._from_the_smallest(levels, wanted, progress)
        if thin.any():
            fine = self._at_twice_the_size(tone, hole, thin, progress)
            share = thick_share(hole)[..., None]
            tone = np.where(thin[..., None], share * tone + (1 - share) * fine, tone)
        progress.close()
        return tone

    def _from_the_smallest(self, levels: list[tuple[Image, Mask]], wanted: Mask, progress: Progress) -> Image:
        """Return the finest of `levels` filled; the core of each hole keeps what the smaller picture says."""
        tone: Image | None = None
        for image, hole in reversed(levels):
            asked = wanted if hole is levels[0][1] else hole
            if tone is None:
                painted = self._paint(image, hole, asked, progress)
            else:
                depth, coarse = distance_inside(hole), _enlarged(tone, hole.shape)
                core = hole & (depth > self.limit)
                shown, left = np.where(core[..., None], coarse, image), hole & ~core
                painted = self._paint(shown, left, asked & left, progress)
                share = np.clip(2 - 2 * depth / self.limit, 0, 1)[..., None]  # of the finer one: 1 in the outer half
                painted = share * painted + (1 - share) * coarse
            tone = np.where(hole[..., None], painted, image)
        assert tone is not None
        return tone

    def _at_twice_the_size(self, tone: Image, hole: Mask, thin: Mask, progress: Progress) -> Image:
        """Return the tone with its `thin` parts painted on enlarged pieces of the picture."""
        fine = tone.copy()
        for place, around in progress.track(list(_pieces(thin)), "enlarged"):
            inside, asked = hole[around], np.zeros_like(hole[around])
            own = tuple(slice(p.start - a.start, p.stop - a.start) for p, a in zip(place, around, strict=True))
            asked[own] = thin[place]
            part = np.ascontiguousarray(tone[around])
            if not inside.all():  # values in the hole reach its enlarged border: those of the membrane do least harm
                part = fill_membrane(part, inside)
            height, width = inside.shape
            twice = cv2.resize(part, (2 * width, 2 * height), interpolation=cv2.INTER_CUBIC).clip(0, 1)
            painted = self._paint(twice, _doubled(inside), _doubled(asked), SILENT)
            fine[place] = cv2.resize(painted, (width, height), interpolation=cv2.INTER_AREA)[own]
        return fine

    def _paint(self, image: Image, hole: Mask, wanted: Mask, progress: Progress) -> Image:
        return self.network(image, hole, wanted=wanted, progress=progress, **self.tiling)


def learned_depth(network: Backend) -> float:
    """Return how deep a hole may be, in pixels, for the network to fill it at its own size."""
    return float(network.info.get("max_radius") or LEARNED)


def unlearned(hole: Mask, network: Backend) -> Image:
    """Return the uncertainty (H, W) of a tone that follows from nothing the network has learned.

    It is zero as deep as the network has learned, and rises from there towards `WHITE_SPREAD`.
    """
    if hole.all():
        return np.full(hole.shape, WHITE_SPREAD, np.float32)
    learned = np.float32(learned_depth(network))
    beyond = 1 - learned / np.maximum(distance_inside(hole), learned)
    return np.asarray(WHITE_SPREAD * beyond, np.float32)


def thin_parts(hole: Mask) -> Mask:
    """Return the thin parts of `hole`: `FINE_EDGE` px or more from where a disc of radius `FINE` fits into it."""
    return hole & ~_thick(hole)


def thick_share(hole: Mask) -> Image:
    """Return how far each pixel belongs to the thick parts, (H, W) in [0, 1]; it falls softly to the thin ones."""
    return cv2.GaussianBlur(_thick(hole).astype(np.float32), (0, 0), 1.0)


def _thick(hole: Mask) -> Mask:
    return grow(distance_inside(hole) > FINE, FINE + FINE_EDGE) & hole


def _shrunk_until(image: Image, hole: Mask, limit: float) -> list[tuple[Image, Mask]]:
    """Return the picture and its hole at halves of their size, the finest first, until the hole is as deep as `limit`.

    A smaller pixel is the mean of the known ones, and unknown if none of the four is known.
    """
    levels = [(image, hole)]
    while not hole.all() and distance_inside(hole).max() > limit and min(hole.shape) > 1:
        image, hole = _halved(image, hole)
        levels.append((image, hole))
    return levels


def _halved(image: Image, hole: Mask) -> tuple[Image, Mask]:
    odd = [(0, side % 2) for side in hole.shape]
    known = np.pad(~hole, odd, mode="edge").astype(np.float32)
    padded = np.pad(image, [*odd, (0, 0)], mode="edge") * known[..., None]
    size = known.shape[1] // 2, known.shape[0] // 2
    share = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    total = cv2.resize(padded, size, interpolation=cv2.INTER_AREA)
    return total / np.maximum(share, 0.25)[..., None], share == 0


def _enlarged(image: Image, size: tuple[int, ...]) -> Image:
    height, width = size
    twice = cv2.resize(image, (2 * image.shape[1], 2 * image.shape[0]), interpolation=cv2.INTER_CUBIC)
    return twice[:height, :width].clip(0, 1)


def _doubled(mask: Mask) -> Mask:
    return mask.repeat(2, 0).repeat(2, 1)


def _pieces(thin: Mask) -> Iterator[tuple[Place, Place]]:
    """Yield pieces that hold what is `thin`, up to `PIECE` px a side: their own place, and that with `AROUND` px more.

    They begin where the network sees the enlarged picture as it would see a larger piece: at multiples of its stride.
    """
    (height, width), step = thin.shape, STRIDE // 2
    for top, left in product(range(0, height, PIECE), range(0, width, PIECE)):
        inside = thin[top : top + PIECE, left : left + PIECE]
        if inside.any():
            place = span(inside.any(axis=1), top), span(inside.any(axis=0), left)
            rows, columns = widened(place, AROUND, thin.shape)
            step = STRIDE // 2
            yield (
                place,
                (slice(rows.start // step * step, rows.stop), slice(columns.start // step * step, columns.stop)),
            )
