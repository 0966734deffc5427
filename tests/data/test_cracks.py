import numpy as np
from scipy.ndimage import distance_transform_edt
from skimage.measure import label, regionprops

from murals.data.recipes.cracks import draw_cracks
from murals.data.recipes.layer import lay_over


def test_cracks_are_dark_inside_and_thin(painting, everywhere):
    layer = draw_cracks(painting, np.random.default_rng(0), 2000, everywhere)
    damaged = lay_over(painting, layer)
    core = layer.opacity > 0.6
    assert core.sum() > 200
    assert damaged[core].mean() < 0.6 * painting[core].mean(), "one sees into the wall"
    depth = distance_transform_edt(core)
    assert depth[core].mean() < 1.7 and depth.max() < 5, "most of a crack is two or three pixels wide"


def test_cracks_are_long(painting, everywhere):
    lengths = []
    for seed in range(6):
        parts = regionprops(label(draw_cracks(painting, np.random.default_rng(seed), 1500, everywhere).opacity > 0))
        lengths.append(max(np.hypot(*np.subtract(part.bbox[2:], part.bbox[:2])) for part in parts))
    assert np.median(lengths) > 80
