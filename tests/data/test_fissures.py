import numpy as np
import pytest
from scipy.ndimage import distance_transform_edt
from skimage.measure import label, regionprops
from skimage.morphology import skeletonize

from murals.data.recipes.fissures import WIDTH, draw_all_fissures, draw_fissures, log_uniform

SIZE = (256, 256)


@pytest.fixture
def free():
    free = np.ones(SIZE, bool)
    free[:, :50] = False
    return free


@pytest.mark.parametrize("seed", range(10))
def test_a_system_keeps_to_its_area_and_to_free_pixels(free, seed):
    system = draw_fissures(np.random.default_rng(seed), 1500, free)
    assert system.shape == SIZE and system.dtype == bool
    assert 0 < system.sum() <= 1500 and not (system & ~free).any()


def test_all_systems_together_take_the_area(free):
    for seed in range(6):
        systems = draw_all_fissures(np.random.default_rng(seed), 3000, free)
        assert np.sum(systems, 0).max() == 1, "no two overlap"
        assert 2900 <= np.sum(systems) <= 3000


def test_no_area_is_no_crack(free):
    assert draw_all_fissures(np.random.default_rng(0), 0, free) == []


def test_cracks_are_one_to_six_pixels_wide():
    widths = []
    for seed in range(40):
        system = draw_fissures(np.random.default_rng(seed), 2000, np.ones(SIZE, bool))
        inside = np.pad(system, 1)
        widths.append(np.percentile(2 * distance_transform_edt(inside)[skeletonize(inside)] - 1, 80))
    assert min(widths) == 1 and 4 < max(widths) <= WIDTH[1] + 1


def test_cracks_are_long():
    lengths = []
    for seed in range(8):
        system = draw_fissures(np.random.default_rng(seed), 2000, np.ones(SIZE, bool))
        parts = regionprops(label(system, connectivity=2))
        lengths.append(max(np.hypot(*np.subtract(part.bbox[2:], part.bbox[:2])) for part in parts))
    assert np.median(lengths) > 80


def test_each_doubling_is_as_likely_as_the_next():
    rng = np.random.default_rng(0)
    drawn = np.array([log_uniform(rng, 1, 16) for _ in range(4000)])
    assert drawn.min() >= 1 and drawn.max() <= 16
    counts = np.histogram(np.log2(drawn), 4, (0, 4))[0]
    assert counts.min() > 0.9 * 1000 and counts.max() < 1.1 * 1000
