"""What a file holds beside pixels, profile, EXIF and resolution: XMP, IPTC, comments, texts, colour chunks, other tags.

It is read as it lies in the file and handed on as it is, without being understood. So the list below is of what must
*not* be handed on, because it describes the stored pixels, is kept elsewhere, or would not be true of a changed
picture. XMP goes into every format that has a place for it; the rest into the format that it came from.

References
----------
JPEG: ITU-T T.81, B.2.4.6; XMP: ISO 16684-1; PNG: https://www.w3.org/TR/png-3/; TIFF 6.0, section 2
C2PA: https://spec.c2pa.org/, embedding manifests into various file formats
"""

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from murals.images.png import HEADER_END, make_chunk

Home = Literal["any", "jpeg", "png", "tiff", "none"]
CREDENTIALS = "content credentials (C2PA), which vouch for the picture as it was"

XMP_TAG = 700
_XMP_HEAD = b"http://ns.adobe.com/xap/1.0/\0"
_XMP_TEXT = b"XML:com.adobe.xmp"
_LARGEST_SEGMENT = 65533  # bytes of data in a segment of a JPEG
_COMMENT, _APP0, _APP1, _APP2, _APP11, _APP13, _APP14, _APP15 = 0xFE, 0xE0, 0xE1, 0xE2, 0xEB, 0xED, 0xEE, 0xEF
_START_OF_SCAN = 0xDA
_PNG_HEAD = 8
# Chunks that describe the pixels as stored, are kept elsewhere, animate, or date the file.
_PNG_LEFT = (b"iCCP", b"eXIf", b"pHYs", b"tRNS", b"bKGD", b"hIST", b"sBIT", b"acTL", b"fcTL", b"fdAT", b"tIME")
_PNG_CREDENTIALS = b"caBX"
_NAMED_CHUNKS = {
    b"gAMA": "the gamma",
    b"cHRM": "the primaries",
    b"sRGB": "the mark of sRGB",
    b"cICP": "the code points",
}
# Tags of structure (254 to 284, 297, 317 to 347, 512 to 532, 32995 to 32998), of metadata kept elsewhere, and pyramids.
_TIFF_RANGES = ((254, 284), (296, 297), (317, 317), (320, 347), (512, 532), (32995, 32998))
_TIFF_LEFT = (285, 305, 306, 315, 316, 33432, 34665, 34675, 34853, 40965, 65420, 65421)
_TIFF_UNTRUE = {37724: "the layers of Photoshop, which show the picture as it was", 52545: CREDENTIALS}
_TIFF_NAMES = {XMP_TAG: "XMP", 33723: "IPTC", 34377: "the blocks of Photoshop", 33550: "the scale of GeoTIFF"}
_TIFF_NAMES |= {33922: "the points of GeoTIFF", 34735: "the keys of GeoTIFF", 34736: "the numbers of GeoTIFF"}
_ORIENTATION = re.compile(rb"(tiff:Orientation(?:=[\"']|>))[2-8]")


@dataclass(frozen=True)
class Extra:
    """One block of metadata."""

    name: str  # in words
    home: Home  # the format whose form `data` has; "any" is XMP, "none" is what is not handed on
    key: Any  # the marker of a JPEG's segment, the name of a PNG's chunk, a TIFF's tag with its type and count
    data: Any  # bytes; of a TIFF also text or numbers


@dataclass(frozen=True)
class Found:
    """All blocks of a file, and the names of those that are not handed on because they would not be true."""

    kept: tuple[Extra, ...] = ()
    left: tuple[str, ...] = ()

    def extras(self) -> tuple[Extra, ...]:
        """Return all blocks; those that are not handed on have a name alone, which is told when a result is written."""
        return self.kept + tuple(Extra(name, "none", None, None) for name in self.left)


def xmp(packet: bytes) -> Extra:
    """Return a packet of XMP; an orientation in it becomes upright, as the pixels are."""
    return Extra("XMP", "any", "xmp", _ORIENTATION.sub(rb"\g<1>1", packet))


def extras_of_jpeg(path: Path) -> Found:
    """Return what the JPEG at `path` holds before its first scan."""
    kept, left = [], []
    for marker, data in _segments(path):
        if marker == _APP1 and data.startswith(_XMP_HEAD):
            kept.append(xmp(data.removeprefix(_XMP_HEAD)))
        elif marker == _COMMENT:
            kept.append(Extra("a comment", "jpeg", marker, data))
        elif marker == _APP13:
            kept.append(Extra("IPTC", "jpeg", marker, data))
        elif marker == _APP11:
            left.append(CREDENTIALS)
        elif _APP0 < marker <= _APP15 and not _is_kept_elsewhere(marker, data):
            kept.append(Extra(f"a segment APP{marker - _APP0}", "jpeg", marker, data))
    return Found(tuple(kept), tuple(dict.fromkeys(left)))


def extras_of_png(path: Path) -> Found:
    """Return the chunks of the PNG at `path` that may be handed on."""
    kept, left = [], []
    for name, data in _chunks(path):
        if name == _PNG_CREDENTIALS:
            left.append(CREDENTIALS)
        elif name == b"iTXt" and data.startswith(_XMP_TEXT + b"\0\0"):
            kept.append(xmp(data.split(b"\0", 5)[-1]))
        elif name[:1].islower() and name not in _PNG_LEFT:
            words = data.split(b"\0")[0].decode("latin-1")
            told = f"the text {words}" if name in (b"tEXt", b"zTXt", b"iTXt") else None
            kept.append(Extra(told or _NAMED_CHUNKS.get(name, f"the chunk {name.decode()}"), "png", name, data))
    return Found(tuple(kept), tuple(dict.fromkeys(left)))


def extras_of_tags(tags: Iterable[Any]) -> Found:
    """Return the tags of a page of a TIFF, as tifffile has them, that may be handed on."""
    kept, left = [], []
    for tag in tags:
        if tag.code == XMP_TAG:
            kept.append(xmp(tag.value if isinstance(tag.value, bytes) else bytes(tag.value)))
        elif tag.code in _TIFF_UNTRUE:
            left.append(_TIFF_UNTRUE[tag.code])
        elif tag.code not in _TIFF_LEFT and not any(low <= tag.code <= high for low, high in _TIFF_RANGES):
            name = _TIFF_NAMES.get(tag.code, f"the tag {tag.code}")
            kept.append(Extra(name, "tiff", (tag.code, int(tag.dtype), tag.count), tag.value))
    return Found(tuple(kept), tuple(left))


def as_segments(extras: Iterable[Extra]) -> tuple[bytes, list[str]]:
    """Return the segments of a JPEG, and the names of the extras that it cannot hold."""
    segments, lost = b"", []
    for extra in _handed_on(extras):
        marker, data = (_APP1, _XMP_HEAD + extra.data) if extra.home == "any" else (extra.key, extra.data)
        if extra.home not in ("any", "jpeg") or len(data) > _LARGEST_SEGMENT:
            lost.append(extra.name)
        else:
            segments += struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data
    return segments, lost


def with_chunks(png: bytes, extras: Iterable[Extra]) -> tuple[bytes, list[str]]:
    """Return `png` with the extras as chunks behind its header, and the names of those that it cannot hold."""
    chunks, lost = b"", []
    for extra in _handed_on(extras):
        if extra.home not in ("any", "png"):
            lost.append(extra.name)
            continue
        if extra.home == "any":
            chunks += make_chunk(b"iTXt", _XMP_TEXT + b"\0\0\0\0\0" + extra.data)
        else:
            chunks += make_chunk(extra.key, extra.data)
    return png[:HEADER_END] + chunks + png[HEADER_END:], lost


def as_tags(extras: Iterable[Extra]) -> tuple[list[tuple[Any, ...]], list[str]]:
    """Return the extras as tifffile's `extratags`, and the names of those that a TIFF cannot hold."""
    tags, lost = [], []
    for extra in _handed_on(extras):
        if extra.home == "any":
            tags.append((XMP_TAG, 1, len(extra.data), extra.data, True))
        elif extra.home == "tiff":
            tags.append((*extra.key, extra.data, True))
        else:
            lost.append(extra.name)
    return tags, lost


def without_credentials(extras: Iterable[Extra]) -> tuple[Extra, ...]:
    """Return `extras` without content credentials, where nothing is to be said of them."""
    return tuple(extra for extra in extras if extra.name != CREDENTIALS)


def _handed_on(extras: Iterable[Extra]) -> list[Extra]:
    """Return the extras that go into a result if its format can hold them."""
    return [extra for extra in extras if extra.home != "none"]


def _is_kept_elsewhere(marker: int, data: bytes) -> bool:
    """Tell whether a segment holds EXIF, a profile, an index of further pictures, or how the colours are stored."""
    heads = {_APP1: b"Exif\0", _APP14: b"Adobe"}
    return (marker in heads and data.startswith(heads[marker])) or (
        marker == _APP2 and data.startswith((b"ICC_PROFILE\0", b"MPF\0"))
    )


def _segments(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield marker and data of each segment of the JPEG at `path` up to its first scan."""
    with path.open("rb") as file:
        file.seek(2)
        while len(head := file.read(4)) == 4:
            mark, marker, length = struct.unpack(">BBH", head)
            if mark != 0xFF or marker == _START_OF_SCAN or length < 2:
                return
            if marker == 0xFF:  # a byte of filling
                file.seek(-3, 1)
                continue
            yield marker, file.read(length - 2)


def _chunks(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and data of each chunk of the PNG at `path` but those of the pixels."""
    with path.open("rb") as file:
        file.seek(_PNG_HEAD)
        while len(head := file.read(8)) == 8:
            length, name = struct.unpack(">I4s", head)
            if name in (b"IDAT", b"fdAT"):
                file.seek(length + 4, 1)
                continue
            data = file.read(length)
            file.seek(4, 1)
            if len(data) == length:
                yield name, data
