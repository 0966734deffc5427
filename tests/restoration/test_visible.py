import cv2
import numpy as np
import pytest

from murals.restoration.visible import CONTRAST, PERIOD, hatch


def smooth(h=40, w=64, low=0.2, high=0.8):
    grey = np.linspace(low, high, h, dtype=np.float32)[:, None, None]
    return np.broadcast_to(grey, (h, w, 3)).copy()


def test_a_flat_fill_becomes_lines_two_pixels_wide():
    row = hatch(np.full((2, 8, 3), 0.5, np.float32))[1, :, 2]
    light, dark = 0.5 + CONTRAST, 0.5 - CONTRAST
    np.testing.assert_allclose(row, [light, light, dark, dark] * 2, atol=1e-6)


def test_a_quarter_of_the_size_shows_none_of_it():
    hatched = hatch(smooth())
    far = cv2.resize(hatched, None, fx=1 / PERIOD, fy=1 / PERIOD, interpolation=cv2.INTER_AREA)
    plain = cv2.resize(smooth(), None, fx=1 / PERIOD, fy=1 / PERIOD, interpolation=cv2.INTER_AREA)
    np.testing.assert_allclose(far, plain, atol=1e-6)
    assert np.abs(hatched - smooth()).mean() > 0.9 * CONTRAST  # which close by it does


@pytest.mark.parametrize("value", [0.0, 0.01, 0.99, 1.0])
def test_near_black_and_white_the_range_and_the_mean_hold(value):
    flat = np.full((6, 8, 3), value, np.float32)
    hatched = hatch(flat)
    assert hatched.min() >= 0
    assert hatched.max() <= 1
    assert hatched.mean() == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("w", [1, 3, 4, 9])
def test_any_width_keeps_its_shape_range_and_dtype(w):
    noise = np.random.default_rng(0).random((5, w, 3)).astype(np.float32)
    before = noise.copy()
    hatched = hatch(noise)
    assert (hatched.shape, hatched.dtype) == (noise.shape, np.float32)
    assert hatched.min() >= 0
    assert hatched.max() <= 1
    assert np.array_equal(noise, before)


def test_whole_periods_of_any_picture_keep_their_mean():
    noise = np.random.default_rng(1).random((5, 32, 3)).astype(np.float32)
    blocks = [x.reshape(5, 8, PERIOD, 3).mean(2) for x in (noise, hatch(noise))]
    np.testing.assert_allclose(*blocks, atol=1e-6)
