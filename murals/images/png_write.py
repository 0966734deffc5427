"""PNG files of 8 and 16 bits written in bands, so that memory does not follow their size.

Each piece of a band is deflated by itself, in a thread, with the end of the piece before as its dictionary. So the
pieces make one stream, whose size is that of a single run.

References
----------
https://www.w3.org/TR/png-3/; zlib: RFC 1950; deflate: RFC 1951
"""

import struct
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.images.png import SIGNATURE, make_chunk
from murals.images.png_rows import filtered_rows
from murals.loops.bands import count_cores

STORED = 0  # the level that does not compress
_LEVEL = 6  # of zlib, as Pillow and libpng have it
_PIECE = 4_000_000  # bytes that are deflated at once
_WINDOW = 32768  # bytes that deflate looks back
_MOST_THREADS = 8
_HEADER = {STORED: b"\x78\x01", _LEVEL: b"\x78\x9c"}  # of a zlib stream: a window of 32 KB, and how hard it was tried
_LAST_BLOCK = b"\x03\x00"  # of deflate: the last one, and empty
_COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}  # grey, grey and alpha, RGB, RGB and alpha


def store_png(
    path: Path,
    bands: Iterable[NDArray[Any]],
    shape: tuple[int, ...],
    dtype: Any,
    *,
    before: bytes = b"",
    after: bytes = b"",
    level: int = _LEVEL,
) -> None:
    """Write a PNG to `path`.

    Parameters
    ----------
    bands
        The samples from top to bottom, (h, W, C) each, uint8 or uint16.
    shape, dtype
        Those of all samples together, (H, W, C).
    before, after
        Chunks that stand before and after those of the samples.
    level
        `STORED` leaves them uncompressed and without filters.
    """
    height, width, channels = shape
    depth = 8 * np.dtype(dtype).itemsize
    header = struct.pack(">IIBBBBB", width, height, depth, _COLOUR_TYPES[channels], 0, 0, 0)
    pixel = channels * depth // 8
    with path.open("wb") as file:
        file.write(SIGNATURE + make_chunk(b"IHDR", header) + before)
        for part in _deflated(_pieces(bands, pixel, filters=level != STORED), level):
            file.write(make_chunk(b"IDAT", part))
        file.write(after + make_chunk(b"IEND", b""))


def _pieces(bands: Iterable[NDArray[Any]], pixel: int, *, filters: bool) -> Iterator[NDArray[np.uint8]]:
    """Yield the rows behind the numbers of their filters, (h, 1 + N), some `_PIECE` bytes at a time."""
    above: NDArray[np.uint8] | None = None
    for samples in bands:
        stored = np.ascontiguousarray(samples, samples.dtype.newbyteorder(">"))
        rows = stored.reshape(len(stored), -1).view(np.uint8)
        above = np.zeros(rows.shape[1], np.uint8) if above is None else above
        count = max(1, _PIECE // rows.shape[1])
        for top in range(0, len(rows), count):
            piece = rows[top : top + count]
            yield filtered_rows(piece, above, pixel) if filters else np.pad(piece, [(0, 0), (1, 0)])
            above = piece[-1].copy()


def _deflated(pieces: Iterator[NDArray[np.uint8]], level: int) -> Iterator[bytes]:
    """Yield the parts of one zlib stream of all `pieces`."""
    checksum, before = zlib.adler32(b""), b""
    threads = min(count_cores(), _MOST_THREADS)
    waiting: deque[Future[bytes]] = deque()
    yield _HEADER[level]
    with ThreadPoolExecutor(threads) as pool:
        for piece in pieces:
            data = piece.reshape(-1).data
            checksum = zlib.adler32(data, checksum)
            waiting.append(pool.submit(_deflate, data, before, level))
            before = bytes(data[-_WINDOW:])
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    yield _LAST_BLOCK + struct.pack(">I", checksum)


def _deflate(data: memoryview, before: bytes, level: int) -> bytes:
    """Return `data` deflated, to stand behind what was deflated of `before`, and up to a whole byte."""
    how = (level, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL + 1, zlib.Z_FILTERED)
    deflate = zlib.compressobj(*how, zdict=before) if before else zlib.compressobj(*how)
    return deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH)
