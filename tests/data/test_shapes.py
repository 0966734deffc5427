import numpy as np
import pytest
from skimage.measure import label, regionprops

from murals.data.recipes.shapes import GROUP, LEAST_SIDE, PIT, SHAPES, draw_least_side, draw_loss, draw_pits, draw_run


@pytest.mark.parametrize("draw", [shape for shape, _ in SHAPES])
@pytest.mark.parametrize("side", [12, 60, 170])
def test_a_shape_fits_its_square_and_is_neither_empty_nor_all_of_it(draw, side):
    areas = []
    for seed in range(12):
        shape = draw(side, np.random.default_rng(seed))
        assert shape.dtype == bool and shape.shape[0] == shape.shape[1] == max(side, len(shape))
        areas.append(shape.mean())
    assert 0 < max(areas) < 0.95
    assert np.mean(np.array(areas) > 0) > 0.9


@pytest.mark.parametrize("draw", [shape for shape, _ in SHAPES if shape is not draw_pits])
def test_no_outline_is_cut_off_by_its_square(draw):
    for seed in range(20):
        shape = draw(100, np.random.default_rng(seed))
        border = np.concatenate([shape[0], shape[-1], shape[:, 0], shape[:, -1]])
        assert border.mean() < 0.06


def test_shapes_vary_from_seed_to_seed():
    drawn = {draw_loss((128, 128), np.random.default_rng(seed)).tobytes() for seed in range(40)}
    assert len(drawn) == 40
    assert draw_loss((128, 128), np.random.default_rng(7)).tobytes() in drawn


def test_a_loss_is_at_most_a_third_of_the_side():
    for seed in range(60):
        loss = draw_loss((384, 384), np.random.default_rng(seed))
        for axis in (0, 1):
            places = np.flatnonzero(loss.any(axis))
            assert not len(places) or np.ptp(places) < 128


def test_walls_with_large_losses_alone():
    least = [draw_least_side((512, 512), np.random.default_rng(seed)) for seed in range(100)]
    assert LEAST_SIDE <= min(least) < 15 and 85 < max(least) < 103
    areas = [draw_loss((512, 512), np.random.default_rng(s), least=100).sum() for s in range(40)]
    assert np.median(areas) > 1500


def test_pits_are_three_pixels_across_and_more():
    across = []
    for seed in range(20):
        pits = draw_pits(12, np.random.default_rng(seed))
        assert len(pits) == GROUP
        across += [part.equivalent_diameter_area for part in regionprops(label(pits))]
    assert 2.5 < min(across) < 4
    assert PIT[0] < np.median(across) < PIT[1] + 1


def test_runs_are_long_and_narrow():
    ratios = []
    for seed in range(12):
        largest = max(regionprops(label(draw_run(120, np.random.default_rng(seed)))), key=lambda part: part.area)
        ratios.append(largest.axis_major_length / largest.axis_minor_length)
    assert np.median(ratios) > 3
