r"""The orientation in a block of EXIF, read and changed in place, without touching any other byte.

Libraries that parse the whole block and write it again lose maker notes and accents. A block is `b"Exif\0\0"` and a
small TIFF file.

References
----------
https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf
"""

import logging
import struct

PREFIX = b"Exif\0\0"
UPRIGHT = 1
_ORIENTATION = 0x0112
_SHORT = 3  # the type of field that holds an orientation: 16 bits

logger = logging.getLogger("murals")


def orientation_of(exif: bytes | None) -> int:
    """Return the orientation, 1 to 8, of the block `exif`; 1, which is upright, if it has no valid one."""
    field = _find_orientation(exif) if exif else None
    if exif is None or field is None:
        return UPRIGHT
    (orientation,) = struct.unpack_from(field[0], exif, field[1])
    return orientation if orientation in range(1, 9) else UPRIGHT


def made_upright(exif: bytes | None) -> bytes | None:
    """Return the block `exif` with its orientation, if it has one, set to upright."""
    field = _find_orientation(exif) if exif else None
    if exif is None or field is None:
        return exif
    block = bytearray(exif)
    struct.pack_into(field[0], block, field[1], UPRIGHT)
    return bytes(block)


def without_thumbnail(exif: bytes | None) -> bytes | None:
    """Return the block `exif` without the small picture of its second directory, which shows what was before."""
    if not exif:
        return exif
    block = bytearray(exif)
    start = len(PREFIX) if exif.startswith(PREFIX) else 0
    order = ">" if exif[start : start + 2] == b"MM" else "<"
    try:
        (first,) = struct.unpack_from(f"{order}I", exif, start + 4)
        (entries,) = struct.unpack_from(f"{order}H", exif, start + first)
        link = start + first + 2 + 12 * entries
        (second,) = struct.unpack_from(f"{order}I", exif, link)
        if not second:
            return exif
        place, length = _thumbnail(exif, order, start, second)
        struct.pack_into(f"{order}I", block, link, 0)
        block[start + place : start + place + length] = bytes(min(length, max(len(block) - start - place, 0)))
    except struct.error:
        return exif  # broken, and told so where the orientation is read
    return bytes(block)


def _thumbnail(exif: bytes, order: str, start: int, directory: int) -> tuple[int, int]:
    """Return offset and length of the small JPEG that a directory names; zeros if it names none."""
    (entries,) = struct.unpack_from(f"{order}H", exif, start + directory)
    found = {}
    for entry in range(start + directory + 2, start + directory + 2 + 12 * entries, 12):
        tag, _, _, value = struct.unpack_from(f"{order}HHII", exif, entry)
        found[tag] = value
    return (found[0x0201], found[0x0202]) if {0x0201, 0x0202} <= found.keys() else (0, 0)


def _find_orientation(exif: bytes) -> tuple[str, int] | None:
    """Return the struct format of the orientation and its offset in `exif`; None if it is absent or unreadable."""
    start = len(PREFIX) if exif.startswith(PREFIX) else 0
    order = ">" if exif[start : start + 2] == b"MM" else "<"
    try:
        (directory,) = struct.unpack_from(f"{order}I", exif, start + 4)
        (entries,) = struct.unpack_from(f"{order}H", exif, start + directory)
        for entry in range(start + directory + 2, start + directory + 2 + 12 * entries, 12):
            tag, kind = struct.unpack_from(f"{order}HH", exif, entry)
            if tag == _ORIENTATION and kind == _SHORT and entry + 12 <= len(exif):
                return f"{order}H", entry + 8
    except struct.error:
        logger.warning("a broken EXIF block: its orientation cannot be read and is taken as upright")
    return None
