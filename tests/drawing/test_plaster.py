import numpy as np

from murals.drawing.plaster import age, cloud


def test_age_leaves_the_picture_recognisable():
    picture = np.full((64, 96, 3), 0.5, np.float32)
    aged = age(picture, (200, 170, 130), np.random.default_rng(0), scale=0.5)
    assert aged.shape == picture.shape and aged.dtype == np.float32
    assert aged.min() >= 0 and aged.max() <= 1
    assert 0.002 < aged.std() < 0.15
    assert abs(aged.mean() - 0.5) < 0.15


def test_the_seed_decides():
    picture = np.full((32, 32, 3), 0.5, np.float32)
    first, again, other = (age(picture, (200, 170, 130), np.random.default_rng(s), scale=1.0) for s in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_longer_clouds_are_smoother():
    rng = np.random.default_rng(0)
    short, long = (np.abs(np.diff(cloud((128, 128), period, rng), axis=0)).mean() for period in (4, 32))
    assert long < short / 2
