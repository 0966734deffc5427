"""The mimetic fill: paint of the same wall, or of a sister wall, over the tone of the neutral fill.

Images are RGB float32 `(H, W, 3)` in [0, 1], masks `(H, W)` bool.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.data.depth import distance_inside
from murals.images.in_parts import bands
from murals.loops.bands import Bands
from murals.loops.compiled import announced
from murals.progress import SILENT, Bar, Progress
from murals.restoration.cells import grow
from murals.restoration.fills.exemplars import Completed, complete, count_steps, pad_of
from murals.restoration.fills.neutral import thick_share
from murals.restoration.fills.sheets import Sheet, padded
from murals.restoration.fills.sources import MIRRORED, TONE, Sources
from murals.restoration.fills.windows import Window, plan_windows

AWAY = 2  # px around a mark that are not copied: masks are drawn tightly
RIM = 8  # px of depth
SOFT = np.eye(3) * 1e-5  # variance that is added, 0.8 of 255 levels: grey pictures have none in some directions
BOUND = 0.25  # root mean square difference, 64 of 255 levels, from which on a patch does not fit

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Sister:
    """Another wall to take paint from, its colours fitted to the damaged one."""

    name: str
    picture: Image


def fill_mimetic(
    tone: Image,
    hole: Mask,
    forbidden: Mask,
    *,
    sisters: Sequence[Sister] = (),
    seed: int = 0,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> tuple[Image, Sources]:
    """Return the picture with its hole filled by paint, and where that came from.

    Where the hole is thin or nothing fits, the tone stays. The result has the same bits with any number of threads.

    Parameters
    ----------
    tone
        The picture with its hole filled by the neutral fill.
    hole
        What is filled.
    forbidden
        What must not be copied, beside the hole: other damage, and what the user wants to avoid.
    """
    filled, sources = tone.copy(), Sources(hole, ["this wall", "this wall, mirrored", *(s.name for s in sisters)])
    windows = [(window, window.own & (thick_share(window.own) > 0)) for window in plan_windows(hole)]
    windows = [(window, thick) for window, thick in windows if thick.any()]
    bar = progress.start("paint", sum(count_steps(thick) for _, thick in windows))
    marks = grow(hole | forbidden, AWAY)
    try:
        with Bands(threads) as bands, announced():
            for window, thick in windows:
                painter = _Painter(tone[window.place], thick, marks[window.place], sisters, bands, bar)
                filled[window.place][thick] = painter.paint(window, sources, seed)[thick]
    finally:
        bar.close()
    return filled, sources


def paint_window(
    tone: Image, window: Window, forbidden: Mask, sources: Sources, *, seed: int = 0, progress: Progress = SILENT
) -> Image:
    """Return the `tone` (h, w, 3) of one window with paint in its own hole, as `fill_mimetic` gives it.

    Parameters
    ----------
    forbidden
        What must not be copied, (h, w): all damage of the window, and what the user wants to avoid.
    sources
        Of the whole picture; it is told where the paint came from.
    """
    thick = window.own & (thick_share(window.own) > 0)
    if not thick.any():
        return tone
    bar = progress.start("paint", count_steps(thick))
    try:
        with Bands(None) as bands, announced():
            painted = _Painter(tone, thick, grow(forbidden, AWAY), (), bands, bar).paint(window, sources, seed)
    finally:
        bar.close()
    return np.where(thick[..., None], painted, tone)


class _Painter:
    """The painting of one window."""

    def __init__(self, tone: Image, hole: Mask, marks: Mask, sisters: Sequence[Sister], bands: Bands, bar: Bar) -> None:
        self.tone, self.hole, self.bands, self.bar = np.ascontiguousarray(tone), hole, bands, bar
        wall = Sheet(self.tone, ~marks)
        others = (Sheet(sister.picture, np.ones(sister.picture.shape[:2], np.bool_)) for sister in sisters)
        self.sheets = [wall, wall.mirrored(), *others]

    def paint(self, window: Window, sources: Sources, seed: int) -> Image:
        """Return the tone with paint over it, (h, w, 3), and note in `sources` where the paint came from."""
        own = self.hole
        done = complete(self.tone, own, self.sheets, self.bands, seed=seed, step=self.bar.advance)
        if done is None:
            return self.tone
        share = thick_share(window.own) * fitting(done.misfit, own)  # (h, w), of the paint
        sheet, rows, columns = self._whence(done, window)
        sheet = np.where(share > 0.5, sheet, TONE)
        sources.note(window, own, sheet[own], rows[own], columns[own])
        mixed: Image = share[..., None] * done.picture + (1 - share[..., None]) * self.tone
        return mixed

    def _whence(self, done: Completed, window: Window) -> tuple[NDArray[np.uint8], ...]:
        """Return the sheet of each pixel's source, and its row and column in the photograph."""
        widths = np.array([sheet.picture.shape[1] for sheet in padded(self.sheets, pad_of(self.hole))])
        starts = np.concatenate([[0], np.cumsum(widths)])
        rows, columns = done.field[..., 0], done.field[..., 1]
        sheet = np.searchsorted(starts, columns, side="right") - 1
        columns = columns - starts[sheet]
        columns = np.where(sheet == MIRRORED, self.tone.shape[1] - 1 - columns, columns)
        here = sheet <= MIRRORED
        rows, columns = rows + here * window.rows.start, columns + here * window.columns.start
        return sheet.astype(np.uint8), rows, columns


def fitting(misfit: Image, hole: Mask) -> Image:
    """Return how far the paint of each pixel fits, (H, W) in [0, 1], from its `misfit` (H, W).

    A pixel does not fit from `BOUND` on. Where half of the rim of a connected hole does not, none of it does, because
    deeper in paint fits what was painted around it.
    """
    bad = hole & (misfit > BOUND)
    if not bad.any():
        return np.ones_like(misfit)
    count, parts = cv2.connectedComponents(hole.astype(np.uint8))
    rim = hole & (distance_inside(hole) <= RIM)
    sizes, misses = (np.bincount(parts[where], minlength=count) for where in (rim, rim & bad))
    bad |= (2 * misses > sizes)[parts] & hole
    return 1 - cv2.GaussianBlur(grow(bad, 3).astype(np.float32), (0, 0), 1.0)


def fit_colours(sister: Image, wall: Image, known: Mask) -> Image:
    """Return the picture of a sister wall with the mean and the covariance of the colours of `wall`, clipped to [0, 1].

    Parameters
    ----------
    sister, wall
        (H, W, 3), of any two sizes.
    known
        Where `wall` is sound.

    References
    ----------
    Pitie, Kokaram 2007, The linear Monge-Kantorovitch colour mapping, https://doi.org/10.1049/cp:20070055
    """
    ours, theirs = moments(wall, known), moments(sister, np.ones(sister.shape[:2], np.bool_))
    if ours is None or theirs is None:
        return sister
    root = _root(theirs.covariance + SOFT)
    inverse = np.linalg.inv(root)
    change = inverse @ _root(root @ (ours.covariance + SOFT) @ root) @ inverse
    fitted: Image = sister @ change.T.astype(np.float32)
    fitted += (ours.mean - change @ theirs.mean).astype(np.float32)
    return np.clip(fitted, 0, 1, out=fitted)


class Moments(NamedTuple):
    """The mean (3,) and the covariance (3, 3) of colours, float64."""

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]


def moments(picture: Image, where: Mask) -> Moments | None:
    """Return the moments of the colours of `picture` (H, W, 3) `where` (H, W); None of fewer than two pixels.

    They are summed band by band, about the middle of the range, so that no copy of a large picture is made.
    """
    count, total, squares = 0, np.zeros(3), np.zeros((3, 3))
    for rows in bands(picture):
        colours = picture[rows][where[rows]].astype(np.float64) - 0.5
        count += len(colours)
        total += colours.sum(axis=0)
        squares += colours.T @ colours
    if count < 2:
        return None
    mean = total / count
    return Moments(mean + 0.5, (squares - count * np.outer(mean, mean)) / (count - 1))


def _root(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the root of a symmetric matrix without negative eigenvalues."""
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
