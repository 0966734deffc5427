import numpy as np
import pytest

from murals.drawing.flora import draw_blossom, draw_lotus, draw_lotus_seat, draw_rosette, draw_spray
from murals.drawing.palette import AZURITE, CINNABAR


@pytest.mark.parametrize(
    ("draw", "box"),
    [
        (draw_lotus, (-1.1, -1.1, 1.1, 0.4)),
        (draw_lotus_seat, (-1.2, -0.1, 1.2, 0.7)),
        (draw_rosette, (-1, -1, 1, 1)),
        (draw_spray, (-1.1, -3, 1.1, 0)),
    ],
)
def test_a_plant_has_the_size_that_is_said_about_its_origin(drawn, draw, box):
    assert drawn(draw, 0).box == pytest.approx(box, abs=0.1)


@pytest.mark.parametrize("draw", [draw_lotus, draw_lotus_seat, draw_rosette])
def test_flowers_are_the_same_from_left_and_right(drawn, draw):
    assert drawn(draw, 0, size=200).symmetry > 0.9


def test_a_rosette_repeats_by_its_count(drawn):
    flower = drawn(draw_rosette, 0, count=8, size=200).painted
    rows, columns = flower.shape
    square = flower[:, (columns - rows) // 2 : (columns + rows) // 2]
    assert (square == np.rot90(square)).mean() > 0.97


def test_a_blossom_takes_a_pigment(drawn):
    blue, red = (drawn(draw_blossom, pigment, size=200) for pigment in (AZURITE, CINNABAR))
    assert blue.box == pytest.approx((-1, -1, 1, 1), abs=0.1)
    assert blue.blueness > red.blueness + 60
