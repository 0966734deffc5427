import numpy as np
from scipy.ndimage import distance_transform_edt

from murals.data.recipes.flakes import draw_flakes
from murals.data.recipes.layer import lay_over


def test_flakes_show_plaster_whatever_was_painted(painting, everywhere):
    layer = draw_flakes(painting, np.random.default_rng(0), 30_000, everywhere)
    lost = layer.opacity > 0
    damaged = lay_over(painting, layer)
    bands = [slice(start, start + 48) for start in range(0, 192, 48)]
    below = [damaged[band][lost[band]].mean(0) for band in bands]  # the mean colour of the wall under each band
    above = [painting[band].mean((0, 1)) for band in bands]
    assert np.std(below, 0).mean() < 0.3 * np.std(above, 0).mean(), "the wall below has one colour"


def test_paint_is_lost_wholly(painting, everywhere):
    opacity = draw_flakes(painting, np.random.default_rng(0), 3000, everywhere).opacity
    assert set(np.unique(opacity)) == {0, 1}


def test_paint_comes_off_beside_cracks_first(painting, everywhere):
    free = everywhere.copy()
    free[95:98] = False  # a crack across the wall
    distance = distance_transform_edt(free)
    lost = [draw_flakes(painting, np.random.default_rng(seed), 3000, free).opacity > 0 for seed in range(8)]
    assert np.mean([distance[mask].mean() for mask in lost]) < 0.8 * distance[free].mean()
