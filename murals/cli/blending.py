"""The command of Poisson image editing: `blend`."""

import typer

from murals.blending.settings import BlendSettings
from murals.cli.build import add_command
from murals.terminal import Output

app = typer.Typer()


def blend(settings: BlendSettings, output: Output) -> None:
    """Blend a region of SOURCE into TARGET without a seam, or edit a region of TARGET alone (Poisson image editing)."""
    from murals.blending.files import blend_files

    done = blend_files(settings, progress=output.progress)
    output.show(*(blended.line() for blended in done))
    output.result({"mode": settings.mode, "done": [blended.as_plain() for blended in done]})


add_command(
    app,
    "blend",
    BlendSettings,
    blend,
    example="murals blend apsara.png wall.jpg --mask apsara_mask.png --at 420,130 --mode mixed",
)
