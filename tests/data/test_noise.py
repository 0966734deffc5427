import numpy as np
import pytest

from murals.data.recipes.noise import cell_noise, fractal_noise, grain, relief, standardised

SIZE = (128, 200)
FIELDS = {
    "fractal": lambda rng: fractal_noise(SIZE, rng, widest=60),
    "cells": lambda rng: cell_noise(SIZE, rng, width=6),
    "grain": lambda rng: grain(SIZE, rng),
    "coarse grain": lambda rng: grain(SIZE, rng, width=3),
}


@pytest.mark.parametrize("draw", FIELDS.values(), ids=FIELDS)
def test_a_field_is_standardised_and_repeats_with_its_seed(draw):
    field = draw(np.random.default_rng(0))
    assert field.shape == SIZE and field.dtype == np.float32
    assert abs(field.mean()) < 0.1 and 0.9 < field.std() < 1.1
    assert np.array_equal(field, draw(np.random.default_rng(0)))
    assert not np.array_equal(field, draw(np.random.default_rng(1)))


def test_wide_noise_is_smoother_than_fine_noise():
    wide, fine = (fractal_noise(SIZE, np.random.default_rng(0), widest=widest) for widest in (64, 4))
    assert np.abs(np.diff(wide, axis=1)).mean() < 0.5 * np.abs(np.diff(fine, axis=1)).mean()


@pytest.mark.parametrize("size", [(1, 1), (7, 300), (513, 511)])
def test_any_size_will_do(size):
    assert fractal_noise(size, np.random.default_rng(0), widest=100).shape == size
    assert cell_noise(size, np.random.default_rng(0), width=9).shape == size


def test_cells_are_flat_and_of_the_width_asked_for():
    cells = cell_noise((256, 256), np.random.default_rng(0), width=16)
    assert 0.5 * 256 <= len(np.unique(cells)) <= 256, "256 seeds, some of which fall together"


def test_light_comes_from_the_upper_left():
    y, x = np.mgrid[0:9, 0:9].astype(np.float32)
    assert (relief(y + x)[1:-1, 1:-1] > 0).all() and np.allclose(relief(y - x)[1:-1, 1:-1], 0, atol=1e-5)


def test_a_constant_field_standardises_to_zero():
    assert np.array_equal(standardised(np.full((4, 4), 3, np.float32)), np.zeros((4, 4)))
