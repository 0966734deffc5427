import sys

import numpy as np
import pytest
from codec_samples import dng
from image_samples import AUTHOR, make_exif

from murals.errors import MuralsError
from murals.images import image_size, open_in_parts, read_image, read_photograph
from murals.images.exif import orientation_of
from murals.images.raw import raw_size

PATCHES = np.array(
    [[0.2, 0.2, 0.2], [0.5, 0.1, 0.05], [0.05, 0.3, 0.1], [0.1, 0.1, 0.6], [0.8, 0.8, 0.8], [0.6, 0.5, 0.1]]
)


def chart():
    """Six patches of 32 pixels of linear sRGB light, (64, 96, 3)."""
    return np.kron(PATCHES.reshape(2, 3, 3), np.ones((32, 32, 1)))


def srgb(light):
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("mosaic", [True, False])
def test_colours_of_a_chart_are_seen_as_they_are(tmp_path, mosaic):
    (tmp_path / "a.dng").write_bytes(dng(chart(), mosaic=mosaic))
    seen = read_image(tmp_path / "a.dng")
    inner = np.s_[8:24, 8:24]
    for number, light in enumerate(PATCHES):
        row, column = divmod(number, 3)
        patch = seen[row * 32 : row * 32 + 32, column * 32 : column * 32 + 32][inner]
        assert np.allclose(patch, srgb(light), atol=0.006), (light, patch.mean((0, 1)), srgb(light))


def test_what_is_read_is_sixteen_bits_of_a_wide_space_and_says_so(tmp_path):
    (tmp_path / "a.dng").write_bytes(dng(chart()))
    photograph = read_photograph(tmp_path / "a.dng")
    assert photograph.pixels.dtype == np.uint16 and photograph.pixels.shape == (64, 96, 3) and photograph.icc
    assert "LibRaw" in photograph.developed and "the camera's white balance" in photograph.developed
    assert open_in_parts(tmp_path / "a.dng") is None  # its counts are no picture


def test_brightness_follows_the_exposure_alone(tmp_path):
    (tmp_path / "a.dng").write_bytes(dng(chart()))
    (tmp_path / "b.dng").write_bytes(dng(chart() / 2))
    one, half = (read_photograph(tmp_path / name).pixels / 65535 for name in ("a.dng", "b.dng"))
    assert np.allclose((half**1.8)[8:24, 8:24], (one**1.8)[8:24, 8:24] / 2, atol=0.002)


def test_the_white_balance_is_that_of_the_camera(tmp_path):
    warm = chart() * (1.0, 0.7, 0.4)  # what a camera counts of the chart in warm light
    (tmp_path / "a.dng").write_bytes(dng(warm, neutral=(1.0, 0.7, 0.4)))
    grey = read_image(tmp_path / "a.dng")[8:24, 8:24].mean((0, 1))
    assert np.ptp(grey) < 0.01


@pytest.mark.parametrize(("orientation", "size"), [(1, (64, 96)), (3, (64, 96)), (6, (96, 64)), (8, (96, 64))])
def test_it_stands_upright_and_keeps_its_exif(tmp_path, orientation, size):
    path = tmp_path / "a.dng"
    path.write_bytes(dng(chart(), orientation=orientation, exif=make_exif(1)))
    photograph = read_photograph(path)
    assert photograph.pixels.shape[:2] == image_size(path) == raw_size(path) == size
    turns = {1: 0, 3: 2, 6: 3, 8: 1}[orientation]
    expected = np.rot90(chart(), turns)[8:24, 8:24].mean((0, 1))
    assert np.allclose(read_image(path)[8:24, 8:24].mean((0, 1)), srgb(expected), atol=0.006)
    assert AUTHOR in photograph.exif and b"Test camera" in photograph.exif and orientation_of(photograph.exif) == 1


@pytest.mark.parametrize("data", [b"", b"no picture at all", dng(chart())[:3000]], ids=["empty", "text", "half"])
@pytest.mark.parametrize("suffix", ["dng", "nef", "cr3", "raf", "orf", "rw2", "arw", "cr2"])
def test_a_broken_file_is_refused(tmp_path, data, suffix):
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(data)
    with pytest.raises(MuralsError, match=rf"a\.{suffix} is (broken|empty|no raw file that LibRaw)"):
        read_photograph(path)


def test_without_its_package_a_sentence_says_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "a.dng").write_bytes(dng(chart()))
    monkeypatch.setitem(sys.modules, "rawpy", None)
    for read in (read_photograph, image_size):
        with pytest.raises(MuralsError, match=r"a\.dng is read by the package rawpy.*pip install rawpy"):
            read(tmp_path / "a.dng")
