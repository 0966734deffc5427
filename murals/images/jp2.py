"""JPEG 2000 files: samples of 1 to 16 bits by OpenJPEG through imagecodecs, metadata from their boxes.

Only the codestream is decoded: given the whole file, imagecodecs converts the samples by the profile.

References
----------
ISO 15444-1, annex A.5.1 (the size) and annex I (the boxes)
"""

import logging
import struct
from pathlib import Path
from typing import Any, NamedTuple

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.images.boxes import boxes, find_box
from murals.images.exif import PREFIX
from murals.images.extras import xmp
from murals.images.opening import check_size
from murals.images.photograph import Metadata
from murals.images.pixels import full_scale

_HEAD = b"\xff\x4f\xff\x51"  # start of codestream, and the marker of its size
_ENUMERATED, _ICC = 1, (2, 3)  # methods of a box colr
_SPACES = {16: "sRGB", 17: "grey"}
_OTHERS = {12: "CMYK", 14: "Lab", 18: "YCbCr"}
_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_EXIF = b"JpgTiffExif->JP2"
_METRES_PER_INCH = 0.0254

logger = logging.getLogger("murals")


class _Size(NamedTuple):
    start: int  # of the codestream
    stop: int
    height: int
    width: int
    depths: tuple[int, ...]  # bits of each component
    signed: bool


def jp2_size(path: Path) -> tuple[int, int]:
    """Return height and width of the picture at `path`."""
    size = _size(path, path.read_bytes())
    return size.height, size.width


def decode_jp2(path: Path) -> tuple[NDArray[Any], Metadata]:
    """Return the samples (H, W, C), uint8 or uint16, and their metadata.

    Raises
    ------
    MuralsError
        If the colours are neither grey nor RGB.
    """
    data = path.read_bytes()
    size = _size(path, data)
    icc = _profile(path, data)
    bits = max(size.depths)
    if len(size.depths) > 4 or size.signed or min(size.depths) != bits or find_box(data, b"jp2h", b"pclr"):
        raise MuralsError(f"{path} has neither plain grey nor plain RGB: save it as PNG or TIFF")
    samples = np.atleast_3d(imagecodecs.jpeg2k_decode(data[size.start : size.stop]))
    if samples.dtype == np.uint16:
        samples = full_scale(samples, bits)
    elif bits < 8:
        samples = np.rint(samples * (255 / (2**bits - 1))).astype(np.uint8)
    if samples.shape != (size.height, size.width, len(size.depths)) or samples.dtype not in (np.uint8, np.uint16):
        raise ValueError(f"its pixels are {samples.shape} {samples.dtype}, and its header says otherwise")
    return samples, Metadata(icc, _exif(data), _dpi(data), extras=_extras(data))


def _size(path: Path, data: bytes) -> _Size:
    """Return what the codestream says of itself, which is what is decoded."""
    start, stop = next(((box.start, box.stop) for box in boxes(data) if box.kind == b"jp2c"), (0, 0))
    if data[start : start + 4] != _HEAD:
        raise ValueError("it holds no picture")
    right, bottom, left, top = struct.unpack_from(">IIII", data, start + 8)
    (count,) = struct.unpack_from(">H", data, start + 40)
    height, width = bottom - top, right - left
    check_size(path, max(0, height), max(0, width))
    depths = [data[start + 42 + 3 * number] for number in range(count)]
    if not depths:
        raise ValueError("it holds no samples")
    bits = tuple((depth & 127) + 1 for depth in depths)
    return _Size(start, stop, height, width, bits, any(depth > 127 for depth in depths))


def _profile(path: Path, data: bytes) -> bytes | None:
    """Return the profile; None if the file says sRGB or grey, or nothing."""
    for content in (box.content(data) for box in boxes(data, b"jp2h") if box.kind == b"colr"):
        if content[0] in _ICC:
            return content[3:]
        if content[0] == _ENUMERATED:
            (space,) = struct.unpack(">I", content[3:7])
            if space not in _SPACES:
                name = _OTHERS.get(space, f"number {space}")
                raise MuralsError(f"{path} has colours of the kind {name}: save it as RGB, as PNG or TIFF")
    return None


def _dpi(data: bytes) -> tuple[float, float] | None:
    """Return the resolution of capture, else that of display, in pixels per inch; None if it has none."""
    found = find_box(data, b"jp2h", b"res ", b"resc") or find_box(data, b"jp2h", b"res ", b"resd")
    if found is None:
        return None
    down, down_by, across, across_by, down_power, across_power = struct.unpack(">HHHHbb", found[:10])
    if not (down and down_by and across and across_by):
        return None
    return (
        across / across_by * 10.0**across_power * _METRES_PER_INCH,
        down / down_by * 10.0**down_power * _METRES_PER_INCH,
    )


def _uuid(data: bytes, name: bytes) -> bytes | None:
    contents = (box.content(data) for box in boxes(data) if box.kind == b"uuid")
    return next((content[16:] for content in contents if content[:16] == name), None)


def _exif(data: bytes) -> bytes | None:
    exif = _uuid(data, _EXIF)
    return PREFIX + exif.removeprefix(PREFIX) if exif else None


def _extras(data: bytes) -> tuple[Any, ...]:
    packet = _uuid(data, _XMP)
    return (xmp(packet),) if packet else ()
