import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageOps

from murals.images.pixels import from_float, full_scale, luminance, to_float, upright


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_every_value_survives_the_way_to_float_and_back(dtype):
    values = np.arange(np.iinfo(dtype).max + 1, dtype=dtype)
    x = to_float(values)
    assert x.dtype == np.float32 and x.min() == 0.0 and x.max() == 1.0
    assert np.array_equal(from_float(x, dtype), values)


def test_from_float_rounds_and_clamps():
    x = np.array([-0.5, 0.4 / 255, 0.6 / 255, 254.6 / 255, 1.5, np.inf], np.float32)
    assert from_float(x, np.uint8).tolist() == [0, 0, 1, 255, 255, 255]
    assert from_float(x, np.float32).tolist()[0::4] == [0.0, 1.0]


def test_nan_is_no_pixel():
    with pytest.raises(ValueError, match="NaN"):
        from_float(np.array([0.5, np.nan]), np.uint8)


@pytest.mark.parametrize("dtype", [np.int32, np.uint32, np.int8])
def test_integers_without_a_known_white_are_refused(dtype):
    with pytest.raises(ValueError, match="expected pixels of uint8, uint16 or float32"):
        to_float(np.zeros((2, 2, 3), dtype))


def test_bool_is_black_and_white():
    assert to_float(np.array([False, True])).tolist() == [0.0, 1.0]


def test_luminance_is_pillows_grey_to_a_level(rgb8):
    ours = luminance(rgb8).astype(int)
    pillows = np.asarray(Image.fromarray(rgb8).convert("L")).astype(int)
    assert np.abs(ours - pillows).max() <= 1


@given(arrays(np.uint16, (3, 4), elements=st.integers(0, 65535)))
def test_luminance_keeps_grey_exactly(grey):
    assert np.array_equal(luminance(np.dstack([grey] * 3)), grey)


def test_luminance_keeps_a_grey_pixel_among_coloured_ones():
    pixels = np.array([[[0.1, 0.1, 0.1], [1.0, 0.0, 0.0]]], np.float32)
    assert luminance(pixels)[0, 0] == np.float32(0.1)
    assert luminance(pixels)[0, 1] == pytest.approx(0.299)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_upright_does_what_pillow_does(rgb8, orientation):
    image = Image.fromarray(rgb8)
    image.getexif()[0x0112] = orientation
    assert np.array_equal(upright(rgb8, orientation), np.asarray(ImageOps.exif_transpose(image)))


@pytest.mark.parametrize("bits", [9, 10, 12, 14, 16])
def test_fewer_bits_are_spread_over_all_and_no_two_become_one(bits):
    spread = full_scale(np.arange(2**bits, dtype=np.uint16), bits)
    assert (spread[0], spread[-1]) == (0, 65535) and (np.diff(spread.astype(int)) > 0).all()
    with pytest.raises(ValueError, match="do not fit into 8 bits"):
        full_scale(np.uint16([255]), 8)


def test_samples_beyond_their_bits_are_refused():
    with pytest.raises(ValueError, match="do not fit into 10 bits"):
        full_scale(np.uint16([1024]), 10)
