import math

import numpy as np
import pytest
from scipy.stats import bootstrap

from murals.score.bootstrap import Interval, difference_interval, mean_interval


def draws(count=60, seed=0):
    return np.random.default_rng(seed).normal(20, 3, count)


def test_it_is_scipys_percentile_interval():
    theirs = bootstrap((draws(),), np.mean, n_resamples=10_000, method="percentile", rng=1).confidence_interval
    ours = mean_interval(draws())
    assert ours.mean == pytest.approx(draws().mean())
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.05)


def test_same_numbers_same_interval():
    assert mean_interval(draws()) == mean_interval(draws())


def test_equal_numbers_leave_no_room():
    assert mean_interval([5.0, 5.0, 5.0]) == Interval(5.0, 5.0, 5.0)


def test_more_images_narrow_it():
    few, many = mean_interval(draws(20)), mean_interval(draws(500))
    assert many.high - many.low < 0.5 * (few.high - few.low)


def test_pairing_removes_what_both_find_hard():
    hard = draws(spread := 60)
    ours = hard + 1 + 0.1 * draws(spread, 1)
    paired = difference_interval(list(ours), list(hard))
    assert paired.high - paired.low < 0.3 * (mean_interval(hard).high - mean_interval(hard).low)
    assert paired.mean == pytest.approx((ours - hard).mean())


def test_images_without_the_number_are_left_out():
    assert mean_interval([1.0, math.nan, 3.0]).mean == 2
    assert math.isnan(mean_interval([math.nan]).low)
    assert mean_interval([]).as_plain() == [None, None]


def test_one_image_has_a_mean_and_no_interval():
    one = mean_interval([24.5, math.nan])
    assert one.mean == 24.5
    assert math.isnan(one.low) and one.as_plain() == [None, None]


def test_it_covers_the_truth_about_as_often_as_it_says():
    """40 samples of 40 from a known mean: 95 % would be 38; fewer than 34 would be a defect."""
    intervals = [mean_interval(draws(40, seed)) for seed in range(40)]
    assert sum(interval.low <= 20 <= interval.high for interval in intervals) >= 34


def test_tiles_of_one_wall_are_no_independent_images():
    walls = draws(12)
    tiles = [level + small for level in walls for small in (-0.01, 0.0, 0.01)]
    names = [str(i) for i in range(12) for _ in range(3)]
    by_wall, of_walls, by_tile = mean_interval(tiles, names), mean_interval(list(walls)), mean_interval(tiles)
    assert (by_wall.low, by_wall.high) == pytest.approx((of_walls.low, of_walls.high), abs=1e-6)
    assert by_tile.high - by_tile.low < 0.8 * (by_wall.high - by_wall.low)


def test_the_mean_stays_that_of_the_images_and_a_wall_of_many_weighs_more():
    found = mean_interval([1.0, 1.0, 1.0, 5.0], ["a", "a", "a", "b"])
    assert found.mean == 2
    assert (found.low, found.high) == (1, 5)


def test_one_wall_says_nothing_of_others_however_many_tiles_it_has():
    found = mean_interval([1.0, 2.0, 3.0], ["a", "a", "a"])
    assert found.mean == 2
    assert math.isnan(found.low)


def test_a_wall_for_each_number_is_needed():
    with pytest.raises(ValueError, match="argument"):
        mean_interval([1.0, 2.0], ["a"])


def test_a_difference_is_drawn_by_walls_too():
    ours, theirs = [3.0, 3.0, 9.0], [1.0, 1.0, 1.0]
    assert difference_interval(ours, theirs, ["a", "a", "b"]) == mean_interval([2.0, 2.0, 8.0], ["a", "a", "b"])
