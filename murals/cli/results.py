"""The commands that use a trained model: `score`, `restore` and `export`."""

import typer

from murals.cli.build import add_command
from murals.learn.export_settings import ExportSettings
from murals.restoration.options import RestoreSettings
from murals.score.settings import ScoreSettings
from murals.terminal import Output

app = typer.Typer()


def score(settings: ScoreSettings, output: Output) -> None:
    """Score a model against doing nothing and the inpaintings at hand, with the protocol beside the numbers."""
    from murals.score.folder import score_folder

    report, page = score_folder(settings, progress=output.progress)
    output.show(*report.tables())
    output.wrote(page=page, table=page.parent / "score.csv", numbers=page.parent / "score.json")
    output.result(report.as_plain())


def restore(settings: RestoreSettings, output: Output) -> None:
    """Restore photographs: NAME.restored.EXT beside each; every pixel outside the mask stays, which is checked."""
    from murals.restoration.files import restore_files

    output.report(restore_files(settings, progress=output.progress))


def export(settings: ExportSettings, output: Output) -> None:
    """Write a trained network as ONNX, any height and width, to restore without torch."""
    settings.checkpoint()  # refused before torch is loaded
    from murals.learn.exported import export_network

    output.report(export_network(settings, progress=output.progress))


add_command(app, "score", ScoreSettings, score, example="murals score models/20261121-093000-phases data")
add_command(app, "restore", RestoreSettings, restore, example="murals restore img.png --mask mask.png", shared=True)
add_command(app, "export", ExportSettings, export, example="murals export models/20261121-093000-phases")
