"""The colours of a drawing, their names, and those picked by name."""

import numpy as np
import pytest

from murals.errors import MuralsError
from murals.images.inks import Ink, find_inks, name_of, pick_inks

RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def colours(*runs):
    return np.concatenate([np.repeat(np.array([colour], np.uint8), count, axis=0) for colour, count in runs])


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        (RED, "red"),
        ((200, 30, 40), "red"),
        ((128, 0, 0), "red"),
        ((255, 128, 0), "orange"),
        ((139, 69, 19), "brown"),
        ((255, 255, 0), "yellow"),
        ((0, 128, 0), "green"),
        ((0, 255, 0), "green"),
        ((0, 255, 255), "cyan"),
        (BLUE, "blue"),
        ((128, 0, 255), "purple"),
        ((255, 0, 255), "magenta"),
        ((255, 170, 180), "pink"),
        (WHITE, "white"),
        ((128, 128, 128), "grey"),
        ((10, 10, 10), "black"),
    ],
)
def test_names(colour, name):
    assert name_of(colour) == name


def test_the_most_frequent_ink_first_with_its_pixels():
    inks, index = find_inks(colours((BLUE, 3), (RED, 5)), 0)
    assert inks == [Ink("red", "#ff0000", 5), Ink("blue", "#0000ff", 3)]
    assert index.tolist() == [1, 1, 1, 0, 0, 0, 0, 0]
    assert inks[0].as_plain() == {"name": "red", "colour": "#ff0000", "pixels": 5}


@pytest.mark.parametrize(("ground", "edge"), [(0, (150, 0, 0)), (255, (255, 110, 110))])
def test_a_soft_edge_is_of_the_ink_it_fades_from(ground, edge):
    inks, _ = find_inks(colours((RED, 100), (edge, 5), (BLUE, 50)), ground)
    assert [(ink.name, ink.pixels) for ink in inks] == [("red", 105), ("blue", 50)]


def test_two_shades_that_both_fill_areas_are_two_inks():
    inks, _ = find_inks(colours((RED, 100), ((130, 0, 0), 80)), 0)
    assert [ink.colour for ink in inks] == ["#ff0000", "#820000"]


def test_noise_makes_no_inks(rng):
    noisy = np.clip(np.array(RED) + rng.integers(-20, 21, (500, 3)), 0, 255).astype(np.uint8)
    assert len(find_inks(noisy, 0)[0]) == 1


def test_every_colour_has_an_ink_however_many_there_are(rng):
    inks, index = find_inks(rng.integers(0, 256, (5000, 3), np.uint8))
    assert len(inks) <= 32 and sum(ink.pixels for ink in inks) == len(index) == 5000


def test_of_nothing_there_are_none():
    assert find_inks(np.zeros((0, 3), np.uint8))[0] == []


INKS = [Ink("red", "#ff0000", 5), Ink("blue", "#0000f0", 3), Ink("red", "#800000", 2), Ink("7", "#070707", 1)]


@pytest.mark.parametrize(
    ("words", "picked"),
    [
        (["RED"], [0, 2]),
        ([" blue "], [1]),
        (["#0000ff"], [1]),
        (["#800000", "7"], [2, 3]),
        (["maroon"], [2]),
    ],
)
def test_inks_are_picked_by_name_colour_and_number(words, picked):
    assert pick_inks(INKS, words, "map.png") == picked


def test_a_colour_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(
        MuralsError, match=r"--only blu: map\.png has no such colour, it has red \(#ff0000\), .*mean blue"
    ):
        pick_inks(INKS, ["blu"], "map.png")
    with pytest.raises(MuralsError, match="it has none"):
        pick_inks([], ["#ff0000"], "map.png")
