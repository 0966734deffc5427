import numpy as np
from skimage.measure import label

from murals.data.recipes.layer import lay_over
from murals.data.recipes.salt import draw_salt


def test_salt_whitens(painting, everywhere):
    layer = draw_salt(painting, np.random.default_rng(0), 5000, everywhere)
    salted = layer.opacity > 0
    damaged = lay_over(painting, layer)
    assert damaged[salted].mean() > 1.15 * painting[salted].mean()
    assert np.ptp(damaged[salted], 1).mean() < 0.8 * np.ptp(painting[salted], 1).mean(), "and takes the colour away"


def test_salt_is_speckled(painting, everywhere):
    speckles = label(draw_salt(painting, np.random.default_rng(0), 5000, everywhere).opacity > 0).max()
    assert speckles > 40
