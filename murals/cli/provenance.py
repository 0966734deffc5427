"""The commands about results of `restore`: `verify`, `layer`, `undo`."""

import typer

from murals.cli.build import add_command
from murals.provenance.settings import TakeApartSettings, VerifySettings
from murals.terminal import Output

app = typer.Typer()


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


add_command(app, "verify", VerifySettings, verify, example="murals verify wall.restored.tif")
add_command(app, "layer", TakeApartSettings, layer, example="murals layer wall.restored.tif")
add_command(app, "undo", TakeApartSettings, undo, example="murals undo wall.restored.tif")
