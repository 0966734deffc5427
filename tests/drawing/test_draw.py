import cv2
import numpy as np
import pytest

from murals.drawing.draw import draw_mural, draw_murals
from murals.errors import MuralsError

SMALL = {"height": 256, "width": 384}


@pytest.fixture(scope="module", params=[0, 1, 2, 3, 4, 5])
def mural(request):
    return draw_mural(request.param, **SMALL)


def test_a_mural_is_an_image(mural):
    assert mural.shape == (256, 384, 3)
    assert mural.dtype == np.float32
    assert mural.min() >= 0 and mural.max() <= 1


def test_a_mural_is_warm_and_many_coloured(mural):
    red, green, blue = np.moveaxis(mural, 2, 0)
    assert (red > blue + 0.1).mean() > 0.15  # ochre, cinnabar, plaster
    assert (np.maximum(green, blue) > red + 0.02).mean() > 0.03  # malachite, azurite


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_there_is_something_to_learn_at_several_scales(mural, scale):
    grey = cv2.resize(mural, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA).mean(2)
    edges = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    assert 0.03 < (edges > 0.25).mean() < 0.9


def test_the_same_seed_gives_the_same_bytes():
    assert draw_mural(7, **SMALL).tobytes() == draw_mural(7, **SMALL).tobytes()


def test_seeds_give_different_walls():
    walls = draw_murals(4, 1, **SMALL)
    assert all(np.abs(walls[i] - walls[j]).mean() > 0.03 for i in range(4) for j in range(i))


def test_the_average_wall_is_warm():
    red, _, blue = np.mean([draw_mural(seed, **SMALL).mean((0, 1)) for seed in range(5)], axis=0)
    assert red > blue + 0.05


def test_too_small_a_wall_is_refused():
    with pytest.raises(MuralsError, match="needs at least 64 px a side"):
        draw_mural(0, height=40, width=100)


def test_a_negative_seed_is_refused():
    with pytest.raises(MuralsError, match="a seed is 0 or more"):
        draw_mural(-1, **SMALL)
