import logging
import struct
import warnings

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageOps

from murals.errors import MuralsError
from murals.images import find_images, image_size, read_image, read_image8, read_photograph
from murals.images.exif import orientation_of


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "webp"])
def test_all_orientations_of_8_bit_files(tmp_path, exif, suffix, orientation):
    stored = np.kron(np.arange(30).reshape(5, 6) * 8, np.ones((16, 16))).astype(np.uint8)
    stored = np.dstack([stored, stored[::-1], stored[:, ::-1]])
    path = tmp_path / f"a.{suffix}"
    options = {"webp": {"lossless": True}, "jpg": {"quality": 100, "subsampling": 0}}.get(suffix, {})
    Image.fromarray(stored).save(path, exif=exif(orientation), **options)
    photograph = read_photograph(path)
    with Image.open(path) as image:
        expected = np.asarray(ImageOps.exif_transpose(image))
    assert np.array_equal(photograph.pixels, expected)
    assert orientation_of(photograph.exif) == 1
    assert image_size(path) == expected.shape[:2] == ((96, 80) if orientation >= 5 else (80, 96))
    assert np.array_equal(read_image8(path), expected)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_orientations_of_deep_files(tmp_path, rgb16, exif, orientation):
    turned = [(274, 3, 1, orientation, True)]
    tifffile.imwrite(tmp_path / "a.tif", rgb16, photometric="rgb", extratags=turned)
    block = np.frombuffer(exif(orientation)[6:], np.uint8)
    cv2.imwriteWithMetadata(str(tmp_path / "a.png"), rgb16[..., ::-1].copy(), [cv2.IMAGE_METADATA_EXIF], [block])
    shown = Image.fromarray(np.arange(35, dtype=np.uint8).reshape(7, 5))
    shown.getexif()[0x0112] = orientation
    places = np.asarray(ImageOps.exif_transpose(shown))
    expected = rgb16.reshape(35, 3)[places]
    for name in ("a.tif", "a.png"):
        assert np.array_equal(read_photograph(tmp_path / name).pixels, expected)
        assert image_size(tmp_path / name) == expected.shape[:2]


def test_resolution_turns_with_the_image(tmp_path, rgb8, exif):
    Image.fromarray(rgb8).save(tmp_path / "a.png", exif=exif(6), dpi=(300, 150))
    Image.fromarray(rgb8).save(tmp_path / "a.tif", exif=exif(6), dpi=(300, 150))
    for name in ("a.png", "a.tif"):
        assert read_photograph(tmp_path / name).dpi == pytest.approx((150, 300), abs=0.02)


def test_16_bits_are_rounded_to_8_only_when_asked(tmp_path):
    grey = np.array([[0, 128, 129, 65535]], np.uint16)  # 257 levels a step: 128 is .498, 129 is .502
    cv2.imwrite(str(tmp_path / "a.png"), grey)
    assert read_photograph(tmp_path / "a.png").pixels[0, :, 0].tolist() == [0, 128, 129, 65535]
    assert read_image8(tmp_path / "a.png")[0, :, 1].tolist() == [0, 0, 1, 255]
    assert read_image(tmp_path / "a.png")[0, 1, 2] == np.float32(128 / 65535)


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_16_bit_colour_is_not_clipped(tmp_path, rgb16, suffix):
    cv2.imwrite(str(tmp_path / f"a.{suffix}"), rgb16[..., ::-1])
    photograph = read_photograph(tmp_path / f"a.{suffix}")
    assert photograph.pixels.dtype == np.uint16 and np.array_equal(photograph.pixels, rgb16)
    assert not photograph.grey and photograph.alpha is None


def test_floats(tmp_path, rng):
    x = rng.random((7, 5, 3), np.float32)
    tifffile.imwrite(tmp_path / "a.tif", x, photometric="rgb")
    assert np.array_equal(read_image(tmp_path / "a.tif"), x)
    assert image_size(tmp_path / "a.tif") == (7, 5)


def test_grey_and_alpha_are_remembered(tmp_path, rng):
    samples = rng.integers(0, 256, (7, 5, 2), dtype=np.uint8)
    Image.fromarray(samples).save(tmp_path / "a.png")
    photograph = read_photograph(tmp_path / "a.png")
    assert photograph.grey and np.array_equal(photograph.alpha, samples[..., 1])
    assert np.array_equal(photograph.pixels, np.dstack([samples[..., 0]] * 3))
    assert read_image(tmp_path / "a.png").shape == (7, 5, 3)


def test_a_jpeg_that_is_called_png_is_read(tmp_path, rgb8):
    Image.fromarray(rgb8).save(tmp_path / "a.png", "JPEG")
    assert read_image8(str(tmp_path / "a.png")).shape == (7, 5, 3)


def test_profile_and_resolution_are_kept(tmp_path, rgb8, icc, exif):
    for suffix in ("png", "jpg", "tif"):
        path = tmp_path / f"a.{suffix}"
        Image.fromarray(rgb8).save(path, icc_profile=icc, dpi=(300, 300), exif=exif(1))
        photograph = read_photograph(path)
        assert photograph.icc == icc and photograph.exif is not None and photograph.path == path
        assert photograph.dpi == pytest.approx((300, 300), abs=0.02)


def test_a_sound_image_is_read_without_a_word(tmp_path, rgb8, caplog):
    caplog.set_level(logging.DEBUG, "murals")
    Image.fromarray(rgb8).save(tmp_path / "a.png")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read_image8(tmp_path / "a.png")
    assert not caplog.records


def test_size_is_known_without_decoding(tmp_path, rng):
    whole = tmp_path / "whole.png"
    Image.fromarray(rng.integers(0, 256, (200, 300, 3), dtype=np.uint8)).save(whole)
    (tmp_path / "head.png").write_bytes(whole.read_bytes()[:1000])
    assert image_size(tmp_path / "head.png") == (200, 300)


def test_real_photographs(photos):
    for path in find_images(photos / "murals", recursive=True)[::20]:
        with Image.open(path) as image:
            expected = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
        assert np.array_equal(read_image8(path), expected)
        assert image_size(path) == expected.shape[:2]


def test_a_tiff_whose_header_names_two_sizes_is_refused(tmp_path, rgb8):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, np.tile(rgb8, (6, 6, 1)), photometric="rgb", software="me!", metadata=None)
    with tifffile.TiffFile(path) as tiff:
        place = tiff.pages.first.tags[305].offset
    data = bytearray(path.read_bytes())
    data[place : place + 12] = struct.pack("<HHII", 257, 4, 1, 999)  # a second height, where the program was named
    path.write_bytes(data)
    with pytest.raises(MuralsError, match="its header names two sizes"):
        read_photograph(path)
