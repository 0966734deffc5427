"""The steps of the multigrid cycle on the processor: functions compiled by numba, each on bands of rows."""

from itertools import pairwise
from types import TracebackType

import numpy as np

from murals.blending.solver.kernels import grids, rows
from murals.blending.solver.kernels.build import build_levels
from murals.blending.solver.kernels.level import Level
from murals.loops.bands import Bands
from murals.loops.compiled import announced


class CpuKernels:
    """Steps on numpy arrays; close it, or use it in a `with`, to end its threads."""

    def __init__(self, *, threads: int | None = None) -> None:
        self.bands = Bands(threads)
        self._told = announced()

    def __enter__(self) -> "CpuKernels":
        self._told.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._told.__exit__(kind, error, trace)
        self.bands.__exit__(kind, error, trace)

    def upload(self, array: np.ndarray | None) -> np.ndarray | None:
        """Return the array itself, which the steps can use."""
        return array

    def download(self, array: np.ndarray) -> np.ndarray:
        """Return the array as numpy's."""
        return array

    def zeros_like(self, array: np.ndarray) -> np.ndarray:
        """Return zeros of the same shape."""
        return np.zeros_like(array)

    def build(self, mask: np.ndarray, channels: int, *, driven: bool = True) -> list[Level]:
        """Return the grids for a mask, the finest first, whose right side may change if it is `driven`."""
        return build_levels(mask, channels, self.bands, driven=driven)

    def hold(self, level: Level, ys: np.ndarray, xs: np.ndarray, values: np.ndarray) -> None:
        """Set fixed pixels of the finest grid to `values` `(N, C)`."""
        grids.hold(level.u, ys, xs, values)

    def subtract(self, image: np.ndarray, divergence: np.ndarray | None, mask: np.ndarray, level: Level) -> None:
        """Set the right side to b - A f for the image f."""
        height, width, channels = image.shape
        if divergence is None:
            divergence = np.zeros((1, width, channels), np.float32)
        self.bands.run(grids.residual, height, image, divergence, mask, level.b, values=image.size)

    def add(self, level: Level, image: np.ndarray, mask: np.ndarray) -> None:
        """Add the unknown to the image inside the mask, in place."""
        self.bands.run(grids.add, len(image), image, level.u, mask, values=image.size)

    def relax(self, level: Level, colour: int) -> None:
        """Sweep once, one colour of the chessboard after the other, `colour` first."""
        height, arrays = level.u.shape[1] - 2, _system(level)
        bands = self.bands.split(height, level.u.size)
        cuts = [top for top, _ in bands[1:]]
        calls = [(*arrays, colour, _shrink(band, height, 1), *band) for band in bands]
        self.bands.each(rows.relax, calls)
        _relax_rows(arrays, 1 - colour, cuts, 1)

    def descend(self, level: Level, coarse: Level, colour: int, sweeps: int) -> None:
        """Sweep some times, as `relax` does, then `restrict`."""
        for _ in range(sweeps - 1):
            self.relax(level, colour)
        height, arrays, targets = level.u.shape[1] - 2, _system(level), (coarse.u, coarse.b)
        bands = self.bands.split(height, level.u.size)
        cuts = [top for top, _ in bands[1:]]
        done = [_coarse_rows(_shrink(band, height, 2), height) for band in bands]
        calls = [
            (*arrays, *targets, colour, _shrink(band, height, 1), cells, *band)
            for band, cells in zip(bands, done, strict=True)
        ]
        self.bands.each(rows.descend, calls)
        _relax_rows(arrays, 1 - colour, cuts, 1)
        for (_, end), (begin, _) in pairwise(done):
            rows.restrict(*arrays, *targets, end, begin)

    def ascend(self, coarse: Level, level: Level, colour: int, sweeps: int) -> float:
        """`prolong`, then sweep some times, as `relax` does; return the largest value added."""
        height, arrays = level.u.shape[1] - 2, _system(level)
        bands = self.bands.split(height, level.u.size)
        cuts = [top for top, _ in bands[1:]]
        calls = [
            (coarse.u, *arrays, colour, _shrink(band, height, 1), _shrink(band, height, 2), *band) for band in bands
        ]
        largest = max(self.bands.each(rows.ascend, calls))
        _relax_rows(arrays, colour, cuts, 1)
        _relax_rows(arrays, 1 - colour, cuts, 2)
        for _ in range(sweeps - 1):
            self.relax(level, colour)
        return largest

    def restrict(self, level: Level, coarse: Level) -> None:
        """Sum the remaining right side into the coarse one, whose unknown becomes zero."""
        self.bands.run(rows.restrict, coarse.u.shape[1] - 2, *_system(level), coarse.u, coarse.b, values=level.u.size)

    def soften(self, level: Level) -> None:
        """Weaken a right side from a finer grid where it comes from fixed values, which are further away here."""
        self.bands.run(grids.soften, level.u.shape[1] - 2, level.b, level.fixed, values=level.b.size)

    def prolong(self, coarse: Level, level: Level) -> float:
        """Add the coarse unknown to the fine one; return the largest value added."""
        height = level.u.shape[1] - 2
        return max(self.bands.run(rows.prolong, height, coarse.u, level.u, level.inverse, values=level.u.size))

    def extend(self, level: Level) -> None:
        """Continue the unknown one cell beyond the mask."""
        self.bands.run(rows.extend, level.u.shape[1] - 2, level.u, level.inverse, values=level.u.size)

    def solve(self, level: Level) -> None:
        """Solve the coarsest grid."""
        assert level.solution is not None
        np.matmul(level.b.reshape(len(level.b), -1), level.solution, out=level.u.reshape(len(level.u), -1))

    def apply(self, level: Level, x: np.ndarray, out: np.ndarray) -> None:
        """Set `out` to A x."""
        self.bands.run(rows.apply, x.shape[1] - 2, x, level.right, level.down, level.inverse, out, values=x.size)

    def dot(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return the scalar product of each channel, float64 `(C,)`."""
        by_row = np.zeros((x.shape[1], len(x)))
        self.bands.run(rows.dot, x.shape[1] - 2, x, y, by_row, values=x.size)
        return by_row.sum(0)

    def add_scaled(self, x: np.ndarray, y: np.ndarray, scale: np.ndarray) -> float:
        """Add `scale`, float64 `(C,)`, times x to y in place; return the largest value added."""
        return max(self.bands.run(rows.add_scaled, x.shape[1] - 2, x, y, scale, values=x.size))


def _system(level: Level) -> tuple[np.ndarray, ...]:
    return level.u, level.b, level.right, level.down, level.inverse


def _shrink(band: tuple[int, int], height: int, margin: int) -> tuple[int, int]:
    """Return the rows of a band that do not wait for another band: all but `margin` rows at each cut."""
    top, bottom = band
    return top + margin * (top > 1), bottom - margin * (bottom <= height)


def _coarse_rows(band: tuple[int, int], height: int) -> tuple[int, int]:
    """Return the rows of the coarse grid that lie in a band as a whole."""
    top, bottom = band
    return top // 2 + 1, (bottom - 1) // 2 + 1 if bottom <= height else (height + 1) // 2 + 1


def _relax_rows(arrays: tuple[np.ndarray, ...], colour: int, cuts: list[int], margin: int) -> None:
    """Solve one colour in the rows on both sides of the cuts that waited for the bands to end."""
    for cut in cuts:
        rows.relax(*arrays, colour, (0, 0), cut - margin, cut + margin)
