"""The pictures of a report: bounded, coloured where damage is, with numbers apart and a true scale bar."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from image_samples import PROPHOTO
from PIL import Image

from murals.condition.conditions import Condition, ConditionMap
from murals.condition.facts import find_facts
from murals.condition.maps import SIDE, draw_map, embedded, nice_length, shrunk
from murals.condition.scale import find_scale
from murals.images import Photograph
from murals.images.small import shrink


def findings(which, mm=None):
    conditions = ConditionMap(which, [Condition("flaking", "#ff0000")])
    return find_facts(conditions, find_scale(None, mm))


def test_pictures_are_bounded_and_in_srgb():
    grey = np.full((400, 3000, 3), 30000, np.uint16)
    small = shrunk(Photograph(grey, Path("wall.tif")))
    assert small.shape == (240, SIDE, 3) and small.dtype == np.uint8 and (small == 117).all()
    wide = shrunk(Photograph(grey, Path("wall.tif"), icc=PROPHOTO))
    assert abs(int(wide[0, 0, 0]) - 117) > 5  # the numbers of another profile
    assert shrink(small, 900).shape == (120, 900, 3)
    assert shrink(small, 5000) is small


def test_damage_has_its_colour_and_the_rest_none():
    which = np.zeros((1200, 1200), np.uint8)
    which[300:600, 300:600] = 1
    drawn = draw_map(np.full((1200, 1200, 3), 100, np.uint8), findings(which), []).astype(int)
    inside, outside = drawn[450, 450], drawn[900, 900]
    assert inside[0] - inside[1] > 60 and (outside == outside[0]).all()


def test_a_line_thinner_than_a_pixel_of_the_map_is_seen():
    which = np.zeros((3600, 3600), np.uint8)
    which[:, 1801] = 1
    drawn = draw_map(np.full((1200, 1200, 3), 100, np.uint8), findings(which), []).astype(int)
    assert ((drawn[..., 0] - drawn[..., 1]) > 60).any(axis=1).all()


def test_numbers_do_not_cover_each_other():
    which = np.zeros((1200, 1200), np.uint8)
    which[600, 600:640:4] = 1  # ten pixels side by side
    found = findings(which)
    blank = np.full((1200, 1200, 3), 100, np.uint8)
    inks = [(draw_map(blank, found, found.components[:n]) == 20).all(axis=2).sum() for n in range(11)]
    added = np.diff(inks)
    assert (added > 0.5 * added[0]).all()  # each number adds its own ink


def test_the_scale_bar_is_as_long_as_it_says():
    which = np.zeros((1000, 2000), np.uint8)
    which[10:20, 10:20] = 1
    small = np.full((900, 1800, 3), 100, np.uint8)
    drawn = draw_map(small, findings(which, mm=0.5), [])
    strip = drawn[900:]
    assert len(strip) > 20 and draw_map(small, findings(which), []).shape == (900, 1800, 3)
    row = (strip == 20).all(axis=2).sum(axis=1).argmax()
    dark = np.flatnonzero((strip[row] == 20).all(axis=1))
    bar = dark[: np.argmax(np.diff(dark) > 1) + 1] if (np.diff(dark) > 1).any() else dark
    assert np.ptp(bar) == pytest.approx(200 / 0.5 * 0.9, abs=6)  # 20 cm


@pytest.mark.parametrize(
    ("most", "words"), [(260, "20 cm"), (1000, "1 m"), (0.7, "0.5 mm"), (9.9, "5 mm"), (10, "1 cm"), (7000, "5 m")]
)
def test_nice_lengths(most, words):
    assert nice_length(most)[1] == words
    assert nice_length(most)[0] <= most


def test_an_embedded_picture_is_a_jpeg_of_its_size():
    one = embedded(np.full((30, 50, 3), 200, np.uint8))
    head, data = one.uri.split(",")
    picture = Image.open(io.BytesIO(base64.b64decode(data)))
    assert head == "data:image/jpeg;base64" and picture.format == "JPEG"
    assert picture.size == (one.width, one.height) == (50, 30)
