"""The commands about what was restored or is to be: `report`, `verify`, `layer`, `undo`."""

import typer

from murals.cli.build import add_command
from murals.condition.settings import ReportSettings
from murals.provenance.settings import TakeApartSettings, VerifySettings
from murals.terminal import Output

app = typer.Typer()


def report(settings: ReportSettings, output: Output) -> None:
    """Write the condition report of a wall: damaged share, losses and cracks with sizes, maps; HTML, CSV and JSON."""
    from murals.condition.report import report_files

    output.report(report_files(settings, progress=output.progress))


def verify(settings: VerifySettings, output: Output) -> None:
    """Prove a restored photograph by its record: the files, the model, and every untouched pixel."""
    from murals.provenance.verify import verify_files

    output.report(verify_files(settings, progress=output.progress))


def layer(settings: TakeApartSettings, output: Output) -> None:
    """Write the retouch alone, NAME.layer.png: the painted pixels in place, clear elsewhere."""
    from murals.provenance.apart import write_layers

    output.report(write_layers(settings, progress=output.progress))


def undo(settings: TakeApartSettings, output: Output) -> None:
    """Write the photograph as it was before, NAME.undone.EXT, compared with the record's checksum."""
    from murals.provenance.apart import undo_files

    output.report(undo_files(settings, progress=output.progress))


add_command(
    app,
    "report",
    ReportSettings,
    report,
    example="murals report wall.jpg --mask map.png --name RED=flaking --mm-per-px 0.2",
)
add_command(app, "verify", VerifySettings, verify, example="murals verify wall.restored.tif")
add_command(app, "layer", TakeApartSettings, layer, example="murals layer wall.restored.tif")
add_command(app, "undo", TakeApartSettings, undo, example="murals undo wall.restored.tif")
