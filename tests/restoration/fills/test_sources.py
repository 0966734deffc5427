import numpy as np
import pytest

from murals.restoration.fills.sources import GREY, MIRRORED, TONE, WALL, Sources
from murals.restoration.fills.windows import Window


@pytest.fixture
def noted():
    """A hole of 40 px: half from the upper left corner, a quarter mirrored, a quarter tone."""
    hole = np.zeros((300, 400), bool)
    hole[100:104, 200:210] = True
    sources = Sources(hole, ["this wall", "this wall, mirrored", "sister.jpg"])
    window = Window(slice(90, 200), slice(150, 400), hole[90:200, 150:])
    sheet = np.repeat([WALL, WALL, MIRRORED, TONE], 10)
    sources.note(window, window.own, sheet, np.repeat([0, 0, 299, 50], 10), np.repeat([0, 0, 399, 50], 10))
    return sources


def test_shares_are_of_the_hole(noted):
    assert noted.shares() == {"this wall": 0.5, "this wall, mirrored": 0.25, "sister.jpg": 0, "tone": 0.25}
    assert noted.tone_alone(least=5) == [{"x": 200, "y": 103, "width": 10, "height": 1, "pixels": 10}]
    assert noted.tone_alone() == []


def test_before_anything_is_noted_all_is_tone():
    sources = Sources(np.ones((4, 5), bool), ["this wall", "this wall, mirrored"])
    assert sources.shares()["tone"] == 1


def test_the_picture_shows_the_place_by_its_colour_and_has_a_legend(noted):
    photograph = np.random.default_rng(0).random((300, 400, 3)).astype(np.float32)
    picture = noted.picture(photograph)
    assert picture.dtype == np.uint8
    assert picture.shape[1] == 400
    assert picture.shape[0] > 340
    assert tuple(picture[100, 205]) == (0, 38, 255)  # the upper left corner
    assert picture[102, 205, 0] > 170  # the lower right one, perhaps under a stripe
    assert (picture[103, 200:210] == round(255 * GREY)).all()
    legend = picture[300:]
    assert legend.max() == 255
    assert legend.min() < 100
