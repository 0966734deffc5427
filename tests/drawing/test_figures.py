import numpy as np
import pytest

from murals.drawing.brush import PALETTE, Wall
from murals.drawing.draw import ROBES
from murals.drawing.face import head
from murals.drawing.figures import apsara, buddha, small_buddha
from murals.drawing.ribbons import ribbon


@pytest.fixture
def wall():
    return Wall(300, 400, np.random.default_rng(0))


def changed(wall, before):
    return np.abs(wall.finished() - before).max(2) > 0.02


@pytest.mark.parametrize("robe", ROBES)
def test_a_buddha_wears_his_robe(wall, robe):
    buddha(wall, (200, 150), 90, robe)
    near = np.abs(wall.finished() - np.array(PALETTE[robe[0]])).max(2) < 0.06
    assert near[150:230, 150:250].mean() > 0.15


@pytest.mark.parametrize(
    ("paint", "reach"),
    [
        (lambda wall: buddha(wall, (200, 150), 60, ROBES[0]), 110),
        (lambda wall: small_buddha(wall, (200, 150), 40, ROBES[1]), 45),
        (lambda wall: head(wall, (200, 150), 80), 100),
    ],
)
def test_a_figure_stays_near_its_place(wall, paint, reach):
    before = wall.finished()
    paint(wall)
    y, x = np.nonzero(changed(wall, before))
    assert len(y) > 500
    assert np.abs(x - 200).max() < reach and np.abs(y - 150).max() < reach


def test_an_apsara_flies_to_the_side_she_looks(wall):
    before = wall.finished()
    apsara(wall, (200, 150), 24, ROBES[0])
    right = changed(wall, before)
    other = Wall(300, 400, np.random.default_rng(0))
    apsara(other, (200, 150), 24, ROBES[0], mirror=True)
    left = changed(other, before)
    assert right[:, 230:].sum() > 3 * right[:, :170].sum()
    assert left[:, :170].sum() > 3 * left[:, 230:].sum()


def test_a_ribbon_follows_its_way(wall):
    before = wall.finished()
    ribbon(wall, np.array([[50, 150], [150, 120], [250, 180], [350, 150]], float), 14, "malachite")
    y, x = np.nonzero(changed(wall, before))
    assert x.min() < 60 and 320 < x.max() < 365
    assert y.min() > 100 and y.max() < 200
