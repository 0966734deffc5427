"""The format of a file that neither Pillow nor tifffile reads in its full depth, by its first bytes.

A picture may have the suffix of another format. Only camera raws are told by their suffix, as most begin like a TIFF.

References
----------
Brands of HEIF and AVIF: ISO 23008-12, annex B; https://aomediacodec.github.io/av1-avif/
"""

from pathlib import Path
from typing import Literal

from murals.images.names import RAW

Format = Literal["avif", "heif", "jp2", "raw"]

_AVIF = {b"avif", b"avis"}
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_JP2 = b"\0\0\0\x0cjP  \r\n\x87\n"
_MOST_BRANDS = 64


def format_of(path: Path) -> Format | None:
    """Return the format of the file at `path`; None if it is none of these."""
    if path.suffix.lower() in RAW:
        return "raw"
    with path.open("rb") as file:
        head = file.read(16 + 4 * _MOST_BRANDS)
    if head.startswith(_JP2):
        return "jp2"
    if head[4:8] != b"ftyp":
        return None
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12]} | {head[at : at + 4] for at in range(16, end, 4)}
    return "avif" if brands & _AVIF else "heif" if brands & _HEIF else None
