"""Connected parts of a mask of any size, from the runs of its rows: memory follows what is marked, and not the mask."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.data.depth import distance_inside
from murals.restoration.cells import widened

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]

_SMALL = 16_000_000  # pixels, of which each may cost a number
_ROWS = 1024  # that are looked at at once
_TOUCHING = 2  # px: as far as the nearest pixel outside a part is from it


@dataclass(frozen=True, eq=False)
class Part:
    """One connected part: the runs of its rows, from `starts` up to and without `stops`, (N,) each."""

    rows: Numbers
    starts: Numbers
    stops: Numbers

    @property
    def box(self) -> tuple[slice, slice]:
        """The rows and columns that it lies in."""
        return slice(int(self.rows[0]), int(self.rows[-1]) + 1), slice(int(self.starts.min()), int(self.stops.max()))

    @property
    def pixels(self) -> int:
        """How many pixels it has."""
        return int((self.stops - self.starts).sum())

    @property
    def centre(self) -> tuple[float, float]:
        """The mean row and column of its pixels."""
        lengths = self.stops - self.starts
        row = (self.rows * lengths).sum() / lengths.sum()
        return float(row), float(((self.starts + self.stops - 1) / 2 * lengths).sum() / lengths.sum())

    def depth_in(self, mask: Mask) -> float:
        """Return how far its innermost pixel is from what is outside `mask` (H, W), of which it is a part.

        The nearest pixel outside touches it, or a thin part of the mask that the part leaves out.
        """
        place = widened(self.box, _TOUCHING, mask.shape)
        own = np.zeros((place[0].stop - place[0].start, place[1].stop - place[1].start), np.bool_)
        self.draw(own, place[0].start, place[1].start)
        return float(distance_inside(mask[place])[own].max())

    def draw(self, plane: Mask, top: int = 0, left: int = 0) -> None:
        """Mark it in `plane` (h, w), a window of the picture that begins at `top` and `left`."""
        height, width = plane.shape
        seen = (self.rows >= top) & (self.rows < top + height) & (self.stops > left) & (self.starts < left + width)
        starts, stops = np.maximum(self.starts[seen] - left, 0), np.minimum(self.stops[seen] - left, width)
        for row, start, stop in zip(self.rows[seen] - top, starts, stops, strict=True):
            plane[row, start:stop] = True


class Runs(NamedTuple):
    """The runs of marked pixels of a mask, row by row, each row from the left, (N,) each."""

    rows: Numbers
    starts: Numbers
    stops: Numbers

    def labels(self, width: int) -> Numbers:
        """Return the number of the 8-connected part that each run belongs to, (N,); the mask is `width` px wide."""
        from scipy.sparse import coo_array  # a quarter of a second, which small masks do without
        from scipy.sparse.csgraph import connected_components

        one, other = _touching(*self, width)
        links = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(len(self.rows),) * 2)
        return np.asarray(connected_components(links, directed=False)[1], np.int64)


def parts_of(mask: Mask) -> list[Part]:
    """Return the 8-connected parts of `mask` (H, W), in the order of their first pixels."""
    runs = joined_runs(runs_of(mask[top : top + _ROWS], top) for top in _filled(mask))
    if not len(runs.rows):
        return []
    if mask.size <= _SMALL:
        labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)[1][runs.rows, runs.starts]
    else:
        labels = runs.labels(mask.shape[1])
    order = np.argsort(labels, kind="stable")
    ends = np.flatnonzero(np.diff(labels[order])) + 1
    parts = [Part(runs.rows[own], runs.starts[own], runs.stops[own]) for own in np.split(order, ends)]
    return sorted(parts, key=lambda part: (part.rows[0], part.starts[0]))


def joined_runs(found: Iterable[Runs]) -> Runs:
    """Return the runs of a mask from those of its bands, from the top."""
    bands = list(found)
    if not bands:
        return Runs(*(np.empty(0, np.int64),) * 3)
    return Runs(*(np.concatenate(parts) for parts in zip(*bands, strict=True)))


def _filled(mask: Mask) -> Iterator[int]:
    """Yield where bands of rows begin that hold anything."""
    return (top for top in range(0, len(mask), _ROWS) if mask[top : top + _ROWS].any())


def runs_of(band: Mask, top: int = 0) -> Runs:
    """Return the runs of a `band` (h, W) of a mask that begins at the row `top`."""
    edges = np.zeros((band.shape[0], band.shape[1] + 2), np.int8)
    edges[:, 1:-1] = band
    change = np.diff(edges, axis=1)
    rows, starts = np.nonzero(change > 0)
    _, stops = np.nonzero(change < 0)
    return Runs(rows + top, starts, stops)


def _touching(rows: Numbers, starts: Numbers, stops: Numbers, width: int) -> tuple[Numbers, Numbers]:
    """Return the pairs of runs that touch from one row to the next, corners included."""
    line = width + 2  # further apart than any two runs of a row
    first = np.searchsorted(rows * line + stops, (rows + 1) * line + starts, side="left")  # that ends not before it
    last = np.searchsorted(rows * line + starts, (rows + 1) * line + stops, side="right")  # that begins not behind it
    counts = np.maximum(last - first, 0)
    one = np.repeat(np.arange(len(rows)), counts)
    offsets = np.arange(len(one)) - np.repeat(np.cumsum(counts) - counts, counts)
    return one, np.repeat(first, counts) + offsets
