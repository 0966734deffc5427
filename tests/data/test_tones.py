import numpy as np

from murals.data.recipes.tones import draw_foreign, draw_tones

WALL = np.full((32, 32, 3), (0.8, 0.2, 0.1), np.float32)
AROUND = np.full((8, 8, 3), (0.1, 0.3, 0.9), np.float32)


def drawn(count=600):
    return np.array([draw_tones(WALL, AROUND, np.random.default_rng(seed)) for seed in range(count)])  # (N, 2, 3)


def near(colours, colour):
    return (np.abs(colours - colour).max(1) < 0.13).mean()


def test_tones_are_colours_and_the_second_varies_the_first():
    tones = drawn()
    assert tones.dtype == np.float32 and tones.min() >= 0 and tones.max() <= 1
    assert 0.005 < np.abs(tones[:, 0] - tones[:, 1]).mean() < 0.1


def test_colours_of_the_wall_are_as_frequent_as_others():
    first = drawn()[:, 0]
    assert 0.38 < near(first, AROUND[0, 0]) < 0.52
    assert 0.09 < near(first, WALL[0, 0]) < 0.22
    assert 0.45 < near(first, AROUND[0, 0]) + near(first, WALL[0, 0]) < 0.7


def test_foreign_colours_are_of_every_hue_and_lightness():
    rng = np.random.default_rng(0)
    colours = np.array([draw_foreign(rng) for _ in range(600)])
    assert colours.mean(1).min() < 0.1 and colours.mean(1).max() > 0.9
    assert np.bincount(colours.argmax(1), minlength=3).min() > 150


def test_one_seed_one_colour():
    first, again = (draw_tones(WALL, AROUND, np.random.default_rng(4)) for _ in range(2))
    assert np.array_equal(first, again)
