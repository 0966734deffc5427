import io
import struct

import numpy as np
import pytest
import tifffile
from image_samples import AUTHOR, MAKER_NOTE
from PIL import Image

from murals.images import tiff_write
from murals.images.tiff_exif import append_blocks, exif_of_tiff, placeholder, texts_and_blocks
from murals.images.tiff_write import encode_tiff, store_tiff


def whole_exif(path):
    """Return the EXIF of the TIFF at `path`, which holds all that `exif` makes."""
    found = Image.Exif()
    found.load(exif_of_tiff(path))
    assert found[0x013B].encode("latin-1") == AUTHOR
    assert found.get_ifd(0x8769)[0x9003] == "2024:05:01 10:00:00"
    assert found.get_ifd(0x8769)[0x927C] == MAKER_NOTE
    assert found.get_ifd(0x8825)[1] == "N"
    return found


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_texts_exif_and_position_survive_a_tiff(tmp_path, exif, dtype):
    (tmp_path / "a.tif").write_bytes(encode_tiff(np.zeros((4, 4, 3), dtype), exif=exif(1)))
    found = whole_exif(tmp_path / "a.tif")
    assert 0x0112 not in found  # the pixels are written upright, and a TIFF without the tag is upright


def test_a_second_round_changes_nothing(tmp_path, exif):
    (tmp_path / "a.tif").write_bytes(encode_tiff(np.zeros((4, 4, 3), np.uint16), exif=exif(1)))
    first = exif_of_tiff(tmp_path / "a.tif")
    (tmp_path / "b.tif").write_bytes(encode_tiff(np.zeros((4, 4, 3), np.uint16), exif=first))
    assert exif_of_tiff(tmp_path / "b.tif") == first


def test_pillow_and_tifffile_find_the_blocks(exif):
    data = encode_tiff(np.zeros((4, 4, 3), np.uint16), exif=exif(1))
    with Image.open(io.BytesIO(data)) as image:
        assert image.getexif().get_ifd(0x8769)[0x927C] == MAKER_NOTE
    with tifffile.TiffFile(io.BytesIO(data)) as tiff:
        assert tiff.pages.first.tags["ExifTag"].value["DateTimeOriginal"] == "2024:05:01 10:00:00"
        assert tiff.pages.first.tags["GPSTag"].value["GPSLatitudeRef"] == "N"


def test_a_tiff_without_any_of_it(tmp_path):
    (tmp_path / "a.tif").write_bytes(encode_tiff(np.zeros((4, 4, 3), np.uint16)))
    assert exif_of_tiff(tmp_path / "a.tif") is None
    assert texts_and_blocks(None) == ({}, {})


BIG = {"bigtiff": True, "photometric": "rgb", "metadata": None}


def write_big(path, exif, pixels=None):
    """Write a BigTIFF through `store_tiff`, whose limit of classic TIFFs is lowered."""
    pixels = np.arange(48, dtype=np.uint16).reshape(4, 4, 3) if pixels is None else pixels
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiff_write, "_CLASSIC_BYTES", 0)
        tile = np.pad(pixels, ((0, 12), (0, 12), (0, 0)))
        store_tiff(path, iter([tile]), pixels.shape, pixels.dtype, 16, exif=exif)
    with tifffile.TiffFile(path) as tiff:
        assert tiff.is_bigtiff


def test_texts_exif_and_position_survive_a_bigtiff(tmp_path, exif):
    write_big(tmp_path / "a.tif", exif(1))
    whole_exif(tmp_path / "a.tif")
    first = exif_of_tiff(tmp_path / "a.tif")
    write_big(tmp_path / "b.tif", first)
    assert exif_of_tiff(tmp_path / "b.tif") == first


def test_pillow_and_tifffile_find_the_blocks_of_a_bigtiff(tmp_path, exif):
    write_big(tmp_path / "a.tif", exif(1))
    with Image.open(tmp_path / "a.tif") as image:
        assert image.getexif().get_ifd(0x8769)[0x927C] == MAKER_NOTE
        assert image.getexif().get_ifd(0x8825)[1] == "N"
    with tifffile.TiffFile(tmp_path / "a.tif") as tiff:
        assert tiff.pages.first.tags["ExifTag"].value["DateTimeOriginal"] == "2024:05:01 10:00:00"
        assert tiff.pages.first.tags["GPSTag"].value["GPSLatitudeRef"] == "N"
        assert np.array_equal(tiff.asarray(), np.arange(48, dtype=np.uint16).reshape(4, 4, 3))


def test_blocks_beyond_4_gb_are_found(tmp_path, exif):
    """A file with a hole of 5 GB takes no room on the disk."""
    path = tmp_path / "a.tif"
    _, blocks = texts_and_blocks(exif(1))
    tags = [(placeholder(block), "I", 1, 0, True) for block in blocks]
    tifffile.imwrite(path, np.zeros((4, 4, 3), np.uint16), extratags=tags, **BIG)
    with path.open("r+b") as file:
        file.truncate(5 * 2**30)
        append_blocks(file, blocks)
    found = Image.Exif()
    found.load(exif_of_tiff(path))
    assert found.get_ifd(0x8769)[0x927C] == MAKER_NOTE and found.get_ifd(0x8825)[1] == "N"
    with tifffile.TiffFile(path) as tiff:
        assert tiff.pages.first.tags["ExifTag"].valueoffset > 2**32
        assert tiff.pages.first.tags["ExifTag"].value["DateTimeOriginal"] == "2024:05:01 10:00:00"


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_bigtiff_of_another_program_is_read(tmp_path, order):
    """Its directories are made here byte by byte, with offsets of the type IFD8, as libtiff writes them."""
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, np.zeros((4, 4, 3), np.uint8), byteorder=order, extratags=[(34664, "I", 1, 0, True)], **BIG)
    with tifffile.TiffFile(path) as tiff:
        place = tiff.pages.first.tags[34664].offset
    entry = struct.pack(f"{order}HHQ", 0x9003, 2, 20)
    with path.open("r+b") as file:
        start = file.seek(0, io.SEEK_END)
        text = struct.pack(f"{order}Q", start + 8 + 20 + 8)
        file.write(struct.pack(f"{order}Q", 1) + entry + text + bytes(8) + b"2024:05:01 10:00:00\0")
        file.seek(place)
        file.write(struct.pack(f"{order}HHQQ", 34665, 18, 1, start))
    found = Image.Exif()
    found.load(exif_of_tiff(path))
    assert found.get_ifd(0x8769) == {0x9003: "2024:05:01 10:00:00"}


@pytest.mark.parametrize("big", [False, True])
def test_a_directory_inside_exif_comes_along(tmp_path, big):
    """Cameras write one, of interoperability; an offset copied as a number would point anywhere."""
    block = Image.Exif()
    block.get_ifd(0x8769)[0x9003] = "2024:05:01 10:00:00"
    block.get_ifd(0x8769)[0xA005] = {1: "R98", 2: b"0100"}
    exif = b"Exif\0\0" + block.tobytes().removeprefix(b"Exif\0\0")
    path = tmp_path / "a.tif"
    if big:
        write_big(path, exif)
    else:
        path.write_bytes(encode_tiff(np.zeros((4, 4, 3), np.uint16), exif=exif))
    with Image.open(path) as image:
        assert image.getexif().get_ifd(0xA005) == {1: "R98", 2: b"0100"}
    found = Image.Exif()
    found.load(exif_of_tiff(path))
    assert found.get_ifd(0xA005) == {1: "R98", 2: b"0100"}


def test_a_bigtiff_without_any_of_it(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((4, 4, 3), np.uint16), software=False, **BIG)
    assert exif_of_tiff(tmp_path / "a.tif") is None
