"""Pictures that are read, changed and written in parts, so that memory does not follow their size.

Such pixels have `shape` (H, W, 3), `dtype` and `ndim` like an array, and give an array for a place, `pixels[rows]` or
`pixels[rows, columns]`, slices both. What works on places works on arrays and on these alike.
"""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

ROWS = 512  # of a band: 61 MB of 20,000 pixels of 16 bits

Mask = NDArray[np.bool_]
Place = tuple[slice, slice]  # rows, columns


class Pixels(Protocol):
    """Pixels of which a part is had by its place: an array, or one of the classes below."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Height, width and channels."""
        ...

    @property
    def dtype(self) -> Any:
        """What a part is made of."""
        ...

    def __getitem__(self, place: Any) -> Any:
        """Return the part at rows, or at rows and columns."""
        ...


class Lazy:
    """The base of pixels that are not in memory: a place as rows and columns, and the whole if it is asked for."""

    shape: tuple[int, ...]
    dtype: Any

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    def __getitem__(self, place: Any) -> NDArray[Any]:
        """Return the part at `rows` or `rows, columns`, or the whole for `...`."""
        if place is Ellipsis:
            place = (slice(None), slice(None))
        rows, columns = place if isinstance(place, tuple) else (place, slice(None))
        return self.part((_bounded(rows, self.shape[0]), _bounded(columns, self.shape[1])))

    def part(self, place: Place) -> NDArray[Any]:
        """Return the part at `place`, whose slices have bounds and no step."""
        raise NotImplementedError


class Converted(Lazy):
    """Pixels that are converted as they are read."""

    def __init__(self, pixels: Pixels, convert: Callable[[NDArray[Any]], NDArray[Any]], dtype: Any) -> None:
        """Read `pixels` through `convert`, which makes an array of `dtype` of the same height and width."""
        self.pixels, self.convert, self.dtype = pixels, convert, np.dtype(dtype)
        self.shape = pixels.shape

    def part(self, place: Place) -> NDArray[Any]:
        """Return the converted part at `place`."""
        return self.convert(self.pixels[place])


class Cut(Lazy):
    """Pixels of which only some are shown, and zeros elsewhere, with the alpha of that."""

    def __init__(self, pixels: Pixels, shown: Mask) -> None:
        """Show `pixels` (H, W, 3) where `shown` (H, W)."""
        self.pixels, self.shown, self.shape, self.dtype = pixels, shown, pixels.shape, pixels.dtype

    def part(self, place: Place) -> NDArray[Any]:
        """Return the part at `place`, (h, w, 3)."""
        return np.where(self.shown[place][..., None], self.pixels[place], self.dtype.type(0))

    @property
    def alpha(self) -> Converted:
        """The largest value where the pixels are shown, zero elsewhere, (H, W) of their dtype."""
        most = 1 if self.dtype.kind == "f" else np.iinfo(self.dtype).max
        return Converted(self.shown, lambda shown: shown.astype(self.dtype) * self.dtype.type(most), self.dtype)


class Section(Lazy):
    """A part of a picture, read where it is asked for."""

    def __init__(self, pixels: Pixels, place: Place) -> None:
        """Show `pixels` (H, W, 3) at `place`, whose slices have bounds and no step."""
        self.pixels, self.top, self.left, self.dtype = pixels, place[0].start, place[1].start, pixels.dtype
        self.shape = (place[0].stop - self.top, place[1].stop - self.left, *pixels.shape[2:])

    def part(self, place: Place) -> NDArray[Any]:
        """Return the part at `place`, (h, w, 3)."""
        rows, columns = place
        own = (
            slice(rows.start + self.top, rows.stop + self.top),
            slice(columns.start + self.left, columns.stop + self.left),
        )
        return np.asarray(self.pixels[own])


class Chosen(Lazy):
    """Pixels of one picture where a mask says so, of another elsewhere."""

    def __init__(self, first: Mask, one: Pixels, other: Pixels) -> None:
        """Choose `one` (H, W, 3) where `first` (H, W), else `other`, which has its dtype."""
        self.first, self.one, self.other, self.shape, self.dtype = first, one, other, other.shape, other.dtype

    def part(self, place: Place) -> NDArray[Any]:
        """Return the part at `place`, (h, w, 3)."""
        return np.where(self.first[place][..., None], self.one[place], self.other[place])


class Patched(Lazy):
    """Pixels with some of them replaced: memory follows the replaced ones."""

    def __init__(self, pixels: Pixels) -> None:
        """Begin with `pixels` (H, W, 3) as they are."""
        self.pixels, self.shape, self.dtype = pixels, pixels.shape, pixels.dtype
        self.patches: list[Patch] = []

    def put(self, place: Place, own: Mask, painted: NDArray[Any]) -> None:
        """Replace the pixels `own` (h, w) of the window at `place` by those of `painted` (h, w, 3)."""
        self.patches.append(Patch(place, own, painted[own]))

    def copy(self) -> "Patched":
        """Return the same, of which more can be replaced."""
        result = Patched(self.pixels)
        result.patches = [*self.patches]
        return result

    def part(self, place: Place) -> NDArray[Any]:
        """Return the part at `place` with what was replaced."""
        result = np.array(self.pixels[place])
        for patch in self.patches:
            patch.lay(result, place)
        return result

    def mapped(self, pixels: Pixels, change: Callable[[NDArray[Any]], NDArray[Any]]) -> "Patched":
        """Return `pixels` with the same places replaced by `change` of the replaced (N, 3)."""
        result = Patched(pixels)
        result.patches = [patch.mapped(change) for patch in self.patches]
        return result


class Patch:
    """The replaced pixels of one window."""

    def __init__(self, place: Place, own: Mask, values: NDArray[Any]) -> None:
        """Keep the `values` (N, 3) of the pixels `own` (h, w), row by row."""
        self.place, self.values = place, values
        self._width = own.shape[1]
        self._own = np.packbits(own, axis=1)
        self._ends = np.concatenate([[0], np.cumsum(own.sum(axis=1))])

    def lay(self, part: NDArray[Any], place: Place) -> None:
        """Lay what lies at `place` into `part`, which is the picture there."""
        rows, columns = (_common(own, wanted) for own, wanted in zip(self.place, place, strict=True))
        if rows is None or columns is None:
            return
        first, last = rows.start - self.place[0].start, rows.stop - self.place[0].start
        if self._ends[first] == self._ends[last]:
            return
        own = np.unpackbits(self._own[first:last], axis=1, count=self._width).view(np.bool_)
        left, right = columns.start - self.place[1].start, columns.stop - self.place[1].start
        at = np.nonzero(own)[1]
        seen = (at >= left) & (at < right)
        target = part[
            rows.start - place[0].start : rows.stop - place[0].start,
            columns.start - place[1].start : columns.stop - place[1].start,
        ]
        target[own[:, left:right]] = self.values[self._ends[first] : self._ends[last]][seen]

    def mapped(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> "Patch":
        """Return the same place with other values."""
        result = object.__new__(Patch)
        result.__dict__ |= self.__dict__ | {"values": change(self.values)}
        return result


def bands(pixels: Pixels, rows: int = ROWS) -> Iterator[slice]:
    """Yield the rows of `pixels`, `rows` of them at a time."""
    for top in range(0, pixels.shape[0], rows):
        yield slice(top, min(top + rows, pixels.shape[0]))


def whole(pixels: Pixels) -> NDArray[Any]:
    """Return `pixels` as an array in memory."""
    return pixels if isinstance(pixels, np.ndarray) else pixels[...]


def highest(pixels: Pixels) -> Any:
    """Return the largest value of `pixels`, band by band; zero if there is none."""
    return max((pixels[rows].max(initial=0) for rows in bands(pixels)), default=0)


def _bounded(side: slice, length: int) -> slice:
    start, stop, step = side.indices(length)
    if step != 1:
        raise ValueError(f"expected a slice without a step, got {side}")
    return slice(start, max(start, stop))


def _common(one: slice, other: slice) -> slice | None:
    start, stop = max(one.start, other.start), min(one.stop, other.stop)
    return slice(start, stop) if start < stop else None
