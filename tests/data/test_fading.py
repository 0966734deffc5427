import numpy as np
from scipy.ndimage import distance_transform_edt

from murals.data.recipes.fading import draw_fading
from murals.data.recipes.layer import lay_over


def test_colour_fades_but_the_drawing_stays(painting, everywhere):
    layer = draw_fading(painting, np.random.default_rng(0), 15_000, everywhere)
    faded = layer.opacity > 0.4
    damaged = lay_over(painting, layer)
    assert faded.sum() > 1000
    assert np.ptp(damaged[faded], 1).mean() < 0.7 * np.ptp(painting[faded], 1).mean()
    assert np.corrcoef(damaged[faded].mean(1), painting[faded].mean(1))[0, 1] > 0.8


def test_the_edge_is_soft(painting, everywhere):
    opacity = draw_fading(painting, np.random.default_rng(0), 15_000, everywhere).opacity
    depth = distance_transform_edt(opacity > 0)
    assert opacity[depth == 1].mean() < 0.5 * opacity[depth > 8].mean()
