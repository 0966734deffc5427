"""Declaration of options: a dataclass field holds default, help, range and choices, and the rest is made from it.

Each verb has one frozen dataclass of settings in its folder. The command line, the command that repeats a result, and
the checks of ranges read its fields. Standard library only, so that `murals --help` loads nothing heavy.
"""

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from inspect import get_annotations
from pathlib import Path
from typing import Any

from murals.errors import MuralsError, did_you_mean

PANELS = ("basic", "fill", "mask", "training", "loss", "files", "machine")  # groups of the help, in its order
_KEY = "option"


def plain(value: Any) -> str:
    """Return a value as text from which the command line reads exactly that value; whole numbers have no point."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def numbers(values: Sequence[float]) -> str:
    """Return numbers as the command line reads them: `1,0.5`."""
    return ",".join(map(plain, values))


@dataclass(frozen=True)
class Option:
    """The description of an option: its help, its group in the help, and the values that it takes."""

    help: str
    panel: str = "basic"
    low: float | None = None  # smallest value
    high: float | None = None  # largest value
    choices: tuple[str, ...] = ()
    argument: bool = False  # given by its place, without a name
    required: bool = False  # on the command line, even where the field has a default
    names: tuple[str, ...] = ()  # on the command line, where they are not the field's own
    metavar: str | None = None
    variable: str | None = None  # of the environment, which gives the value too
    shown: bool = True  # the help shows the default
    read: Callable[[str], Any] | None = None  # turns the text of the command line into the value
    write: Callable[[Any], str] = plain  # turns the value into that text

    @property
    def flag(self) -> str:
        """The first name, as a person types it."""
        return self.names[0].split("/")[0] if self.names else ""


@dataclass(frozen=True)
class _Part:
    """Options of another dataclass, gathered in one dictionary that holds only those that were given."""

    kind: type
    names: tuple[str, ...]


def option(default: Any = MISSING, help: str = "", **more: Any) -> Any:
    """Return a dataclass field that is an option; `more` are attributes of `Option`."""
    return field(default=default, metadata={_KEY: Option(help, **more)})


def options_of(kind: type, *names: str) -> Any:
    """Return a dataclass field, a dictionary, that gathers the options `names` of the dataclass `kind`."""
    return field(default_factory=dict, metadata={_KEY: _Part(kind, names)})


def seed_option() -> Any:
    """Return the field of the seed."""
    return option(0, "Seed of everything that is random.", panel="machine")


def device_option() -> Any:
    """Return the field of the device."""
    return option("auto", "auto, cpu, cuda, cuda:1 or mps.", panel="machine")


def overwrite_option() -> Any:
    """Return the field that lets files be replaced."""
    return option(False, "Replace files that are there already.", panel="files")


def workers_option() -> Any:
    """Return the field of the number of processes that load images."""
    return option(0, "Processes that load images; 0 loads in the main one.", low=0, panel="machine")


def recursive_option() -> Any:
    """Return the field that searches folders of folders."""
    return option(False, "Go into folders of folders.", panel="files")


@dataclass(frozen=True)
class Declared:
    """A declared option: its field, its description, and where its value is kept."""

    field: Field[Any]
    option: Option
    gathered_in: str | None = None  # the dictionary that holds it, of options of another dataclass

    @property
    def name(self) -> str:
        """The field's name."""
        return self.field.name

    @property
    def default(self) -> Any:
        """The default; `MISSING` if a value must be given."""
        if self.gathered_in:
            return None
        return self.field.default if self.field.default_factory is MISSING else self.field.default_factory()

    @property
    def words(self) -> tuple[str, ...]:
        """The names on the command line."""
        return self.option.names or (f"--{self.name.replace('_', '-')}",)


def declared(kind: type) -> Iterator[Declared]:
    """Yield the options of a dataclass, its own before inherited ones; other fields are left out."""
    own = get_annotations(kind)
    for one in sorted(fields(kind), key=lambda one: one.name not in own):
        said = one.metadata.get(_KEY)
        if isinstance(said, _Part):
            of_part = {inner.name: inner for inner in declared(said.kind)}
            yield from (Declared(of_part[name].field, of_part[name].option, one.name) for name in said.names)
        elif said is not None:
            yield Declared(one, said)


def settings_from(kind: type, words: Mapping[str, Any]) -> Any:
    """Build the settings `kind` from the values of a command line, by name; None keeps the default.

    Texts are read by the option's `read`, lists become tuples, unknown names are ignored.
    """
    values: dict[str, Any] = {}
    for one in declared(kind):
        value = words.get(one.name)
        if value is None:
            continue
        value = _as_value(one, value)
        if one.gathered_in:
            values.setdefault(one.gathered_in, {})[one.name] = value
        else:
            values[one.name] = value
    return kind(**values)


def _as_value(one: Declared, value: Any) -> Any:
    if isinstance(value, str) and one.option.read is not None:
        return one.option.read(value)
    if isinstance(value, list):
        return tuple(value)
    return value


def given(settings: Any) -> Iterator[tuple[Declared, Any]]:
    """Yield the options whose value is not their default, with that value."""
    for one in declared(type(settings)):
        value = getattr(settings, one.gathered_in).get(one.name) if one.gathered_in else getattr(settings, one.name)
        if value is not None and value != one.default:
            yield one, value


def check_options(settings: Any) -> None:
    """Check the ranges and choices of all options.

    Raises
    ------
    MuralsError
        If an option is out of its range, or none of its choices.
    """
    for one, value in given(settings):
        _check(one, value)


def _check(one: Declared, value: Any) -> None:
    said, name = one.option, one.words[0].split("/")[0]
    if said.choices and value not in said.choices:
        hint = did_you_mean(str(value), said.choices)
        word = name.removeprefix("--")
        raise MuralsError(f"unknown {word} '{value}': expected {_listed(said.choices)}. {hint}".rstrip())
    if (said.low is not None and value < said.low) or (said.high is not None and value > said.high):
        raise MuralsError(f"{name} {value}: expected {_range(said)}")


def _listed(choices: Sequence[str]) -> str:
    return " or ".join([", ".join(choices[:-1]), choices[-1]] if len(choices) > 1 else choices)


def _range(said: Option) -> str:
    if said.low is not None and said.high is not None:
        return f"{said.low:g} to {said.high:g}"
    return f"{said.low:g} or more" if said.low is not None else f"{said.high:g} or less"


def command_words(settings: Any) -> list[str]:
    """Return the words of a command line that give `settings`; arguments come first, defaults are left out."""
    arguments, words = [], []
    for one, value in given(settings):
        values = value if isinstance(value, tuple) and one.option.read is None else (value,)
        for single in values:
            if one.option.argument:
                arguments.append(_as_file(one.option.write(single)))
            else:
                words += _given(one, single)
    return [*arguments, *words]


def _given(one: Declared, value: Any) -> list[str]:
    if isinstance(value, bool):
        yes, _, no = one.words[0].partition("/")
        return [yes] if value else [no]
    text = one.option.write(value)
    return [one.words[0], _as_file(text) if isinstance(value, Path) else text]


def _as_file(name: str) -> str:
    """Return a file's name in a form that no program takes for an option."""
    return f"./{name}" if name.startswith("-") else name


def command_line(verb: str, settings: Any) -> str:
    """Return the command that repeats a work, as one line for a shell: `murals restore wall.png ...`."""
    return " ".join(map(_quoted, ["murals", *verb.split(), *command_words(settings)]))


def _quoted(word: str) -> str:
    """Return a word quoted for a shell; in double quotes if possible, because every shell knows these."""
    quoted = shlex.quote(word)
    return quoted if quoted == word or set(word) & set('"$`\\!') else f'"{word}"'
