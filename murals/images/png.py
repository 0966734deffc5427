"""PNG files of 16 bits, written by imagecodecs and read by OpenCV, and access to chunks.

Pillow drops the low byte of 16-bit RGB. Another library reads than writes, so that reading back proves something.

References
----------
Chunks: https://www.w3.org/TR/png-3/ (length, four letters, data, checksum)
"""

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
from imagecodecs import png_encode
from numpy.typing import NDArray

from murals.images.exif import PREFIX

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER_END = len(SIGNATURE) + 4 + 4 + 13 + 4  # IHDR comes first and holds 13 bytes
_INDEXED, _GREY_WITH_ALPHA = 3, 4
_METRES_PER_INCH = 0.0254


def find_chunk(path: Path, name: bytes) -> bytes | None:
    """Return the data of the first chunk `name` of the PNG at `path`, without reading the others; None if absent."""
    with path.open("rb") as file:
        file.seek(len(SIGNATURE))
        while len(head := file.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind == name:
                return file.read(length)
            file.seek(length + 4, 1)
    return None


def png_depth(path: Path) -> int:
    """Return the bits per sample by the header of the PNG at `path`; raise ValueError if it has no header."""
    return _header(path)[8]


def chunks_around(png: bytes) -> tuple[bytes, bytes]:
    """Return the chunks of a whole `png` before and after those of its pixels, without its header and its end."""
    around, place = [b"", b""], HEADER_END
    while png[place + 4 : place + 8] != b"IEND":
        (length,) = struct.unpack_from(">I", png, place)
        end = place + 12 + length
        if png[place + 4 : place + 8] == b"IDAT":
            around = [around[0] + around[1], b""]
        else:
            around[1] += png[place:end]
        place = end
    return around[0], around[1]


def is_plain_png(path: Path) -> bool:
    """Tell whether the PNG at `path` has 8 or 16 bits and no palette, transparent colour or further frames."""
    header = _header(path)
    others = (b"tRNS", b"acTL")
    return header[8] in (8, 16) and header[9] != _INDEXED and not any(find_chunk(path, name) for name in others)


def png_exif(path: Path) -> bytes | None:
    """Return the EXIF of the PNG at `path`, wherever its chunk is; Pillow finds it only before the pixels."""
    exif = find_chunk(path, b"eXIf")
    return None if exif is None else PREFIX + exif.removeprefix(PREFIX)


def decode_png16(path: Path) -> NDArray[np.uint16]:
    """Return the samples (H, W, C) uint16 of the 16-bit PNG at `path`, C from 1 to 4; ValueError if it is broken."""
    decoded = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
    if decoded is None or decoded.dtype != np.uint16:
        raise ValueError("its pixels cannot be decoded")
    samples = np.atleast_3d(decoded)
    if samples.shape[2] == 1:
        return _with_transparent_grey(samples, find_chunk(path, b"tRNS"))
    if _header(path)[9] == _GREY_WITH_ALPHA:
        return samples[..., [0, 3]]
    return samples[..., [2, 1, 0, 3][: samples.shape[2]]]


def encode_png16(
    samples: NDArray[np.uint16],
    *,
    icc: bytes | None = None,
    exif: bytes | None = None,
    dpi: tuple[float, float] | None = None,
) -> bytes:
    """Return the bytes of a 16-bit PNG of `samples` (H, W, C): grey or RGB, with or without alpha."""
    stored = samples[..., 0] if samples.shape[2] == 1 else samples
    png = bytes(png_encode(np.ascontiguousarray(stored)))
    chunks = b""
    if icc:
        chunks += make_chunk(b"iCCP", b"ICC\0\0" + zlib.compress(icc))
    if dpi:
        across, down = (round(value / _METRES_PER_INCH) for value in dpi)
        chunks += make_chunk(b"pHYs", struct.pack(">IIB", across, down, 1))
    if exif:
        chunks += make_chunk(b"eXIf", exif.removeprefix(PREFIX))
    return png[:HEADER_END] + chunks + png[HEADER_END:]


def make_chunk(name: bytes, data: bytes) -> bytes:
    """Return the bytes of one chunk."""
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def _header(path: Path) -> bytes:
    """Return the 13 bytes of the header: width, height, depth, colour type and three more."""
    header = find_chunk(path, b"IHDR")
    if header is None or len(header) != 13:
        raise ValueError("it ends before its header does")
    return header


def _with_transparent_grey(samples: NDArray[np.uint16], key: bytes | None) -> NDArray[np.uint16]:
    """Add the alpha of a tRNS chunk, which OpenCV ignores for grey: one level is transparent."""
    if key is None:
        return samples
    (level,) = struct.unpack(">H", key)
    alpha = np.where(samples == level, np.uint16(0), np.uint16(65535))
    return np.concatenate([samples, alpha], axis=2)
