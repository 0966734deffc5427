import numpy as np
import pytest

from murals.drawing.brush import Wall
from murals.drawing.ornaments import cloud, lotus, lozenge_band, pearl_band, petal, scroll_band


@pytest.fixture
def wall():
    return Wall(120, 200, np.random.default_rng(0))


def test_a_petal_is_symmetric_and_pointed():
    shape = petal(10, 4)
    assert np.allclose(shape[:, 0].max(), 10)
    assert np.allclose(shape[:, 1].max(), -shape[:, 1].min())


@pytest.mark.parametrize(
    "paint",
    [
        lambda wall: scroll_band(wall, 40, 40, "red ochre", ("malachite", "azurite")),
        lambda wall: pearl_band(wall, 40, 40, "azurite"),
        lambda wall: lozenge_band(wall, 40, 40, ("azurite", "cinnabar", "malachite")),
    ],
)
def test_a_band_fills_its_height_and_stays_in_it(wall, paint):
    before = wall.finished()
    paint(wall)
    changed = np.abs(wall.finished() - before).max(2) > 0.02
    assert changed[44:76].mean() > 0.95
    assert not changed[:30].any() and not changed[90:].any()


def test_flowers_and_clouds_lie_where_they_are_put(wall):
    before = wall.finished()
    lotus(wall, (40, 60), 12, ("white", "cinnabar"))
    cloud(wall, (140, 60), 10, "pale blue")
    changed = np.abs(wall.finished() - before).max(2) > 0.02
    assert changed[55:65, 35:45].mean() > 0.9
    assert changed[50:70, 130:160].any()
    assert not changed[:, 60:110].any()
