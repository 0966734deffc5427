"""The command that repeats what was done by hand. Standard library only.

In: what was asked for. Out: one line for a shell, in which nothing stands that is a default.
"""

import shlex
from dataclasses import fields

from murals.restoration.options import DEFAULTS, RestoreOptions


def restore_command(
    photograph: str,
    options: RestoreOptions,
    *,
    mask: str | None = None,
    format: str | None = None,
    model: str | None = None,
    device: str = "auto",
) -> str:
    """Return the `murals restore` of the file `photograph` with the file `mask`, as they were downloaded.

    `model` is named where the command would not find it by itself.
    """
    words = ["murals", "restore", _as_file(photograph)]
    words += ["--mask", _as_file(mask)] if mask else []
    words += _options(options)
    words += ["--format", format] if format else []
    words += ["--model", model] if model else []
    words += ["--device", device] if device != "auto" else []
    return shlex.join(words)


def _options(options: RestoreOptions) -> list[str]:
    """Return the options that are no defaults as words of the command line."""
    words = []
    for name in (field.name for field in fields(RestoreOptions)):
        value = getattr(options, name)
        if value != getattr(DEFAULTS, name):
            words += [f"--{name.replace('_', '-')}", *([] if value is True else [f"{value}"])]
    return words


def _as_file(name: str) -> str:
    """Return a file's name so that no program takes it for an option."""
    return f"./{name}" if name.startswith("-") else name
