import sys

import numpy as np
import pillow_heif
import pytest
from codec_samples import heic, smooth
from image_samples import AUTHOR, PROPHOTO, make_exif

from murals.errors import MuralsError
from murals.images import image_size, read_photograph
from murals.images.boxes import find_box
from murals.images.exif import orientation_of
from murals.images.heif import decode_heif, heif_size

PACKET = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" tiff:Orientation="6">(c) museum</x:xmpmeta>'


@pytest.mark.parametrize(("bits", "dtype"), [(8, np.uint8), (10, np.uint16), (12, np.uint16)])
@pytest.mark.parametrize("channels", [3, 4])
def test_samples_keep_their_depth_and_white_is_white(tmp_path, bits, dtype, channels):
    path = tmp_path / "a.heic"
    drawn = smooth(64, 96, dtype, channels)
    drawn[:16] = np.iinfo(dtype).max
    path.write_bytes(heic(drawn, bits))
    found, _ = decode_heif(path)
    assert found.dtype == dtype and found.shape == drawn.shape and heif_size(path) == (64, 96)
    assert np.abs(found / np.iinfo(dtype).max - drawn / np.iinfo(dtype).max)[20:].mean() < 0.01
    assert found[:8].min() > 0.99 * np.iinfo(dtype).max
    assert len(np.unique(found)) <= 2**bits


def test_profile_exif_and_xmp_come_with_it_and_it_stands_upright_once(tmp_path):
    path = tmp_path / "a.HEIC"
    path.write_bytes(heic(smooth(64, 96), exif=make_exif(6), xmp=PACKET, icc_profile=PROPHOTO))
    photograph = read_photograph(path)
    assert photograph.icc == PROPHOTO and AUTHOR in photograph.exif and b"(c) museum" in photograph.extras[0].data
    assert b'Orientation="1"' in photograph.extras[0].data and orientation_of(photograph.exif) == 1
    by_other = pillow_heif.open_heif(path).to_pillow()  # libheif turns the pixels as the file says
    assert np.array_equal(photograph.pixels, np.array(by_other))
    assert image_size(path) == photograph.pixels.shape[:2]


def test_a_turn_of_the_file_is_done_once(tmp_path):
    path = tmp_path / "a.heic"
    drawn = smooth(64, 96)
    drawn[:32, :48] = 255  # the left upper quarter
    path.write_bytes(heic(drawn, exif=make_exif(6)))  # libheif turns by a box irot
    assert find_box(path.read_bytes(), b"meta", b"iprp", b"ipco", b"irot") == b"\3"
    photograph = read_photograph(path)
    assert photograph.pixels.shape == (96, 64, 3) and image_size(path) == (96, 64)
    assert photograph.pixels[:40, 40:].min() > 240  # a quarter turn clockwise: the right upper one
    assert orientation_of(photograph.exif) == 1


def test_of_several_pictures_the_main_one_is_read_with_a_word(tmp_path, caplog):
    several = pillow_heif.HeifFile()
    for level in (20, 80, 140):
        several.add_frombytes("RGB", (64, 64), np.full((64, 64, 3), level, np.uint8).tobytes())
    several.save(tmp_path / "a.heic", primary_index=1, quality=90)
    assert np.abs(read_photograph(tmp_path / "a.heic").pixels.astype(int) - 80).max() <= 2
    assert "holds 3 pictures: only its main one is read" in caplog.text


def test_a_grey_picture_is_grey(tmp_path):
    (tmp_path / "a.heic").write_bytes(heic(smooth(64, 96, channels=1)))
    assert read_photograph(tmp_path / "a.heic").grey


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_refused(tmp_path, share):
    whole = heic(smooth(64, 96))
    (tmp_path / "a.heic").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(MuralsError, match=r"a\.heic is (broken|no image)"):
        read_photograph(tmp_path / "a.heic")


def test_without_its_package_a_sentence_says_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "a.heic").write_bytes(heic(smooth(64, 96)))
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    for read in (read_photograph, image_size):
        with pytest.raises(MuralsError, match=r"a\.heic is read by the package pi-heif.*pip install pi-heif"):
            read(tmp_path / "a.heic")
