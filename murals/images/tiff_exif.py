"""Conversion between the texts and EXIF of a TIFF file and a block of EXIF as in JPEG.

A TIFF keeps them in its own directories. Pillow parses and builds these; tifffile alone cannot write one inside
another. Texts keep their accents. Inside the blocks Exif allows ASCII only, and Pillow writes it so.

References
----------
TIFF 6.0, section 2, and Exif 2.32, section 4.6: https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf
"""

import io
import logging
import struct
from pathlib import Path
from typing import Any, BinaryIO

import tifffile
from PIL import ExifTags, Image, TiffImagePlugin

from murals.images.exif import PREFIX

# title, description, camera, page, software, date, author, computer, rights
_TEXTS = (269, 270, 271, 272, 285, 305, 306, 315, 316, 33432)
_BLOCKS = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)
_LONG = 4  # the type of field that holds an offset
_CLASSIC = (b"II*\0", b"MM\0*")

logger = logging.getLogger("murals")


def exif_of_tiff(path: Path) -> bytes | None:
    """Return texts, EXIF and position of the TIFF at `path` as a block of EXIF; None if it has none of them.

    Entries of a broken block are of any kind, and so are the errors of writing them again: it is left out with a word.
    """
    try:
        return _block_of(path)
    except Exception as error:
        logger.warning("%s: its EXIF is broken and left out (%s)", path, error)
        return None


def _block_of(path: Path) -> bytes | None:
    with path.open("rb") as file:
        if file.read(4) not in _CLASSIC:
            logger.warning("%s is a BigTIFF: its EXIF is not kept", path)
            return None
        file.seek(0)
        stored, kept = Image.Exif(), Image.Exif()
        stored.load_from_fp(file)
        kept.update({tag: _as_stored(stored[tag]) for tag in _TEXTS if tag in stored})
        for block in _BLOCKS:
            entries = stored.get_ifd(block)
            if entries:
                kept.get_ifd(block).update(entries)
    data = kept.tobytes()
    return PREFIX + data.removeprefix(PREFIX) if len(kept) or any(kept.get_ifd(block) for block in _BLOCKS) else None


def texts_and_blocks(exif: bytes | None) -> tuple[dict[int, bytes], dict[int, dict[int, Any]]]:
    """Split the block `exif` into the texts by tag, and the entries of EXIF and position."""
    if exif is None:
        return {}, {}
    stored = Image.Exif()
    stored.load(exif)
    texts = {tag: bytes(_as_stored(stored[tag])) for tag in _TEXTS if isinstance(stored.get(tag), str)}
    blocks = {block: stored.get_ifd(block) for block in _BLOCKS}
    return texts, {int(block): entries for block, entries in blocks.items() if entries}


def placeholder(block: int) -> int:
    """Return the tag that is written for `block` until `append_blocks`: tifffile refuses to write the tag itself."""
    return block - 1


def append_blocks(file: BinaryIO, blocks: dict[int, dict[int, Any]]) -> None:
    """Append the directories of `blocks` to the little-endian TIFF `file`, and let its placeholders point to them."""
    for block, entries in blocks.items():
        directory = TiffImagePlugin.ImageFileDirectory_v2(b"II*\0\0\0\0\0", group=block)
        for tag, value in entries.items():
            directory[tag] = value
        start = file.seek(0, io.SEEK_END)
        start += file.write(b"\0" * (start % 2))  # a directory begins on an even byte
        file.write(directory.tobytes(start))
        file.seek(0)
        with tifffile.TiffFile(file) as tiff:
            place = tiff.pages.first.tags[placeholder(block)].offset
        file.seek(place)
        file.write(struct.pack("<HHII", block, _LONG, 1, start))


def _as_stored(value: Any) -> Any:
    """Return a text as the bytes that it was read from.

    Pillow reads Latin-1, but would write question marks for accents.
    """
    return value.encode("latin-1", "replace") if isinstance(value, str) else value
