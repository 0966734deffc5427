import numpy as np

from murals.drawing.palette import PERIODS, choose_palette, mixed, toned


def test_half_of_each_is_the_middle():
    assert tuple(mixed((0, 0, 0), (200, 100, 50), 0.5)) == (100, 50, 25)


def test_toning_darkens():
    assert sum(toned((100, 100, 100), 0.5)) < 300


def test_pigments_go_round():
    palette = choose_palette(np.random.default_rng(0), 1 % len(PERIODS))
    names = [palette.nth(i) for i in range(40)]
    assert names[0] in names[1:]
