import numpy as np
from scipy.ndimage import distance_transform_edt

from murals.data.recipes.layer import lay_over
from murals.data.recipes.stains import draw_stains


def test_stains_darken(painting, everywhere):
    layer = draw_stains(painting, np.random.default_rng(0), 10_000, everywhere)
    stained = layer.opacity > 0
    assert (lay_over(painting, layer)[stained] <= painting[stained]).all()


def test_the_rim_is_the_darkest(painting, everywhere):
    for seed in range(5):
        opacity = draw_stains(painting, np.random.default_rng(seed), 10_000, everywhere).opacity
        depth = distance_transform_edt(opacity > 0)
        assert opacity[(depth > 0) & (depth < 2)].mean() > 1.2 * opacity[depth > 5].mean()


def test_water_runs_downwards(painting, everywhere):
    runs = []
    for seed in range(8):
        stained = draw_stains(painting, np.random.default_rng(seed), 10_000, everywhere).opacity > 0
        runs.append(np.diff(stained, axis=1).sum() / np.diff(stained, axis=0).sum())
    assert np.mean(runs) > 1.3, "upright edges are longer than level ones"
