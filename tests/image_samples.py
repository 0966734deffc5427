"""A block of EXIF as a camera and a cataloguer leave it, made by Pillow."""

import struct

from imagecodecs import cms_profile
from PIL import Image

# https://www.color.org/chardata/rgb/rommrgb.xalter: x, y, Y of red, green and blue, white D50, gamma 1.8
PROPHOTO = bytes(
    cms_profile(
        "rgb",
        whitepoint=[0.3457, 0.3585, 1],
        primaries=[0.7347, 0.2653, 1, 0.1596, 0.8404, 1, 0.0366, 0.0001, 1],
        gamma=1.8,
    )
)


MAKER_NOTE = bytes(range(256))
AUTHOR = "Zhāng é".encode()


def make_exif(orientation: int) -> bytes:
    """Make a block with an orientation, an author with accents, a date, a maker note and a position."""
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x013B] = AUTHOR
    block.get_ifd(0x8769)[0x9003] = "2024:05:01 10:00:00"
    block.get_ifd(0x8769)[0x927C] = MAKER_NOTE
    block.get_ifd(0x8825)[1] = "N"
    return b"Exif\0\0" + block.tobytes().removeprefix(b"Exif\0\0")


def cmyk_profile() -> bytes:
    """Build a profile, after ICC.1:2001-04, of odd inks: paper is L* = 100, cyan 50, black 0, all grey.

    One lut8 table of two points a side maps CMYK to Lab; cyan varies slowest, black fastest.
    """
    ramp = bytes(range(256))
    nodes = b"".join(bytes([0 if node & 0b0001 else 128 if node & 0b1000 else 255, 128, 128]) for node in range(16))
    matrix = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + matrix + ramp * 4 + nodes + ramp * 3
    table += bytes(-len(table) % 4)
    text = b"desc" + bytes(4) + struct.pack(">I", 6) + b"cyans\0" + bytes(78)
    text += bytes(-len(text) % 4)
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)  # D50
    start, entries, data = 128 + 4 + 12 * 3, b"", b""
    for tag, content in ((b"desc", text), (b"wtpt", white), (b"A2B0", table)):
        entries += tag + struct.pack(">II", start + len(data), len(content))
        data += content
    header = struct.pack(">I4sI4s4s4s", start + len(data), b"none", 0x02400000, b"prtr", b"CMYK", b"Lab ")
    header += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + struct.pack(">I", 3) + entries + data
