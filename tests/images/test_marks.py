"""Drawings in colours, on a clear layer, on black and on white."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from murals.errors import MuralsError
from murals.images.marks import find_marks
from murals.images.photograph import Photograph
from murals.images.read import read_photograph

H, W = 60, 80
BOXES = {
    (255, 0, 0): (slice(5, 15), slice(5, 25)),
    (0, 0, 255): (slice(20, 30), slice(40, 60)),
    (0, 160, 0): (slice(40, 50), slice(10, 30)),
}
TRUTH = np.zeros((H, W), bool)
for _box in BOXES.values():
    TRUTH[_box] = True


def drawing(pixels, alpha=None, name="map.png"):
    return Photograph(np.asarray(pixels, np.uint8), Path(name), alpha)


def conditions(ground=(0, 0, 0)):
    pixels = np.empty((H, W, 3), np.uint8)
    pixels[:] = ground
    for colour, box in BOXES.items():
        pixels[box] = colour
    return pixels


def alpha(opacity=255, clear=0):
    return np.where(TRUTH, opacity, clear).astype(np.uint8)


@pytest.mark.parametrize("opacity", [255, 102, 60])
def test_on_a_clear_layer_every_stroke_is_a_mark(opacity):
    marks = find_marks(drawing(conditions(), alpha(opacity)))
    assert np.array_equal(marks.mask, TRUTH) and marks.ground == "clear"
    assert sorted(ink.name for ink in marks.inks) == ["blue", "green", "red"]
    assert {ink.pixels for ink in marks.inks} == {200}


@pytest.mark.parametrize(
    ("ground", "name"), [((0, 0, 0), "black"), ((255, 255, 255), "white"), ((250, 248, 246), "white")]
)
def test_on_black_and_on_white_every_colour_is_a_mark(ground, name):
    marks = find_marks(drawing(conditions(ground)))
    assert np.array_equal(marks.mask, TRUTH) and marks.ground == name


def test_white_beside_colours_on_black_is_a_mark_and_black_on_white_is_none():
    for ground, other, marked in (((0, 0, 0), 255, True), ((255, 255, 255), 0, False)):
        pixels = conditions(ground)
        pixels[52:58, 50:70] = other
        assert find_marks(drawing(pixels)).mask[55, 60] == marked


def test_dark_and_bright_of_one_hue_side_by_side_are_both_marks():
    pixels = np.zeros((H, W, 3), np.uint8)
    pixels[10:20, 10:30], pixels[10:20, 30:50] = (255, 0, 0), (90, 0, 0)
    assert find_marks(drawing(pixels)).mask.sum() == 400


@pytest.mark.parametrize("ground", ["black", "white"])
@pytest.mark.parametrize("form", ["soft.png", "map.jpg"])
def test_soft_edges_and_compression_count_from_half(tmp_path, ground, form):
    image = Image.fromarray(conditions((0, 0, 0) if ground == "black" else (255, 255, 255)))
    (image.filter(ImageFilter.GaussianBlur(1)) if form == "soft.png" else image).save(tmp_path / form, quality=85)
    marks = find_marks(read_photograph(tmp_path / form))
    assert (marks.mask != TRUTH).sum() < 0.1 * TRUTH.sum()
    assert sorted(ink.name for ink in marks.inks) == ["blue", "green", "red"]


def test_a_ground_that_tells_nothing():
    assert find_marks(drawing(conditions((140, 150, 120)))).ground == "unknown"
    grey = np.random.default_rng(0).integers(90, 160, (H, W, 1)).repeat(3, 2)
    assert find_marks(drawing(grey)).ground == "unknown"


def test_one_colour_of_several():
    for picture in (drawing(conditions()), drawing(conditions(), alpha()), drawing(conditions((140, 150, 120)))):
        marks = find_marks(picture, ["red", "#0000ff"])
        assert np.array_equal(marks.mask, TRUTH & (np.arange(H) < 35)[:, None])
        assert sorted(ink.name for ink in marks.inks) == ["blue", "red"]


@pytest.mark.parametrize("only", [(), ("red", "blue")])
def test_each_marked_pixel_knows_its_colour(only):
    marks = find_marks(drawing(conditions()), only)
    where = np.full((H, W), -1)
    where[marks.mask] = marks.index
    for number, ink in enumerate(marks.inks):
        colour = tuple(bytes.fromhex(ink.colour[1:]))
        assert (where[BOXES[colour]] == number).all() and (where == number).sum() == ink.pixels
    assert len(marks.inks) == (len(only) or 3)


def test_a_colour_that_is_no_mark_by_itself_can_be_named():
    pixels = conditions((255, 255, 255))
    pixels[52:58, 50:70] = 0
    assert find_marks(drawing(pixels), ["black"]).mask.sum() == 120
    with pytest.raises(MuralsError, match=r"map\.png has no such colour"):
        find_marks(drawing(pixels), ["magenta"])


def test_labels_are_marks_with_their_numbers():
    labels = np.zeros((H, W, 1), np.uint8).repeat(3, 2)
    labels[:10], labels[20:25], labels[30:32] = 1, 2, 4
    marks = find_marks(drawing(labels))
    assert [(ink.name, ink.pixels) for ink in marks.inks] == [("1", 800), ("2", 400), ("4", 160)]
    assert find_marks(drawing(labels), ["2", "4"]).mask.sum() == 560


def test_kinds_are_told_apart_where_the_levels_are_theirs_alone():
    grey = np.zeros((H, W, 1), np.uint8).repeat(3, 2)
    grey[:10], grey[20:30] = 255, 128
    assert set(np.unique(find_marks(drawing(grey)).kinds)) == {0, 128, 255}
    grey[0, 0] = 129
    assert set(np.unique(find_marks(drawing(grey)).kinds)) == {0, 255}


def test_a_layer_filled_with_black_or_white_is_its_ground():
    mostly = np.full((H, W), 255, np.uint8)
    mostly[-2:] = 0
    for ground in ((0, 0, 0), (255, 255, 255)):
        assert np.array_equal(find_marks(drawing(conditions(ground), mostly)).mask, TRUTH)


def test_a_layer_with_nothing_on_it():
    marks = find_marks(drawing(conditions(), np.zeros((H, W), np.uint8)))
    assert not marks.mask.any() and marks.inks == []
