"""Masks of a bright loss on a drawn wall, right and tight."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from murals.data.depth import distance_inside
from murals.restoration.rim import REACH, missed_rim


def wall(size=120):
    """Paint that varies softly."""
    noise = np.random.default_rng(3).random((size, size, 3))
    return (0.45 + gaussian_filter(noise - 0.5, (2, 2, 0))).clip(0, 1).astype(np.float32)


def loss(size=120):
    rows, columns = np.mgrid[:size, :size]
    return np.hypot(rows - 55, columns - 62) < 28 + 5 * np.sin(np.arctan2(rows - 55, columns - 62) * 3)


def drawn(short):
    """The mask of the loss, its outermost `short` pixels left out, or so many too many where that is negative."""
    return distance_inside(loss()) > short if short > 0 else distance_inside(~loss()) <= -short


def scene(colour):
    return np.where(loss()[..., None], np.float32(colour), wall())


@pytest.mark.parametrize("colour", [(0.8, 0.75, 0.65), (0.1, 0.1, 0.1), (0.9, 0.1, 0.9)])
@pytest.mark.parametrize("short", [1, 2, 3, 4])
def test_a_rim_is_found_to_a_pixel(colour, short):
    assert abs(missed_rim(scene(colour), drawn(short)) - short) <= 1
    assert missed_rim(scene(colour), drawn(short)) >= 1


def test_a_mask_that_fits_or_is_generous_has_none():
    assert missed_rim(scene((0.8, 0.75, 0.65)), loss()) == 0
    assert missed_rim(scene((0.8, 0.75, 0.65)), drawn(-3)) == 0


def test_sound_paint_alone_has_none():
    assert missed_rim(wall(), loss()) == 0


def test_what_lies_deeper_under_the_mask_is_not_looked_at():
    tight = drawn(2)
    inner = distance_inside(tight) > 3
    other = np.where(
        inner[..., None], np.random.default_rng(0).random((120, 120, 3), np.float32), scene((0.8, 0.7, 0.6))
    )
    assert missed_rim(other, tight) == missed_rim(scene((0.8, 0.7, 0.6)), tight)


@pytest.mark.parametrize("mask", [np.zeros((40, 40), bool), np.ones((40, 40), bool), np.eye(40, dtype=bool)])
def test_too_little_to_tell_is_no_rim(mask):
    assert missed_rim(wall(40), mask) == 0


def test_it_looks_no_further_than_its_reach():
    assert missed_rim(scene((0.8, 0.75, 0.65)), drawn(REACH + 6)) <= REACH
