"""The commands about image translation: `pix2pix train`, `pix2pix translate`, `download`."""

import typer

from murals.cli.build import add_command
from murals.downloads.settings import DownloadSettings
from murals.terminal import Output
from murals.translate.settings import TranslateFilesSettings, TranslateSettings

app = typer.Typer()
pix2pix = typer.Typer(help="Translate images of one kind into another: facades into labels, maps into photographs.",
                      no_args_is_help=True)  # fmt: skip
app.add_typer(pix2pix, name="pix2pix")


def train(settings: TranslateSettings, output: Output) -> None:
    """Train a translator; ends with its L1 beside that of the best constant colour, and a page of results."""
    from murals.translate.training import train_translator

    report = train_translator(settings, progress=output.progress)
    output.show(report.table().as_rich(), report.sentences())
    output.wrote(run=report.run.folder, page=report.page, checkpoint=report.checkpoint.path)
    output.result(report.as_plain())


def way_back(settings: TranslateSettings) -> str:
    """Return what an interrupted training leaves, and the command that resumes it."""
    out = "" if settings.out == TranslateSettings.out else f" --out {settings.out}"
    return f'finished epochs are kept, and "murals pix2pix train {settings.data} --resume{out}" goes on after them'


def translate(settings: TranslateFilesSettings, output: Output) -> None:
    """Translate images: NAME.translated.EXT beside each, at its own size."""
    from murals.translate.files import translate_files

    output.report(translate_files(settings, progress=output.progress))


def download(settings: DownloadSettings, output: Output) -> None:
    """Download a public data set; a cut download is continued, and the checksum is compared or recorded."""
    from murals.downloads.catalogue import DATA_SETS, catalogue_table
    from murals.downloads.download import RECORD, download

    if settings.list or settings.name is None:
        output.show(catalogue_table().as_rich())
        output.result({"data_sets": [vars(data_set) for data_set in DATA_SETS.values()]})
        return
    report = download(settings, progress=output.progress)
    output.show(*report.lines())
    output.wrote(data=report.folder, record=report.folder / RECORD)
    output.result(report.as_plain())


add_command(
    pix2pix,
    "train",
    TranslateSettings,
    train,
    example="murals pix2pix train data/facades --direction BtoA",
    kept=way_back,
)
add_command(
    pix2pix,
    "translate",
    TranslateFilesSettings,
    translate,
    example="murals pix2pix translate facade.jpg --model models/20261121-093000-translate",
)
add_command(
    app,
    "download",
    DownloadSettings,
    download,
    example="murals download facades",
    kept="what has arrived is kept, and the same command goes on after it",
)
