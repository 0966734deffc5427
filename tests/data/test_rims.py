import numpy as np
import pytest

from murals.data.recipes.rims import RIMS, SOFT, dark_rim, light_rim, no_rim, relief_rim, soft_rim

LOSS = np.zeros((60, 60), bool)
LOSS[10:50, 10:50] = True
GREY = np.full((60, 60, 3), 0.5, np.float32)
EDGE, MIDDLE = (30, 10), (30, 30)


@pytest.mark.parametrize("rim", RIMS)
def test_the_middle_of_a_loss_is_opaque_and_its_colour_stays(rim):
    for seed in range(10):
        colour, opacity = rim(GREY, LOSS, np.random.default_rng(seed))
        assert colour.shape == GREY.shape and opacity.shape == LOSS.shape
        assert opacity[MIDDLE] == 1 and colour[MIDDLE] == pytest.approx(0.5, abs=0.01)
        assert 0 <= opacity.min() <= opacity.max() <= 1


def test_each_rim_is_what_it_is_called():
    rng = np.random.default_rng(0)
    assert np.array_equal(no_rim(GREY, LOSS, rng)[0], GREY)
    assert dark_rim(GREY, LOSS, rng)[0][EDGE].mean() < 0.4
    assert light_rim(GREY, LOSS, rng)[0][EDGE].mean() > 0.6
    lit = relief_rim(GREY, LOSS, rng)[0][..., 0]
    assert lit[10, 30] < lit[30, 30] <= lit[49, 30], "the upper edge casts a shadow"
    assert soft_rim(GREY, LOSS, rng)[1][EDGE] < 1


def test_a_soft_rim_fades_within_its_width():
    for seed in range(10):
        opacity = soft_rim(GREY, LOSS, np.random.default_rng(seed))[1]
        across = opacity[30, 10:30]
        assert (np.diff(across) >= 0).all() and across[0] > 0
        assert (across[round(SOFT[1]) :] == 1).all()


def test_a_pit_with_a_soft_rim_stays_opaque_in_its_middle():
    pit = np.zeros((9, 9), bool)
    pit[3:6, 3:6] = True
    for seed in range(10):
        assert soft_rim(GREY[:9, :9], pit, np.random.default_rng(seed))[1][4, 4] == 1
