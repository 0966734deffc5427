import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from murals import options
from murals.errors import MuralsError
from murals.options import check_options, command_line, declared, numbers, option, options_of, plain, settings_from


@dataclass(frozen=True)
class Part:
    rate: float = option(0.5, "A rate.")


@dataclass(frozen=True)
class Base:
    seed: int = option(0, "The seed.")


@dataclass(frozen=True)
class Wish(Base):
    place: Path = option(Path("wall.png"), "A place.", argument=True)
    style: str = option("plain", "A style.", choices=("plain", "loud", "red"))
    size: int | None = option(None, "A size.", low=1, high=9)
    soft: bool = option(False, "Soft.")
    pure: bool = option(True, "Pure.", names=("--pure/--no-pure",))
    at: tuple[float, ...] = option(
        (), "A point.", read=lambda text: tuple(float(part) for part in text.split(",")), write=numbers
    )
    more: tuple[Path, ...] = option((), "More.")
    changes: dict = options_of(Part, "rate")
    secret: int = 7  # no option


def test_own_options_come_before_inherited_ones_and_other_fields_are_none():
    names = [one.name for one in declared(Wish)]
    assert names == ["place", "style", "size", "soft", "pure", "at", "more", "rate", "seed"]


def test_settings_come_from_words_and_none_is_the_default():
    words = {"place": Path("a.png"), "size": None, "at": "1,2.5", "more": [Path("b")], "rate": 0.1, "quiet": True}
    wish = settings_from(Wish, words)
    assert wish == Wish(place=Path("a.png"), at=(1.0, 2.5), more=(Path("b"),), changes={"rate": 0.1})


def test_given_options_are_those_that_are_no_default():
    wish = Wish(style="loud", size=None, seed=0, changes={"rate": 0.25})
    assert [(one.name, value) for one, value in options.given(wish)] == [("style", "loud"), ("rate", 0.25)]


def test_the_command_says_what_is_no_default():
    assert command_line("tell", Wish()) == "murals tell"
    wish = Wish(seed=3, place=Path("a wall.png"), soft=True, pure=False, at=(1.0, 2.5), more=(Path("b"), Path("c")),
                changes={"rate": 0.25})  # fmt: skip
    assert command_line("tell", wish) == (
        'murals tell "a wall.png" --soft --no-pure --at 1,2.5 --more b --more c --rate 0.25 --seed 3'
    )


def test_a_file_that_begins_like_an_option_is_told_apart():
    words = shlex.split(command_line("tell", Wish(place=Path("--soft"), more=(Path("-x"),))))
    assert words == ["murals", "tell", "./--soft", "--more", "./-x"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"style": "lowd"}, r"unknown style 'lowd': expected plain, loud or red\. did you mean loud\?"),
        ({"size": 0}, "--size 0: expected 1 to 9"),
        ({"size": 10}, "--size 10: expected 1 to 9"),
    ],
)
def test_what_cannot_be_is_named(more, words):
    with pytest.raises(MuralsError, match=words):
        check_options(Wish(**more))
    check_options(Wish(style="red", size=9))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_back_as_it_was(number):
    assert float(plain(number)) == number


def test_it_loads_nothing_heavy():
    code = (
        "import sys, murals.options, murals.train.settings, murals.translate.settings, murals.restoration.options\n"
        "import murals.data.settings, murals.blending.settings, murals.score.settings, murals.page.settings\n"
        "print([name for name in ('torch', 'numpy', 'cv2', 'fastai', 'typer', 'gradio') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
