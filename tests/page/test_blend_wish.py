import shlex
from pathlib import Path

import pytest

from murals.blending.modes import MODES
from murals.blending.placement import Placement
from murals.blending.settings import BlendSettings
from murals.errors import MuralsError
from murals.page.tabs.blend_wish import Wish, point_text, read_wish, repeat_command

PLAIN = {
    "mode": "seamless",
    "drawing": [],
    "at": "3,-4.5",
    "scale": 1.5,
    "rotate": 10,
    "edge_threshold": 0.1,
    "alpha": 0.2,
    "beta": 0.2,
    "factors": "1.5,0.5,0.5",
    "linear_light": False,
    "solver": "multigrid",
}


def test_controls_become_a_wish():
    assert read_wish(**PLAIN) == Wish(placement=Placement((3.0, -4.5), 1.5, 10.0))


def test_a_mode_of_one_picture_has_no_placement():
    wish = read_wish(**PLAIN | {"mode": "membrane"})
    assert wish.placement == Placement()
    assert not wish.takes_source and wish.takes_region
    assert not read_wish(**PLAIN | {"mode": "tile"}).takes_region


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"at": "left"}, "--at"),
        ({"at": None}, "--at"),
        ({"scale": 0}, "scale 0"),
        ({"scale": 1e6}, "scale"),
        ({"scale": None}, "a number in every field"),
        ({"rotate": "nan"}, "a number in every field"),
        ({"mode": "magic"}, "unknown mode"),
        ({"beta": 2}, "--beta"),
        ({"factors": "1,2"}, "--factors"),
        ({"drawing": {"a": 1}}, "the drawing"),
    ],
)
def test_what_cannot_be_is_said(change, sentence):
    with pytest.raises(MuralsError, match=sentence):
        read_wish(**PLAIN | change)


def test_the_shortest_command():
    assert (
        repeat_command(BlendSettings(first=Path("/y/motif.png"), second=Path("/x/wall.png")))
        == "murals blend motif.png wall.png"
    )


def test_only_what_differs_is_told():
    settings = BlendSettings(
        first=Path("a motif's.png"),
        second=Path("wall.tif"),
        mode="mixed",
        polygon="1,2 3,4 5,6.5",
        at=(-3.0, 4.25),
        scale=0.5,
        rotate=-90.0,
        beta=0.9,  # of another mode
        linear_light=True,
        solver="direct",
    )
    words = shlex.split(repeat_command(settings))
    assert words[:4] == ["murals", "blend", "a motif's.png", "wall.tif"]
    assert words[4:] == ["--mode", "mixed", "--polygon", "1,2 3,4 5,6.5", "--at", "-3,4.25", "--scale", "0.5",
                         "--rotate", "-90", "--linear-light", "--solver", "direct"]  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "tuning", "told"),
    [
        ("flatten", {"edge_threshold": 0.3}, "--edge-threshold 0.3"),
        ("illuminate", {"alpha": 0.5, "beta": 0.7}, "--alpha 0.5 --beta 0.7"),
        ("recolour", {"factors": (0.7, 1.0, 2.0)}, "--factors 0.7,1,2"),
    ],
)
def test_the_numbers_of_a_mode_are_told(mode, tuning, told):
    command = repeat_command(BlendSettings(first=Path("wall.png"), mode=mode, mask=Path("m.png"), **tuning))
    assert command == f"murals blend wall.png --mode {mode} {told} --mask m.png"


def test_names_may_be_told_apart():
    settings = BlendSettings(first=Path("/a/wall.png"), second=Path("/b/wall.png"))
    shown = {settings.source: "source/wall.png", settings.target: "target/wall.png"}
    assert repeat_command(settings, shown) == "murals blend source/wall.png target/wall.png"


def test_numbers_are_read_back_as_they_are():
    for number in (0.0, 1 / 3, -7.0, 12.5, 1e-7):
        assert float(point_text((number, 0)).split(",")[0]) == number


def test_every_mode_says_what_it_takes():
    assert {mode for mode in MODES if Wish(mode).takes_source} == {"seamless", "mixed", "monochrome", "exchange"}
