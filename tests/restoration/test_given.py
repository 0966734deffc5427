"""Masks as people give them: what is none is refused with a way on, what is odd is understood."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from murals.errors import MuralsError
from murals.images import read_photograph
from murals.restoration.given import read_given
from murals.restoration.options import DEFAULT_READING, MaskReading

H, W = 96, 128
HOLE = np.zeros((H, W), bool)
HOLE[20:40, 30:70] = True


@pytest.fixture
def wall(tmp_path, monkeypatch):
    """A photograph of noisy patches, read."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(7)
    patches = np.kron(rng.integers(60, 220, (12, 16, 3)), np.ones((8, 8, 1))) + rng.normal(0, 8, (H, W, 3))
    Image.fromarray(np.clip(patches, 0, 255).astype(np.uint8)).save("wall.png")
    return read_photograph("wall.png")


def given(pixels, wall, name="m.png", reading=DEFAULT_READING, **options):
    Image.fromarray(np.asarray(pixels, np.uint8)).save(name, **options)
    return read_given(Path(name), wall, reading)


def grey(mask):
    return np.where(mask, 255, 0)


def under(wall, colour, opacity):
    pixels = wall.pixels.astype(float)
    pixels[HOLE] = (1 - opacity) * pixels[HOLE] + opacity * np.array(colour)
    return pixels.round()


def test_white_on_black(wall):
    marks = given(grey(HOLE), wall)
    assert np.array_equal(marks.mask, HOLE) and np.array_equal(marks.kinds, grey(HOLE))


@pytest.mark.parametrize("colour", [(255, 0, 0), (0, 0, 255), (255, 255, 255)])
@pytest.mark.parametrize("opacity", [0.3, 0.5, 1.0])
@pytest.mark.parametrize("name", ["m.png", "m.jpg"])
def test_a_photograph_under_a_layer_is_no_mask(wall, colour, opacity, name):
    with pytest.raises(
        MuralsError, match=rf"{name} is a photograph and no mask: expected white on black.* layer alone"
    ):
        given(under(wall, colour, opacity), wall, name)


@pytest.mark.parametrize(
    "change",
    [lambda p: p, lambda p: p // 2, lambda p: p.mean(axis=2), lambda p: np.roll(p, 40, axis=1), lambda p: p[::-1]],
)
def test_a_photograph_is_no_mask(wall, change):
    with pytest.raises(MuralsError, match="is a photograph and no mask"):
        given(change(wall.pixels), wall)


def test_swapped_arguments_are_told(wall):
    Image.fromarray(grey(HOLE).astype(np.uint8)).save("mask.png")
    with pytest.raises(MuralsError, match=r"swapped\? Try murals restore wall\.png --mask mask\.png"):
        read_given(Path("wall.png"), read_photograph("mask.png"), DEFAULT_READING)


@pytest.mark.parametrize("left", [True, False])
def test_what_is_rubbed_out_is_the_damage(wall, left):
    pixels = wall.pixels if left else np.where(HOLE[..., None], 0, wall.pixels)
    marks = given(np.dstack([pixels, 255 - grey(HOLE)]), wall)
    assert np.array_equal(marks.mask, HOLE)


def test_what_was_clear_in_the_photograph_is_not_rubbed_out(wall):
    alpha = np.full((H, W), 255)
    alpha[:, :10] = 0
    Image.fromarray(np.dstack([wall.pixels, alpha]).astype(np.uint8)).save("cut.png")
    cut = read_photograph("cut.png")
    assert np.array_equal(given(np.dstack([wall.pixels, np.where(HOLE, 0, alpha)]), cut).mask, HOLE)
    with pytest.raises(MuralsError, match="is a photograph and no mask"):
        read_given(Path("cut.png"), cut, DEFAULT_READING)


def test_more_than_half_asks_which_way(wall):
    with pytest.raises(MuralsError, match=r"m\.png marks 93% of wall\.png .*give --invert; .*give --all-of-it"):
        given(grey(~HOLE), wall)
    assert np.array_equal(given(grey(~HOLE), wall, reading=MaskReading(invert=True)).mask, HOLE)
    assert np.array_equal(given(grey(~HOLE), wall, reading=MaskReading(all_of_it=True)).mask, ~HOLE)
    with pytest.raises(MuralsError, match=r"leave out --invert; .*--all-of-it"):
        given(grey(HOLE), wall, reading=MaskReading(invert=True))


def test_exactly_half_is_no_question(wall):
    half = np.zeros((H, W), bool)
    half[: H // 2] = True
    assert given(grey(half), wall).mask.sum() == H * W // 2


@pytest.mark.parametrize("level", [0, 90])
def test_an_empty_mask_is_an_error(wall, level):
    with pytest.raises(MuralsError, match=f"m.png marks no damage: its lightest level is {level} of 255; draw"):
        given(np.full((H, W), level), wall)
    with pytest.raises(MuralsError, match="--invert leaves no damage of it"):
        given(np.full((H, W), 255), wall, reading=MaskReading(invert=True))


def test_inverted_sound_becomes_lost_and_neither_kind_stays(wall):
    kinds = np.full((H, W), 128)
    kinds[:60], kinds[HOLE] = 255, 0
    assert np.array_equal(given(kinds, wall, reading=MaskReading(invert=True)).kinds, grey(HOLE))


def test_a_proposal_of_both_kinds_given_back(wall):
    kinds = grey(HOLE)
    kinds[50:60] = 128
    assert np.array_equal(given(kinds, wall).kinds, kinds)


def test_colours_are_counted_and_picked(wall, caplog):
    caplog.set_level("INFO", "murals")
    pixels = np.zeros((H, W, 3))
    pixels[HOLE], pixels[60:70, 10:20] = (255, 0, 0), (255, 255, 255)
    marks = given(pixels, wall)
    assert [(ink.name, ink.pixels) for ink in marks.inks] == [("red", 800), ("white", 100)]
    assert "m.png marks in red (#ff0000): 800 px, white (#ffffff): 100 px" in caplog.text
    assert given(pixels, wall, reading=MaskReading(only=("white",))).mask.sum() == 100


def test_colours_on_a_ground_that_tells_nothing_need_names(wall):
    pixels = np.full((H, W, 3), (90, 140, 120))
    pixels[HOLE] = (255, 0, 0)
    with pytest.raises(MuralsError, match=r"neither black, white nor clear: .*--only RED,BLUE"):
        given(pixels, wall)
    assert np.array_equal(given(pixels, wall, reading=MaskReading(only=("red",))).mask, HOLE)


def test_another_size(wall):
    with pytest.raises(MuralsError, match=r"m\.png is 5x4 but wall\.png is 128x96"):
        given(np.zeros((4, 5)), wall)
