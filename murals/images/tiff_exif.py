"""Conversion between the texts and EXIF of a TIFF file and a block of EXIF as in JPEG.

A TIFF keeps them in its own directories, a BigTIFF in wider ones. Pillow parses and builds both; tifffile, which finds
their places, cannot write one inside another. Texts keep their accents. Inside the blocks Exif allows ASCII only, and
Pillow writes it so.

References
----------
TIFF 6.0, section 2, and Exif 2.32, section 4.6: https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf
BigTIFF: https://www.awaresystems.be/imaging/tiff/bigtiff.html
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
_INTEROP = ExifTags.IFD.Interop  # a directory inside that of EXIF
_CLASSIC = (b"II*\0", b"MM\0*")
_HEADS = {False: b"II*\0" + bytes(4), True: b"II+\0\x08" + bytes(11)}  # by whether it is a BigTIFF
_OFFSETS = {
    False: (4, "<HHII"),
    True: (16, "<HHQQ"),
}  # type of a field that holds an offset (LONG, LONG8), and its form

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
        stored, kept = _stored_in(file), Image.Exif()
        kept.update({tag: _as_stored(stored[tag]) for tag in _TEXTS if tag in stored})
        for block in _BLOCKS:
            entries = _entries(stored, block)
            if entries:
                kept.get_ifd(block).update(entries)
    data = kept.tobytes()
    return PREFIX + data.removeprefix(PREFIX) if len(kept) or any(kept.get_ifd(block) for block in _BLOCKS) else None


def _stored_in(file: BinaryIO) -> Image.Exif:
    """Return the texts and blocks of the first directory of the TIFF `file`."""
    stored = Image.Exif()
    classic = file.read(4) in _CLASSIC
    file.seek(0)
    if classic:
        stored.load_from_fp(file)
        return stored
    with tifffile.TiffFile(file) as tiff:
        first = tiff.pages.first
        places = {block: first.tags[int(block)].valueoffset for block in _BLOCKS if int(block) in first.tags}
        prefix = b"II" if tiff.byteorder == "<" else b"MM"
        texts = _directory(file, prefix, first.offset)
        stored.update({tag: texts[tag] for tag in _TEXTS if tag in texts})
        for block, place in places.items():
            entries = _directory(file, prefix, place, block)
            if isinstance(entries.get(_INTEROP), int):
                entries[_INTEROP] = _directory(file, prefix, entries[_INTEROP], _INTEROP)
            stored.get_ifd(block).update(entries)
    return stored


def _directory(file: BinaryIO, prefix: bytes, place: int, block: int | None = None) -> dict[int, Any]:
    """Return the entries of the directory at `place` of the BigTIFF `file`.

    Pillow knows a BigTIFF by a header of little-endian order alone, but reads both orders.
    """
    directory = TiffImagePlugin.ImageFileDirectory_v2(_HEADS[True], prefix, block)
    file.seek(place)
    directory.load(file)
    entries = dict(directory)
    return {tag: x[0] if isinstance(x, tuple) and len(x) == 1 else x for tag, x in entries.items()}


def _entries(stored: Image.Exif, block: int) -> dict[int, Any]:
    """Return the entries of a block; in place of an offset, which is true of one file, the directory that is there."""
    entries = dict(stored.get_ifd(block))
    if isinstance(entries.get(_INTEROP), int):
        entries[_INTEROP] = dict(stored.get_ifd(_INTEROP))
    return entries


def texts_and_blocks(exif: bytes | None) -> tuple[dict[int, bytes], dict[int, dict[int, Any]]]:
    """Split the block `exif` into the texts by tag, and the entries of EXIF and position."""
    if exif is None:
        return {}, {}
    stored = Image.Exif()
    stored.load(exif)
    texts = {tag: bytes(_as_stored(stored[tag])) for tag in _TEXTS if isinstance(stored.get(tag), str)}
    blocks = {block: _entries(stored, block) for block in _BLOCKS}
    return texts, {int(block): entries for block, entries in blocks.items() if entries}


def placeholder(block: int) -> int:
    """Return the tag that is written for `block` until `append_blocks`: tifffile refuses to write the tag itself."""
    return block - 1


def append_blocks(file: BinaryIO, blocks: dict[int, dict[int, Any]]) -> None:
    """Append the directories of `blocks` to the little-endian TIFF or BigTIFF `file`; its placeholders point to them.

    Raises
    ------
    struct.error
        If an offset does not fit into a classic TIFF.
    """
    file.seek(0)
    big = file.read(4) not in _CLASSIC
    kind, form = _OFFSETS[big]
    for block, entries in blocks.items():
        start = _append_directory(file, block, entries, big=big)
        file.seek(0)
        with tifffile.TiffFile(file) as tiff:
            place = tiff.pages.first.tags[placeholder(block)].offset
        file.seek(place)
        file.write(struct.pack(form, block, kind, 1, start))


def _append_directory(file: BinaryIO, block: int, entries: dict[int, Any], *, big: bool) -> int:
    """Append the directory of `entries`, those inside it before it, and return where it begins."""
    directory = TiffImagePlugin.ImageFileDirectory_v2(_HEADS[big], group=block)
    for tag, value in entries.items():
        if isinstance(value, dict):
            directory.tagtype[tag] = _OFFSETS[big][0]
            directory[tag] = _append_directory(file, tag, value, big=big)
        else:
            directory[tag] = value
    start = file.seek(0, io.SEEK_END)
    start += file.write(b"\0" * (start % 2))  # a directory begins on an even byte
    file.write(directory.tobytes(start))
    return start


def _as_stored(value: Any) -> Any:
    """Return a text as the bytes that it was read from.

    Pillow reads Latin-1, but would write question marks for accents.
    """
    return value.encode("latin-1", "replace") if isinstance(value, str) else value
