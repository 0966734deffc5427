"""Commands made from the dataclasses of their settings.

A dataclass whose fields are options (`murals.options`), and a function of its instance, become a typer command with the
help, ranges, choices and panels of the fields, and with `--json`, `--quiet` and `--debug`.
"""

import inspect
import types
from collections.abc import Callable
from dataclasses import MISSING
from pathlib import Path
from typing import Annotated, Any, Literal, Optional, Union, get_args, get_origin, get_type_hints

import typer

from murals.options import PANELS, Declared, declared, settings_from
from murals.terminal import Output, command

TITLES = {  # of the panels; the basic options stand under typer's own "Options"
    "basic": None,
    "fill": "Fill",
    "mask": "Mask",
    "training": "Training",
    "loss": "Loss",
    "files": "Files",
    "machine": "Machine",
}
COMMON = (  # of every command, in the order of the help
    ("json", ("--json",), "Print one JSON object on standard output and nothing else there."),
    ("quiet", ("--quiet", "-q"), "Say nothing but errors."),
    ("debug", ("--debug",), "Show the traceback of an error."),
)

Run = Callable[[Any, Output], None]


def add_command(
    app: typer.Typer,
    name: str,
    kind: type,
    run: Run,
    *,
    example: str,
    kept: Callable[[Any], str] | str | None = None,
    shared: bool = False,
) -> None:
    """Add the command `name` to `app`; it calls `run` with the settings and the output.

    Parameters
    ----------
    kind
        The dataclass of the settings.
    run
        Its docstring is the help.
    example
        A command line, shown at the end of the help.
    kept
        After Ctrl-C, what is left of the work and how to go on; it may be a function of the settings.
    shared
        Whether several processes may run the command together (`accelerate launch`).
    """

    def body(**words: Any) -> None:
        options: dict[str, Any] = {} if kept is None or callable(kept) else {"kept": kept}
        output = command(as_json=words["json"], quiet=words["quiet"], debug=words["debug"], shared=shared, **options)
        with output as out:
            settings = settings_from(kind, words)
            if callable(kept):
                out.kept = kept(settings)
            run(settings, out)

    body.__name__, body.__doc__ = name.replace("-", "_"), run.__doc__
    parameters = [*map(_parameter, _in_order(kind)), *map(_common, COMMON)]
    body.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    body.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    app.command(name, epilog=f"Example: {example}")(body)


def _in_order(kind: type) -> list[tuple[Declared, Any]]:
    """Return the options with their types: arguments first, then one panel after the other."""
    hints = {hint: value for owner in (*_parts(kind), kind) for hint, value in get_type_hints(owner).items()}
    found = [(one, hints[one.name]) for one in declared(kind)]
    return sorted(found, key=lambda pair: (not pair[0].option.argument, PANELS.index(pair[0].option.panel)))


def _parts(kind: type) -> list[type]:
    """Return the dataclasses whose options are gathered in `kind`."""
    return [field.metadata["option"].kind for field in kind.__dataclass_fields__.values()  # type: ignore[attr-defined]
            if hasattr(field.metadata.get("option"), "kind")]  # fmt: skip


def _parameter(pair: tuple[Declared, Any]) -> inspect.Parameter:
    one, hint = pair
    said, default = one.option, one.default
    told: dict[str, Any] = {"help": said.help, "metavar": said.metavar, "min": said.low, "max": said.high}
    told = {key: value for key, value in told.items() if value is not None}
    told["rich_help_panel"] = TITLES[said.panel]
    if said.variable:
        told["envvar"] = said.variable
    if not said.shown:
        told["show_default"] = False
    value = _on_the_line(one, default)
    if said.argument:
        told.pop("rich_help_panel")
        info: Any = typer.Argument(**told)
    else:
        info = typer.Option(*one.words, **told)
    annotation = _annotated(_type_of(one, hint), info)
    empty = inspect.Parameter.empty if value is MISSING else value
    return inspect.Parameter(one.name, inspect.Parameter.KEYWORD_ONLY, default=empty, annotation=annotation)


def _common(option: tuple[str, tuple[str, ...], str]) -> inspect.Parameter:
    name, words, help = option
    info = typer.Option(*words, help=help, rich_help_panel=TITLES["machine"])
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=_annotated(bool, info))


def _annotated(kind: Any, info: Any) -> Any:
    """Return the annotation for typer; `kind` is a value here, which type checkers cannot follow."""
    return Annotated[kind, info]


def _on_the_line(one: Declared, default: Any) -> Any:
    """Return the default for the command line: a text if the option is read from one, None for an empty list."""
    if one.option.required:
        return MISSING
    if default is MISSING or default is None:
        return default
    if one.option.read is not None:
        return one.option.write(default) if default != () else None
    return None if default == () else default


def _type_of(one: Declared, hint: Any) -> Any:
    """Return the type for typer: str if a text is read, a literal for choices, a list for a tuple."""
    said = one.option
    optional = (one.default is None or one.default == ()) and not one.option.required
    alternatives = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    kinds = [kind for kind in alternatives if kind is not type(None)]
    if said.read is not None:
        base: Any = str
    elif said.choices:
        base = Literal.__getitem__(said.choices)
    elif get_origin(kinds[0]) is tuple:
        base = list.__class_getitem__(get_args(kinds[0])[0])
    else:
        base = Path if Path in kinds else kinds[0]
    return Optional[base] if optional else base  # noqa: UP045  `base` is a value, not a type
