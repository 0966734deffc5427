import numpy as np

from murals.drawing.plaster import age, clouds


def test_age_leaves_the_picture_recognisable():
    picture = np.full((64, 96, 3), 0.5, np.float32)
    aged = age(picture, np.random.default_rng(0))
    assert aged.shape == picture.shape and aged.dtype == np.float32
    assert 0.005 < aged.std() < 0.12
    assert abs(aged.mean() - 0.5) < 0.1


def test_the_seed_decides():
    picture = np.full((32, 32, 3), 0.5, np.float32)
    first, again, other = (age(picture, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_larger_clouds_are_smoother():
    rng = np.random.default_rng(0)
    small, large = (np.abs(np.diff(clouds(128, 128, size, rng), axis=0)).mean() for size in (4, 32))
    assert large < small / 3
