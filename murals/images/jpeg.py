"""The segments at the beginning of a JPEG, where its metadata lies.

References
----------
ITU-T T.81, annex B
"""

import struct

START = b"\xff\xd8"
_APPLICATIONS, _COMMENT = range(0xE0, 0xF0), 0xFE


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
