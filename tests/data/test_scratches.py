import numpy as np

from murals.data.recipes.layer import lay_over
from murals.data.recipes.scratches import draw_scratches


def test_scratches_are_thin_and_lighter_than_dark_paint(painting, everywhere):
    layer = draw_scratches(painting, np.random.default_rng(0), 3000, everywhere)
    dark = np.zeros(everywhere.shape, bool)
    dark[144:] = True  # the lowest band
    core = (layer.opacity > 0.4) & dark
    assert core.sum() > 20
    assert lay_over(painting, layer)[core].mean() > 1.3 * painting[core].mean()


def test_scratches_of_one_hand_run_alike(painting, everywhere):
    layer = draw_scratches(painting, np.random.default_rng(3), 600, everywhere)
    y, x = np.nonzero(layer.opacity > 0.3)
    gradient_y, gradient_x = np.gradient(layer.opacity)
    tensor = [(gradient_y**2).sum(), (gradient_x**2).sum(), (gradient_y * gradient_x).sum()]
    coherence = np.hypot(tensor[0] - tensor[1], 2 * tensor[2]) / (tensor[0] + tensor[1])  # 1: one direction, 0: all
    assert len(y) == len(x) > 50 and coherence > 0.5
