"""What commands are made of: their settings, by the names, ranges and panels that the fields of these declare."""

import inspect
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
from commands import run
from typer.testing import CliRunner

from murals.cli import app
from murals.cli.build import COMMON, add_command
from murals.options import numbers, option, options_of
from murals.restoration.options import RestoreSettings

OWN = {"phase", "out", "data", "models", "preset", "network"}  # what each command needs or makes is its own
TAKES_CHANCE_OR_TIME = ("demo", "train", "lr-find", "score", "restore", "blend", "page")


def declared():
    """Every option: what each command declares of it."""
    found = defaultdict(list)
    for group in app.registered_groups:
        for info in group.typer_instance.registered_commands:
            for name, parameter in inspect.signature(info.callback).parameters.items():
                found[name].append(parameter)
    return found


@pytest.mark.parametrize(
    "name", sorted(name for name, places in declared().items() if len(places) > 1 and name not in OWN)
)
def test_an_option_has_one_default_everywhere(name):
    defaults = [parameter.default for parameter in declared()[name]]
    given = {default for default in defaults if default not in (None, inspect.Parameter.empty)}
    assert len(given) <= 1


@dataclass(frozen=True)
class Part:
    rate: float = option(0.5, "A rate.", panel="training", low=0)
    other: int = option(3, "Another.")


@dataclass(frozen=True)
class Wish:
    place: Path = option(help="A place.", argument=True)
    style: str = option("plain", "A style.", choices=("plain", "loud"), panel="fill")
    at: tuple[float, ...] = option(
        (0.0, 1.0), "A point.", read=lambda text: tuple(map(float, text.split(","))), write=numbers
    )
    more: tuple[Path, ...] = option((), "More places.", panel="files")
    loud: bool | None = option(None, "Loud or not.", names=("--loud/--quietly",))
    changes: dict = options_of(Part, "rate")


@pytest.fixture
def wish():
    """A program of one command that prints the settings it was given."""
    program = typer.Typer()
    program.callback()(lambda: None)

    def tell(settings, output):
        """Tell the wish."""
        output.result({name: str(value) for name, value in vars(settings).items()})

    add_command(program, "tell", Wish, tell, example="murals tell wall.png")
    return lambda *words: CliRunner().invoke(program, ["tell", *words])


def test_fields_become_options_and_their_values_come_back(wish):
    done = wish("wall.png", "--style", "loud", "--at", "2,3.5", "--more", "a", "--more", "b", "--quietly", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {
        "place": "wall.png",
        "style": "loud",
        "at": "(2.0, 3.5)",
        "more": str((Path("a"), Path("b"))),
        "loud": "False",
        "changes": "{}",
    }


def test_options_of_another_dataclass_are_gathered_where_they_were_given(wish):
    assert json.loads(wish("wall.png", "--rate", "0.25", "--json").stdout)["changes"] == "{'rate': 0.25}"


@dataclass(frozen=True)
class Several:
    other: tuple[str, ...] = option((), "Its own, although the part has one of this name.")
    changes: dict = options_of(Part, "rate")


def test_an_own_option_may_have_the_name_of_one_that_is_not_gathered():
    program = typer.Typer()
    program.callback()(lambda: None)

    def tell(settings, output):
        """Tell it."""
        output.result({"other": settings.other})

    add_command(program, "tell", Several, tell, example="murals tell")
    done = CliRunner().invoke(program, ["tell", "--other", "one", "--other", "two", "--json"])
    assert json.loads(done.stdout) == {"other": ["one", "two"]}


@pytest.mark.parametrize("words", [("wall.png", "--style", "red"), ("wall.png", "--rate", "-1"), ()])
def test_what_is_no_choice_out_of_range_or_missing_is_a_usage_error(wish, words):
    assert wish(*words).exit_code == 2


def test_the_help_groups_the_options(wish):
    text = wish("--help").output
    places = [text.index(f" {title} ") for title in ("Arguments", "Options", "Fill", "Training", "Files", "Machine")]
    assert places == sorted(places)
    assert "Tell the wish." in text and "Example: murals tell wall.png" in text


@pytest.mark.parametrize("title", ["Fill", "Mask", "Files", "Machine"])
def test_the_help_of_restore_has_the_panels(title):
    assert f"─ {title} ─" in run("restore", "--help").output


def test_an_option_of_restore_is_one_field_and_the_line_that_uses_it(tmp_path):
    """A new field is in the help, in the range check, in the settings and in the command that repeats them."""

    @dataclass(frozen=True, kw_only=True)
    class Grown(RestoreSettings):
        grain: int = option(0, "Grain of the fill, in grey levels.", panel="fill", low=0)

    from murals.options import command_line

    program, got = typer.Typer(), []
    program.callback()(lambda: None)

    def restore(settings, output):
        """Restore."""
        got.append(settings.grain)  # the line that uses it
        output.show(command_line("restore", settings))

    add_command(program, "restore", Grown, restore, example="murals restore wall.png")
    call = lambda *words: CliRunner().invoke(program, ["restore", *words])  # noqa: E731
    assert "--grain" in call("--help").output
    assert call("wall.png", "--grain", "-1").exit_code == 2
    done = call("wall.png", "--grain", "3")
    assert done.stdout == "murals restore wall.png --grain 3\n"
    assert got == [3]


def test_every_command_has_the_common_options():
    for name, _, _ in COMMON:
        assert len(declared()[name]) == len(declared()["debug"]) > 8
