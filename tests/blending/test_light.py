import numpy as np
import pytest
from skimage.color import rgb2xyz

from murals.blending.light import choose_scale, from_logarithm, to_light, to_logarithm, to_stored

LEVELS = (np.arange(256) / 255).astype(np.float32)


def test_light_is_that_of_skimage():
    """Y of a grey is its light: skimage decodes sRGB on the way to XYZ."""
    greys = np.repeat(LEVELS[None, :, None], 3, axis=2)
    assert to_light(LEVELS) == pytest.approx(rgb2xyz(greys)[0, :, 1], abs=2e-6)


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_every_scale_leads_back(linear, logarithmic):
    scale = choose_scale(linear=linear, logarithmic=logarithmic)
    there = scale.to(LEVELS)
    assert there.dtype == np.float32
    assert (np.diff(there) > 0).all()
    back = scale.back(there)
    assert back.dtype == np.float32
    assert back == pytest.approx(LEVELS, abs=1e-5)
    moved = scale.back(there + np.float32(1e-3)) - LEVELS
    assert np.abs(moved).max() <= scale.gain * 1.001e-3


def test_beyond_the_range_is_clamped():
    assert to_stored(np.array([-0.5, 2.0], np.float32)) == pytest.approx([0, 1])


def test_the_logarithm_of_black_is_finite():
    assert to_logarithm(np.zeros(1, np.float32)) == pytest.approx(np.log(1 / 255))
    assert from_logarithm(np.log(np.full(1, 0.5, np.float32))) == pytest.approx(0.5 - 1 / 255)
