import numpy as np
import pytest

from murals.blending.light import choose_scale
from murals.blending.modes import MODES, Tuning
from murals.blending.view import View

RNG = np.random.default_rng(0)
BACKDROP, SOURCE = RNG.integers(0, 256, (2, 7, 9, 3), np.uint8)
MASK = np.zeros((7, 9), bool)
MASK[2:5, 3:8] = True


def view(mode="seamless", source=SOURCE, **scale):
    scale = choose_scale(**({"linear": False, "logarithmic": False} | scale))
    return View(MODES[mode], BACKDROP, source, MASK, scale, Tuning())


def test_a_picture_comes_by_rows_as_it_would_whole():
    shown = view("recolour")
    whole = shown.picture(slice(0, 7))
    assert whole == pytest.approx(SOURCE / 255 * np.array([1.5, 0.5, 0.5]), abs=1e-6)
    assert np.array_equal(shown.picture(slice(2, 5)), whole[2:5])


@pytest.mark.parametrize("source", [SOURCE, SOURCE[..., :1]])
@pytest.mark.parametrize("mode", [name for name, mode in MODES.items() if mode.picture])
def test_a_channel_comes_alone_as_it_would_with_the_others(mode, source):
    whole = view(mode, source).picture(slice(None))
    for channel in range(3):
        alone = view(mode, source).showing(slice(channel, channel + 1)).picture(slice(None))
        assert np.array_equal(alone, whole[..., channel : channel + 1])


def test_what_is_changed_afterwards_is_not_what_is_stored():
    source = SOURCE.astype(np.float32) / 255
    before = source.copy()
    view(source=source).picture(slice(None))[...] = 0
    assert np.array_equal(source, before)


def test_the_gap_is_target_less_picture():
    ys, xs = np.array([0, 6, 3]), np.array([8, 1, 2])
    assert view().gap(ys, xs) == pytest.approx((BACKDROP[ys, xs].astype(float) - SOURCE[ys, xs]) / 255, abs=1e-6)


def test_the_mean_gap_is_that_of_the_region():
    wanted = ((BACKDROP.astype(float) - SOURCE) / 255)[MASK].mean(axis=0)
    assert view().mean_gap() == pytest.approx(wanted, abs=1e-6)


def test_a_grey_source_shows_in_every_channel():
    scene = view("mixed", source=SOURCE[..., :1]).scene()
    assert scene.source.shape == (7, 9, 3)
    assert np.array_equal(scene.source[..., 2], scene.source[..., 0])


def test_all_is_seen_on_the_scale_that_is_blended():
    light = view("mixed", linear=True).scene()
    assert light.target == pytest.approx(choose_scale(linear=True, logarithmic=False).to(BACKDROP / np.float32(255)))


def test_a_part_is_seen_with_its_own_region():
    part = np.ones((2, 3), bool)
    within = view().within((slice(1, 3), slice(4, 7)), part)
    assert np.array_equal(within.picture(slice(None)), view().picture(slice(1, 3))[:, 4:7])
    assert within.mask is part
