"""The command that repeats what was done by hand. Standard library only."""

from pathlib import Path

from murals.options import command_line
from murals.restoration.options import RestoreOptions, RestoreSettings


def restore_command(
    photograph: str,
    options: RestoreOptions,
    *,
    mask: str | None = None,
    format: str | None = None,
    sources: bool = False,
    model: str | None = None,
    device: str = "auto",
) -> str:
    """Return the `murals restore` of the file `photograph` with the file `mask`, as they were downloaded.

    `model` is named where the command would not find it by itself.
    """
    settings = RestoreSettings(
        **vars(options),
        inputs=(Path(photograph),),
        mask=Path(mask) if mask else None,
        format=format,
        sources=sources,
        model=Path(model) if model else None,
        device=device,
    )
    return command_line("restore", settings)
