"""The commands about pairs: `check`, `damage`."""

from pathlib import Path
from typing import Annotated

import typer

from murals.cli.options import Debug, Json, Overwrite, Quiet, RecipeName, Seed
from murals.terminal import command

app = typer.Typer()


@app.command(epilog="Example: murals check data")
def check(
    data: Annotated[Path, typer.Argument(help="Folder of pairs.")] = Path("data"),
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Read every pair and name what is wrong; writes nothing, exits with 1 if something is."""
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.data.pairs import check_pairs

        report = check_pairs(data, progress=output.progress)
        output.show(*report.lines())
        output.result(report.as_plain())
        if report.problems:
            raise typer.Exit(1)


@app.command(epilog='Example: murals damage photographs data --recipe mural --ratio 0.1,0.3 --group "^cave(\\d+)"')
def damage(
    clean: Annotated[Path, typer.Argument(help="Folder of clean photographs.")],
    out: Annotated[Path, typer.Argument(help="Folder for the pairs.")],
    recipe: Annotated[
        RecipeName,
        typer.Option(
            help="mural: close to life, lost and veiled; upstream: the original's black strokes and boxes; "
            "losses: opaque covers of any colour and texture; cracks: thin opaque cracks alone."
        ),
    ] = RecipeName.mural,
    size: Annotated[int, typer.Option(help="Side of the tiles in pixels.")] = 256,
    split: Annotated[str, typer.Option(help="Shares of train, val and test.")] = ".7,.15,.15",
    group: Annotated[str | None, typer.Option(help="Regular expression: what it finds in a name is the mural.")] = None,
    groups: Annotated[Path | None, typer.Option(help="CSV file with the columns file and group.")] = None,
    ratio: Annotated[str | None, typer.Option(help="Share of the image to damage: LO,HI.")] = None,
    seed: Seed = 0,
    overwrite: Overwrite = False,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Make pairs from clean photographs: cut, damage, split by mural."""
    with command(as_json=json, quiet=quiet, debug=debug) as output:
        from murals.data.damage import make_pairs
        from murals.data.split import parse_ratio, parse_shares

        report = make_pairs(
            clean,
            out,
            recipe=recipe.value,
            size=size,
            shares=parse_shares(split),
            group=group,
            groups=groups,
            ratio=parse_ratio(ratio) if ratio else None,
            seed=seed,
            overwrite=overwrite,
            progress=output.progress,
        )
        output.show(*report.lines())
        output.wrote(pairs=out)
        output.result(report.as_plain())
        if report.failed:
            raise typer.Exit(1)
