"""A block of EXIF as a camera and a cataloguer leave it, made by Pillow."""

from PIL import Image

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
