import pytest
from PIL import Image

from murals.images.exif import made_upright, orientation_of


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_read_and_set_and_nothing_else_changes(exif, orientation):
    block = exif(orientation)
    cleared = made_upright(block)
    assert orientation_of(block) == orientation and orientation_of(cleared) == 1
    assert sum(a != b for a, b in zip(block, cleared, strict=True)) == (orientation != 1)


def test_pillow_agrees_that_it_is_upright(exif):
    parsed = Image.Exif()
    parsed.load(made_upright(exif(6)))
    assert parsed[0x0112] == 1


def test_little_endian_blocks(exif):
    block = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0\0\0\0\0"
    assert orientation_of(block) == 8 and orientation_of(made_upright(block)) == 1


@pytest.mark.parametrize("block", [None, b"", b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"])
def test_no_orientation_is_upright(block):
    assert orientation_of(block) == 1 and made_upright(block) == block


def test_a_nonsense_orientation_is_upright(exif):
    assert orientation_of(exif(0)) == 1 and orientation_of(exif(9)) == 1


@pytest.mark.parametrize("length", [7, 12, 15, 20])
def test_a_broken_block_is_told_and_upright(exif, length, caplog):
    assert orientation_of(exif(6)[:length]) == 1
    assert "broken EXIF" in caplog.text
