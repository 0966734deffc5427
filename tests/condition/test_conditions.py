"""Masks and maps become conditions with names and colours."""

import logging
from pathlib import Path

import numpy as np
import pytest

from murals.condition.conditions import read_conditions
from murals.condition.subject import Subject
from murals.images import read_photograph, write_image
from murals.restoration.options import MaskReading

COLOURS = {"red": (255, 0, 0), "blue": (0, 0, 255), "green": (0, 200, 0)}


@pytest.fixture
def wall(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    noise = np.random.default_rng(0).integers(0, 256, (80, 120, 3)).astype(np.uint8)
    write_image("wall.png", noise)
    return read_photograph("wall.png")


def drawn(name, **squares):
    """Write squares of 20 x 10 px in colours, on black; return where each is."""
    picture = np.zeros((80, 120, 3), np.uint8)
    where = {}
    for place, colour in enumerate(squares):
        where[colour] = (slice(10 + 20 * place, 20 + 20 * place), slice(30, 50))
        picture[where[colour]] = squares[colour]
    write_image(name, picture)
    return where


def conditions(photograph, mask, *named, veiled=None, **reading):
    path = photograph.path
    subject = Subject(path, path, path.stem, Path(mask), veiled and Path(veiled), MaskReading(**reading))
    return read_conditions(photograph, subject, named)


def test_each_colour_is_a_condition(wall):
    where = drawn("map.png", **COLOURS)
    found = conditions(wall, "map.png", ("RED", "flaking"), ("#0000ff", "salts"))
    assert {one.name: one.colour for one in found.conditions} == {
        "flaking": "#ff0000",
        "salts": "#0000ff",
        "green": "#00c800",
    }
    names = ["sound", *(one.name for one in found.conditions)]
    for colour, name in (("red", "flaking"), ("blue", "salts"), ("green", "green")):
        assert {names[number] for number in np.unique(found.which[where[colour]])} == {name}
    assert np.count_nonzero(found.which) == 3 * 200


def test_colours_of_one_name_are_one_condition(wall):
    drawn("map.png", **COLOURS)
    found = conditions(wall, "map.png", ("red", "loss"), ("blue", "loss"))
    assert sorted(one.name for one in found.conditions) == ["green", "loss"]


def test_white_is_lost_and_may_be_named(wall):
    drawn("mask.png", white=(255, 255, 255))
    (lost,) = conditions(wall, "mask.png").conditions
    assert lost.name == "lost" and lost.colour not in ("#ffffff", "#000000")
    assert conditions(wall, "mask.png", ("lost", "loss of paint")).conditions[0].name == "loss of paint"
    assert conditions(wall, "mask.png", ("white", "plaster")).conditions[0].name == "plaster"


def test_two_kinds_and_two_masks(wall):
    where = drawn("kinds.png", white=(255,) * 3, grey=(128,) * 3)
    found = conditions(wall, "kinds.png")
    assert [one.name for one in found.conditions] == ["lost", "veiled"]
    assert (found.which[where["white"]] == 1).all() and (found.which[where["grey"]] == 2).all()
    drawn("lost.png", a=(0, 0, 0), b=(255,) * 3)
    drawn("stains.png", a=(255,) * 3, b=(255,) * 3)
    both = conditions(wall, "lost.png", veiled="stains.png")
    assert [np.count_nonzero(both.which == number) for number in (1, 2)] == [200, 200]  # both: lost


def test_only_selects_and_invert_has_no_colours(wall):
    drawn("map.png", **COLOURS)
    (blue,) = conditions(wall, "map.png", only=("blue",)).conditions
    assert blue.name == "lost" and blue.colour == "#0000ff"
    assert sorted(c.name for c in conditions(wall, "map.png", only=("blue", "red")).conditions) == ["blue", "red"]
    inverted = conditions(wall, "map.png", invert=True, all_of_it=True)
    assert [one.name for one in inverted.conditions] == ["lost"]
    assert np.count_nonzero(inverted.which) == 80 * 120 - 600


def test_a_name_for_a_colour_that_is_not_there_is_told(wall, caplog):
    drawn("map.png", **COLOURS)
    with caplog.at_level(logging.WARNING, "murals"):
        conditions(wall, "map.png", ("magenta", "mould"))
    assert "--name magenta=mould: map.png has no such colour, it has" in caplog.text
