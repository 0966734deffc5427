"""The segments of a JPEG: where its metadata ends, and whether the data of its pixels is whole.

References
----------
ITU-T T.81, annex B
"""

import re
import struct
from pathlib import Path
from typing import BinaryIO

START = b"\xff\xd8"
_APPLICATIONS, _COMMENT = range(0xE0, 0xF0), 0xFE
_TABLES = (0xC4, 0xDB, 0xDC, 0xDD, _COMMENT, *_APPLICATIONS)
_FRAMES, _SCAN, _END, _FILLING = range(0xC0, 0xD0), 0xDA, 0xD9, 0xFF
_BEHIND_DATA = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # a marker that neither is data nor restarts it
_CHUNK = 1 << 20  # bytes that are read at once


def end_of_metadata(jpeg: bytes) -> int:
    """Return where the metadata at the beginning of `jpeg` ends: its application segments and comments.

    Raises
    ------
    ValueError
        If it does not begin like a JPEG.
    """
    if not jpeg.startswith(START):
        raise ValueError("expected a JPEG")
    place = len(START)
    while place + 4 <= len(jpeg):
        mark, marker, length = struct.unpack_from(">BBH", jpeg, place)
        if mark != 0xFF or not (marker in _APPLICATIONS or marker == _COMMENT):
            break
        place += 2 + length
    return place


def has_whole_scans(path: Path) -> bool:
    """Tell whether behind the data of each scan of the JPEG at `path` stands a segment, and behind the last the end.

    The decoder ends a scan at any marker and fills what is missing with grey.
    """
    with path.open("rb") as file:
        file.seek(len(START))
        allowed: tuple[int, ...] = (*_TABLES, *_FRAMES, _SCAN)
        while (marker := _marker(file)) in allowed:
            length = int.from_bytes(file.read(2), "big")
            if length < 2:
                return False
            file.seek(length - 2, 1)
            if marker == _SCAN:
                allowed = (*_TABLES, _SCAN)
                _go_behind_data(file)
        return marker == _END


def _marker(file: BinaryIO) -> int | None:
    """Return the marker at which `file` stands; None if there is none."""
    if file.read(1) != b"\xff":
        return None
    while (byte := file.read(1)) == bytes([_FILLING]):
        pass
    return byte[0] if byte else None


def _go_behind_data(file: BinaryIO) -> None:
    """Go on in `file` to the marker behind the data of a scan, or to the end."""
    while len(chunk := file.read(_CHUNK)) > 1:
        found = _BEHIND_DATA.search(chunk)
        if found:
            file.seek(found.start() - len(chunk), 1)
            return
        if chunk.endswith(b"\xff"):
            file.seek(-1, 1)
