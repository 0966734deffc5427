"""TIFF files read and written in parts: tile by tile, or strip by strip, through tifffile.

What is read is what `decode_deep_tiff` and Pillow read of the whole, bit by bit.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from murals.images.in_parts import Lazy, Pixels, Place, bands
from murals.images.opening import check_size, is_tiff, reading
from murals.images.photograph import Photograph, described, joined_samples, split_lazily
from murals.images.tiff import check_pieces, check_range, picture_of, plain_samples, tiff_metadata

TILE = 512  # px, the side of the tiles that are written
_UNCOMPRESSED = 1
_LOSSY = (6, 7, 34712, 50001)  # JPEG in its kinds, and WebP: their decoders differ in the last bit
_LARGEST_SEGMENT = 64_000_000  # bytes; a file in larger pieces is not read in parts
_ASSOCIATED, _UNASSOCIATED = 1, 2
_COLOURS = (tifffile.PHOTOMETRIC.RGB, tifffile.PHOTOMETRIC.MINISBLACK, tifffile.PHOTOMETRIC.MINISWHITE)


class TiffSamples(Lazy):
    """The samples (H, W, C) of an upright TIFF, read where they are asked for."""

    def __init__(self, path: Path, shape: tuple[int, ...], dtype: Any) -> None:
        """Read from the file at `path`, which `open_in_parts` has looked at."""
        self.path, self.shape, self.dtype = path, shape, np.dtype(dtype)

    def part(self, place: Place) -> NDArray[Any]:
        """Return the samples at `place`, (h, w, C)."""
        return _samples(self.path, place)


def open_in_parts(path: Path) -> Photograph | None:
    """Return the photograph at `path` with pixels that are read where they are asked for; None if it cannot be.

    It can if it is an upright TIFF of grey or RGB of 8 bits, 16 bits or floats, not in one large compressed piece.

    Raises
    ------
    MuralsError
        If the file is broken, or floats are outside [0, 1].
    """
    with reading(path):
        if not is_tiff(path):
            return None
        with tifffile.TiffFile(path) as tiff:
            page = picture_of(tiff)
            check_size(path, page.imagelength, page.imagewidth)
            check_pieces(page)
            if not _is_readable(page):
                return None
            channels = 1 if page.photometric != tifffile.PHOTOMETRIC.RGB else 3
            size, dtype = (page.imagelength, page.imagewidth, channels + bool(page.extrasamples)), _dtype(page)
        metadata = tiff_metadata(path)
        if metadata.orientation != 1:
            return None
        split = split_lazily(TiffSamples(path, size, dtype))
        if split[0].dtype.kind == "f":
            for rows in bands(split[0]):
                check_range(path, split[0][rows])
    return described(path, split, metadata)


def tiles_of(photograph: Photograph, pixels: Pixels) -> Iterator[NDArray[Any]]:
    """Yield the tiles of a TIFF of `pixels` in the form of `photograph`, `TILE` px a side, filled up with zeros."""
    for rows in bands(pixels, TILE):
        samples = joined_samples(photograph, pixels[rows], rows)
        for left in range(0, samples.shape[1], TILE):
            tile = samples[:, left : left + TILE]
            missing = [(0, TILE - side) for side in tile.shape[:2]]
            yield np.pad(tile, [*missing, (0, 0)]) if any(more for _, more in missing) else np.ascontiguousarray(tile)


def _is_readable(page: Any) -> bool:
    """Tell whether parts of `page` can be read, and mean what those of the whole would."""
    deep = int(np.max(page.bitspersample)) > 8
    plain = page.dtype is not None and (
        page.dtype.kind == "f" or (page.dtype == np.uint16 and deep) or (page.dtype == np.uint8 and not deep)
    )
    kinds = (_ASSOCIATED, _UNASSOCIATED) if deep else (_UNASSOCIATED,)
    extra = page.samplesperpixel - (3 if page.photometric == tifffile.PHOTOMETRIC.RGB else 1)
    alpha = extra == 0 or (extra == 1 and bool(page.extrasamples) and page.extrasamples[0] in kinds)
    whole_bytes = set(np.atleast_1d(page.bitspersample)) <= {8, 16, 32, 64}
    known = page.photometric in _COLOURS and page.compression not in _LOSSY and page.imagedepth == 1
    return plain and alpha and whole_bytes and known and (_is_plain(page) or _segment_bytes(page) <= _LARGEST_SEGMENT)


def _is_plain(page: Any) -> bool:
    """Tell whether the samples of `page` lie in the file as in memory, row by row."""
    return (
        page.compression == _UNCOMPRESSED
        and not page.is_tiled
        and page.predictor == 1
        and page.fillorder == 1
        and (page.samplesperpixel == 1 or page.planarconfig == tifffile.PLANARCONFIG.CONTIG)
    )


def _segment_bytes(page: Any) -> int:
    """Return the bytes of a tile or a strip in memory."""
    length, width = _segment(page)
    return int(length * width * page.samplesperpixel * page.dtype.itemsize)


def _segment(page: Any) -> tuple[int, int]:
    """Return the height and the width of the tiles or strips of `page`."""
    if page.is_tiled:
        return page.tilelength, page.tilewidth
    return min(page.rowsperstrip, page.imagelength), page.imagewidth


def _dtype(page: Any) -> Any:
    return np.dtype(np.float32) if page.dtype.kind == "f" else page.dtype


def _samples(path: Path, place: Place) -> NDArray[Any]:
    """Return the samples (h, w, C) at `place` of the picture at `path`, C from 1 to 4, as they mean."""
    with reading(path), tifffile.TiffFile(path) as tiff:
        page = picture_of(tiff)
        check_pieces(page)
        read = _rows if _is_plain(page) else _segments
        return plain_samples(path, page, np.asarray(read(page, place), _dtype(page)))


def _rows(page: Any, place: Place) -> NDArray[Any]:
    """Return the samples at `place` of an uncompressed page, row by row."""
    rows, columns = place
    count, sample = page.samplesperpixel, page.dtype.newbyteorder(page.parent.byteorder)
    pixel = count * sample.itemsize
    per_strip, file = min(page.rowsperstrip, page.imagelength), page.parent.filehandle
    result = np.empty((rows.stop - rows.start, columns.stop - columns.start, count), page.dtype)
    for row in range(rows.start, rows.stop):
        strip, inside = divmod(row, per_strip)
        file.seek(page.dataoffsets[strip] + (inside * page.imagewidth + columns.start) * pixel)
        data = file.read((columns.stop - columns.start) * pixel)
        result[row - rows.start] = np.frombuffer(data, sample).reshape(-1, count)
    return result


def _segments(page: Any, place: Place) -> NDArray[Any]:
    """Return the samples at `place` of a page in tiles or in compressed strips."""
    rows, columns = place
    length, width = _segment(page)
    down, across = -(-page.imagelength // length), -(-page.imagewidth // width)
    planes = 1 if page.planarconfig == tifffile.PLANARCONFIG.CONTIG else page.samplesperpixel
    result = np.zeros((rows.stop - rows.start, columns.stop - columns.start, page.samplesperpixel), page.dtype)
    seen_rows = range(rows.start // length, -(-rows.stop // length))
    seen_columns = range(columns.start // width, -(-columns.stop // width))
    for plane, row, column in product(range(planes), seen_rows, seen_columns):
        samples = _segment_at(page, (plane * down + row) * across + column)
        if samples is None:
            continue
        top, left = row * length, column * width
        height = min(top + samples.shape[0], rows.stop) - max(top, rows.start)
        breadth = min(left + samples.shape[1], columns.stop) - max(left, columns.start)
        there = samples[max(0, rows.start - top) :, max(0, columns.start - left) :][:height, :breadth]
        down_to, right_to = max(0, top - rows.start), max(0, left - columns.start)
        channels = slice(None) if planes == 1 else slice(plane, plane + 1)
        result[down_to : down_to + height, right_to : right_to + breadth, channels] = there
    return result


def _segment_at(page: Any, index: int) -> NDArray[Any] | None:
    """Return the samples (h, w, C) of one tile or strip; None if the file leaves it out, which means zeros."""
    if not page.databytecounts[index]:
        return None
    file = page.parent.filehandle
    file.seek(page.dataoffsets[index])
    samples, _, _ = page.decode(file.read(page.databytecounts[index]), index)
    return None if samples is None else np.asarray(samples[0])
