"""The command of Poisson image editing: `blend`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from murals.cli.options import Debug, Device, Json, Overwrite, Quiet
from murals.terminal import command

app = typer.Typer()


class ModeName(StrEnum):
    """The edits; `murals.blending.modes.MODES` says what each does."""

    seamless = "seamless"
    mixed = "mixed"
    monochrome = "monochrome"
    membrane = "membrane"
    exchange = "exchange"
    flatten = "flatten"
    illuminate = "illuminate"
    recolour = "recolour"
    decolourise = "decolourise"
    tile = "tile"


class SolverName(StrEnum):
    """The ways to solve the equation."""

    multigrid = "multigrid"
    direct = "direct"
    adam = "adam"


@app.command(epilog="Example: murals blend apsara.png wall.jpg --mask apsara_mask.png --at 420,130 --mode mixed")
def blend(
    first: Annotated[
        Path,
        typer.Argument(metavar="SOURCE", help="Picture to take from. A mode that edits TARGET alone takes only that."),
    ],
    second: Annotated[
        Path | None, typer.Argument(metavar="TARGET", help="Picture to edit.", show_default=False)
    ] = None,
    mode: Annotated[
        ModeName,
        typer.Option(
            help="From SOURCE into TARGET: seamless, mixed, monochrome, exchange. TARGET alone: membrane, flatten, "
            "illuminate, recolour, decolourise, tile."
        ),
    ] = ModeName.seamless,
    mask: Annotated[
        Path | None,
        typer.Option(help="Mask file of the first picture's size: white is blended. Else its alpha is used."),
    ] = None,
    polygon: Annotated[
        str | None, typer.Option(help='The region instead of a mask: "x,y x,y x,y ..." in pixels of the first picture.')
    ] = None,
    at: Annotated[
        str, typer.Option(help="x,y: where the corner (0, 0) of SOURCE lands in TARGET; parts of pixels too.")
    ] = "0,0",
    offset: Annotated[str, typer.Option(help="dx,dy: a further shift, in pixels of TARGET.")] = "0,0",
    scale: Annotated[float, typer.Option(help="Size of the patch, about the centre of its region.")] = 1.0,
    rotate: Annotated[float, typer.Option(help="Degrees, counter-clockwise, about the centre of the region.")] = 0.0,
    edge_threshold: Annotated[float, typer.Option(help="flatten: contrast of a contour that stays, 0 to 1.")] = 0.1,
    alpha: Annotated[
        float, typer.Option(help="illuminate: the gradient that stays as it is, in mean gradients.")
    ] = 0.2,
    beta: Annotated[float, typer.Option(help="illuminate: how strongly the others change, 0 to 1.")] = 0.2,
    factors: Annotated[str, typer.Option(help="recolour: factors of red, green, blue.")] = "1.5,0.5,0.5",
    linear_light: Annotated[bool, typer.Option("--linear-light", help="Blend light instead of sRGB values.")] = False,
    solver: Annotated[
        SolverName, typer.Option(help="multigrid; direct: sparse LU; adam: gradient descent.")
    ] = SolverName.multigrid,
    out: Annotated[
        Path | None, typer.Option(help="File or folder for the result; TARGET.blended.EXT beside TARGET unless given.")
    ] = None,
    overwrite: Overwrite = False,
    device: Device = "auto",
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Blend a region of SOURCE into TARGET without a seam, or edit a region of TARGET alone (Poisson image editing)."""
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.blending.files import BlendSettings, blend_files
        from murals.blending.modes import Tuning
        from murals.blending.placement import Placement
        from murals.blending.region import parse_numbers

        x, y = parse_numbers(at, "--at", count=2)
        dx, dy = parse_numbers(offset, "--offset", count=2)
        red, green, blue = parse_numbers(factors, "--factors", count=3)
        settings = BlendSettings(
            target=second or first,
            source=first if second else None,
            mode=mode.value,
            mask=mask,
            polygon=polygon,
            placement=Placement((x + dx, y + dy), scale, rotate),
            tuning=Tuning(edge_threshold, alpha, beta, (red, green, blue)),
            linear_light=linear_light,
            solver=solver.value,
            device=device,
            out=out,
            overwrite=overwrite,
        )
        done = blend_files(settings, progress=output.progress)
        output.show(*(blended.line() for blended in done))
        output.result({"mode": mode.value, "done": [blended.as_plain() for blended in done]})
