"""Reduced copies of a picture that is written in tiles, each half as large as the one before: means of 2 x 2 pixels.

The halves of the tiles lie in a temporary file until the reduced picture is written, so that memory does not follow the
size of the picture. A last odd row or column has no place in the half.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALLEST = 256  # px; a picture whose longer side is no longer than that is not halved again


def reduced_sizes(height: int, width: int) -> list[tuple[int, int]]:
    """Return height and width of each reduced copy of a picture, the largest first."""
    sizes = []
    while max(height, width) > SMALLEST and min(height, width) > 1:
        height, width = height // 2, width // 2
        sizes.append((height, width))
    return sizes


def halved(pixels: NDArray[Any]) -> NDArray[Any]:
    """Return the means, rounded, of 2 x 2 pixels of `pixels` (2h, 2w, C), (h, w, C) in its dtype."""
    wide = pixels if pixels.dtype.kind == "f" else pixels.astype(np.uint32)
    total = wide[::2, ::2] + wide[1::2, ::2] + wide[::2, 1::2] + wide[1::2, 1::2]
    return (total / 4 if pixels.dtype.kind == "f" else (total + 2) // 4).astype(pixels.dtype)


class Halves:
    """The halves of the tiles of one picture, from which the tiles of the picture of half the size are made."""

    def __init__(self, folder: Path, size: tuple[int, int], side: int) -> None:
        """Keep the halves of a picture of `size` (H, W) with tiles of `side` px in a temporary file in `folder`."""
        self.size = size[0] // 2, size[1] // 2
        self._side, self._down, self._across = side, -(-size[0] // side), -(-size[1] // side)
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  closed by __exit__
        self._dtype: Any = None
        self._shape: tuple[int, ...] = ()

    def __enter__(self) -> "Halves":
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the temporary file."""
        self._file.close()

    def kept(self, tiles: Iterator[NDArray[Any]]) -> Iterator[NDArray[Any]]:
        """Yield the `tiles` (side, side, C) as they come, row by row, and keep the half of each."""
        for tile in tiles:
            half = halved(tile)
            self._dtype, self._shape = half.dtype, half.shape
            self._file.write(half.tobytes())
            yield tile

    def tiles(self) -> Iterator[NDArray[Any]]:
        """Yield the tiles (side, side, C) of the picture of half the size, row by row."""
        height, width = self.size
        for row in range(-(-height // self._side)):
            for column in range(-(-width // self._side)):
                yield self._tile(row, column)

    def _tile(self, row: int, column: int) -> NDArray[Any]:
        half = self._side // 2
        tile = np.zeros((self._side, self._side, self._shape[2]), self._dtype)
        for down in range(2 * row, min(2 * row + 2, self._down)):
            for across in range(2 * column, min(2 * column + 2, self._across)):
                top, left = (down - 2 * row) * half, (across - 2 * column) * half
                tile[top : top + half, left : left + half] = self._half(down * self._across + across)
        return tile

    def _half(self, number: int) -> NDArray[Any]:
        count = int(np.prod(self._shape))
        self._file.seek(number * count * self._dtype.itemsize)
        return np.frombuffer(self._file.read(count * self._dtype.itemsize), self._dtype).reshape(self._shape)
