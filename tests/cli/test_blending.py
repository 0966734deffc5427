import json

import numpy as np
import pytest
from commands import run
from PIL import Image

from murals import blend
from murals.blending.modes import MODES

RNG = np.random.default_rng(13)
SOURCE, TARGET = RNG.integers(0, 256, (20, 22, 3), np.uint8), RNG.integers(0, 256, (40, 44, 3), np.uint8)
MASK = np.zeros((20, 22), bool)
MASK[4:15, 5:17] = True


@pytest.fixture(autouse=True)
def pictures(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Image.fromarray(SOURCE).save("motif.png")
    Image.fromarray(TARGET).save("wall.png")
    Image.fromarray(MASK).save("mask.png")


def test_two_pictures_a_mask_and_a_place():
    done = run("blend", "motif.png", "wall.png", "--mask", "mask.png", "--at", "10,12")
    assert done.exit_code == 0, done.output
    assert done.stdout == "wall.blended.png: 44x40, 132 pixels blended\n"
    assert np.array_equal(Image.open("wall.blended.png"), blend(SOURCE, TARGET, MASK, at=(10, 12)))


def test_a_polygon_and_an_offset_beside_a_place():
    polygon = ("--polygon", "5,4 16,4 16,14 5,14")
    assert run("blend", "motif.png", "wall.png", *polygon, "--at", "-2,14", "--offset", "12,-2").exit_code == 0
    assert np.array_equal(Image.open("wall.blended.png"), blend(SOURCE, TARGET, MASK, at=(10, 12)))


def test_one_picture():
    done = run("blend", "wall.png", "--mode", "recolour", "--polygon", "5,5 30,5 30,30", "--factors", "1,2,.5")
    assert done.exit_code == 0, done.output
    y, x = np.mgrid[:40, :44]
    triangle = (x >= y) & (y >= 5) & (x <= 30)
    assert np.array_equal(
        Image.open("wall.blended.png"), blend(None, TARGET, triangle, mode="recolour", factors=(1, 2, 0.5))
    )


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_runs(mode):
    pictures = ("motif.png", "wall.png") if MODES[mode].needs_source else ("motif.png",)
    region = () if mode == "tile" else ("--mask", "mask.png")
    done = run("blend", *pictures, *region, "--mode", mode, "--json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["mode"] == mode
    assert len(report["done"]) == (2 if mode == "exchange" else 1)
    assert all(Image.open(one["output"]).size == (one["width"], one["height"]) for one in report["done"])


def test_options_reach_the_function():
    words = ("--scale", "1.3", "--rotate", "20", "--mode", "mixed", "--linear-light", "--out", "out/b.png", "-q")
    done = run("blend", "motif.png", "wall.png", "--mask", "mask.png", "--at", "10.5,12", *words)
    assert (done.exit_code, done.stdout) == (0, "")
    expected = blend(SOURCE, TARGET, MASK, at=(10.5, 12), scale=1.3, rotate=20, mode="mixed", linear_light=True)
    assert np.array_equal(Image.open("out/b.png"), expected)


def test_nothing_is_overwritten_unless_asked():
    words = ("blend", "motif.png", "wall.png", "--mask", "mask.png")
    assert run(*words).exit_code == 0
    done = run(*words)
    assert done.exit_code == 1
    assert "wall.blended.png exists already: give --overwrite to replace it" in done.stderr
    assert run(*words, "--overwrite").exit_code == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("wall.png",), "murals: the mode seamless needs two pictures"),
        (("motif.png", "wall.png", "--at", "3"), 'murals: --at "3": expected 2 numbers'),
        (("motif.png", "wall.png", "--offset", "a,b"), 'murals: --offset "a,b": expected 2 numbers'),
        (("wall.png", "--mode", "recolour", "--factors", "1"), 'murals: --factors "1": expected 3 numbers'),
        (("motif.png", "wall.png", "--mask", "mask.png", "--at", "99,99"), "murals: the whole region falls off"),
        (("motif.png", "wall.png", "--mask", "mask.png", "--scale", "0"), "murals: scale 0: expected"),
    ],
)
def test_a_mistake_is_a_sentence(words, sentence):
    done = run("blend", *words)
    assert done.exit_code == 1
    assert done.stderr.startswith(sentence)
    assert "Traceback" not in done.output


def test_a_wrong_option_is_a_usage_error():
    for words in (("--mode", "recolor"), ("--solver", "cg"), ("third.png",)):
        assert run("blend", "motif.png", "wall.png", *words).exit_code == 2
    assert run("blend").exit_code == 2
