import io

import numpy as np
import pytest
import tifffile
from image_samples import AUTHOR, MAKER_NOTE
from PIL import Image

from murals.images import tiff_write
from murals.images.tiff_exif import exif_of_tiff, texts_and_blocks
from murals.images.tiff_write import encode_tiff


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_texts_exif_and_position_survive_a_tiff(tmp_path, exif, dtype):
    (tmp_path / "a.tif").write_bytes(encode_tiff(np.zeros((4, 4, 3), dtype), exif=exif(1)))
    found = Image.Exif()
    found.load(exif_of_tiff(tmp_path / "a.tif"))
    assert found[0x013B].encode("latin-1") == AUTHOR
    assert found.get_ifd(0x8769)[0x9003] == "2024:05:01 10:00:00"
    assert found.get_ifd(0x8769)[0x927C] == MAKER_NOTE
    assert found.get_ifd(0x8825)[1] == "N"
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


def test_a_tiff_over_4_gb_says_that_it_lacks_the_blocks(exif, monkeypatch, caplog):
    monkeypatch.setattr(tiff_write, "_CLASSIC_BYTES", 95)
    data = encode_tiff(np.zeros((4, 4, 3), np.uint16), exif=exif(1))
    with tifffile.TiffFile(io.BytesIO(data)) as tiff:
        assert "ExifTag" not in tiff.pages.first.tags and "Artist" in tiff.pages.first.tags
    assert "over 4 GB" in caplog.text


def test_a_bigtiff_says_that_its_exif_is_lost(tmp_path, caplog):
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((4, 4, 3), np.uint16), photometric="rgb", bigtiff=True)
    assert exif_of_tiff(tmp_path / "a.tif") is None
    assert "a.tif is a BigTIFF: its EXIF is not kept" in caplog.text
