import numpy as np
import pytest

from murals.data.recipes.cover import draw_target, keep_innermost, level_of


def test_targets_stay_a_margin_inside_the_bounds():
    targets = [draw_target((0.2, 0.3), (100, 100), np.random.default_rng(seed)) for seed in range(200)]
    assert 2050 <= min(targets) < 2150 and 2850 < max(targets) <= 2950


def test_equal_bounds_are_met_exactly():
    assert draw_target((0.25, 0.25), (100, 100), np.random.default_rng(0)) == 2500


def test_a_square_shrinks_to_its_middle():
    mask = np.zeros((20, 20), bool)
    mask[3:10, 3:10] = True  # 7 x 7
    kept = keep_innermost(mask, 25)
    expected = np.zeros((20, 20), bool)
    expected[4:9, 4:9] = True  # 5 x 5
    assert np.array_equal(kept, expected)


def test_a_small_enough_mask_is_kept_whole():
    mask = np.eye(5, dtype=bool)
    assert np.array_equal(keep_innermost(mask, 5), mask)


@pytest.mark.parametrize("area", [1, 17, 400])
def test_exactly_the_area_lies_above_the_level(area):
    rng = np.random.default_rng(1)
    field, free = rng.standard_normal((40, 40), np.float32), rng.random((40, 40)) < 0.6
    assert ((field > level_of(field, area, free)) & free).sum() == area


def test_no_area_and_all_of_it():
    field, free = np.zeros((4, 4), np.float32), np.ones((4, 4), bool)
    assert not (field > level_of(field, 0, free)).any()
    assert (field > level_of(field, 16, free)).all()
