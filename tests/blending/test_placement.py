import logging

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from murals.blending.placement import Placement, place
from murals.errors import MuralsError

SIZE = (40, 50)


def ramp(h, w):
    """x in the first channel, y in the second, as shares of 100."""
    y, x = np.mgrid[:h, :w].astype(np.float32)
    return np.stack([x / 100, y / 100, np.zeros_like(x)], axis=-1)


def disc(h, w, radius):
    y, x = np.ogrid[:h, :w]
    return (y - h // 2) ** 2 + (x - w // 2) ** 2 <= radius**2


def on_target(patch):
    region = np.zeros(SIZE, bool)
    region[patch.rows, patch.columns] = patch.mask
    return region


def test_a_shift_copies_pixels():
    source = np.random.default_rng(0).integers(0, 256, (9, 11, 3), np.uint8)
    region = np.zeros((9, 11), bool)
    region[2:5, 3:9] = True
    patch = place(source, region, SIZE, Placement(at=(20, 10)))
    assert (patch.rows, patch.columns) == (slice(11, 16), slice(22, 30))  # the region and one pixel around it
    assert patch.colours.dtype == np.uint8
    assert np.array_equal(patch.colours, source[1:6, 2:10])
    assert np.shares_memory(patch.colours, source)
    assert np.array_equal(patch.mask, region[1:6, 2:10])


def test_beyond_the_source_its_border_is_repeated():
    source = ramp(4, 4)
    patch = place(source, np.ones((4, 4), bool), SIZE, Placement(at=(5, 5)))
    assert patch.mask.shape == (6, 6)
    assert np.array_equal(patch.colours, np.pad(source, ((1, 1), (1, 1), (0, 0)), mode="edge"))
    assert on_target(patch).sum() == 16


def test_at_the_border_of_the_target_there_is_no_margin():
    patch = place(ramp(*SIZE), np.ones(SIZE, bool), SIZE, Placement())
    assert (patch.rows, patch.columns) == (slice(0, 40), slice(0, 50))
    assert patch.mask.all()


@given(st.integers(-14, 49), st.integers(-12, 39))
def test_any_shift_is_that_of_the_whole_mask(x, y):
    region = disc(13, 15, 6)
    whole = np.zeros((40 + 60, 50 + 60), bool)
    whole[30 + y : 30 + y + 13, 30 + x : 30 + x + 15] = region
    expected = whole[30:70, 30:80]
    if expected.any():
        assert np.array_equal(on_target(place(ramp(13, 15), region, SIZE, Placement(at=(x, y)))), expected)
    else:
        with pytest.raises(MuralsError, match="falls off the target"):
            place(ramp(13, 15), region, SIZE, Placement(at=(x, y)))


def test_what_falls_off_is_said(caplog):
    with caplog.at_level(logging.WARNING, "murals"):
        place(ramp(10, 10), np.ones((10, 10), bool), SIZE, Placement(at=(-4, 0)))
    assert "40 of the region's 100 pixels fall off the target and are left out" in caplog.text
    with pytest.raises(MuralsError, match=r"target, which is 50x40: the source's corner lands at 60,0"):
        place(ramp(10, 10), np.ones((10, 10), bool), SIZE, Placement(at=(60, 0)))


def test_nothing_is_said_where_nothing_falls_off(caplog):
    with caplog.at_level(logging.WARNING, "murals"):
        place(ramp(10, 10), np.ones((10, 10), bool), SIZE, Placement(at=(0, 0), scale=0.7, rotate=45))
        place(ramp(10, 10), np.ones((10, 10), bool), SIZE, Placement(at=(40, 30)))
    assert not caplog.text


def test_half_a_pixel_interpolates():
    """A ramp is a ramp after a shift by parts of a pixel, as far as OpenCV's cubics (a = -0.75) go: 1/20 px."""
    patch = place(ramp(21, 21), disc(21, 21, 6), SIZE, Placement(at=(10.5, 8.25)))
    y, x = np.nonzero(patch.mask)
    assert patch.colours[y, x, 0] * 100 == pytest.approx(x + patch.columns.start - 10.5, abs=0.05)
    assert patch.colours[y, x, 1] * 100 == pytest.approx(y + patch.rows.start - 8.25, abs=0.05)


def test_a_quarter_turn_is_counter_clockwise_about_the_centre_of_the_region():
    source = ramp(21, 21)
    region = np.zeros((21, 21), bool)
    region[6:15, 4:13] = True  # its centre is the pixel (10, 8)
    patch = place(source, region, SIZE, Placement(at=(10, 8), rotate=90))
    top, left = 8 + 6, 10 + 4  # where the region would stand unturned; a square stands there turned as well
    assert np.argwhere(on_target(patch)).min(axis=0).tolist() == [top, left]
    turned = patch.colours[top - patch.rows.start :, left - patch.columns.start :][:9, :9]
    assert turned == pytest.approx(np.rot90(source[6:15, 4:13]), abs=1e-5)


@pytest.mark.parametrize("scale", [0.4, 0.75, 1.5, 2.5])
def test_the_area_grows_by_the_square_of_the_scale_and_the_centre_stays(scale):
    region = disc(31, 31, 7)
    mask = on_target(place(ramp(31, 31), region, SIZE, Placement(at=(10, 5), scale=scale)))
    assert mask.sum() == pytest.approx(region.sum() * scale**2, rel=0.13)  # at 0.4 a disc of 21 pixels
    assert np.argwhere(mask).mean(axis=0) == pytest.approx((20, 25), abs=0.2)


def test_a_smaller_patch_has_no_moire():
    """Stripes one pixel wide become grey, as they do in OpenCV's area resampling."""
    stripes = np.zeros((64, 64, 1), np.float32)
    stripes[:, ::2] = 1
    patch = place(stripes, disc(64, 64, 25), SIZE, Placement(at=(-10, -12), scale=0.25))
    assert cv2.resize(stripes, (16, 16), interpolation=cv2.INTER_AREA) == pytest.approx(0.5)
    assert patch.colours[patch.mask] == pytest.approx(0.5, abs=0.02)


def test_hard_edges_stay_in_the_range():
    step = np.zeros((21, 21, 1), np.float32)
    step[:, 10:] = 1
    patch = place(step, disc(21, 21, 6), SIZE, Placement(at=(10.4, 8)))
    assert patch.colours.min() == 0
    assert patch.colours.max() == 1


def test_colours_under_transparency_do_not_count():
    """Next to a closed region its own border is repeated, so that no gradient leads there."""
    source = np.zeros((9, 9, 1), np.float32)
    region = disc(9, 9, 3)
    source[region] = 0.8
    patch = place(source, region, SIZE, Placement(at=(5, 5)), closed=True)
    touching = cv2.dilate(patch.mask.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))) > 0
    assert patch.colours[touching] == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("placement", "sentence"),
    [
        (Placement(scale=0), "scale 0: expected a number above 0"),
        (Placement(scale=-1), "scale -1"),
        (Placement(scale=float("nan")), "scale nan"),
        (Placement(at=(float("inf"), 0)), "expected numbers of pixels and degrees"),
        (Placement(rotate=float("nan")), "expected numbers of pixels and degrees"),
        (Placement(at=(20.2, 20.2), scale=1e-3), "nothing of the region is left at scale 0.001: give a larger --scale"),
    ],
)
def test_a_wrong_placement_is_a_sentence(placement, sentence):
    with pytest.raises(MuralsError, match=sentence):
        place(ramp(9, 9), disc(9, 9, 3), SIZE, placement)


def test_a_very_long_source_is_cut_to_its_region_before_it_is_turned():
    source = np.zeros((3, 40_000, 1), np.float32)
    region = np.zeros((3, 40_000), bool)
    region[:, 39_000:39_010] = True
    patch = place(source, region, SIZE, Placement(at=(-39_000 + 10, 10), rotate=30))
    assert patch.mask.sum() == pytest.approx(30, abs=3)
    with pytest.raises(MuralsError, match="cannot be scaled, turned or shifted by parts of a pixel"):
        place(source, np.ones_like(region), SIZE, Placement(at=(-20_000, 0), rotate=30))
