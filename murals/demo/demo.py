"""`murals demo`: draw, damage, train, score, restore and blend, ending in one page.

Everything lies in one folder, and `index.html` shows it.
"""

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from murals.data.damage import make_pairs
from murals.data.pairs import Pair, find_pairs
from murals.data.settings import DamageSettings
from murals.demo.demo_blend import BlendedSample, blend_sample
from murals.demo.demo_restore import RestoredSample, restore_sample
from murals.demo.settings import DemoSettings
from murals.drawing.draw import draw_mural
from murals.errors import MuralsError
from murals.figures.page import Commands, Comparison, Gallery, PagePicture, Prose, Section, write_page
from murals.files import write_text
from murals.images import from_float, read_mask, write_image
from murals.progress import SILENT, Progress
from murals.restoration.files import restore_files
from murals.restoration.options import RestoreSettings
from murals.runs.phase_table import phase_rows, phase_table
from murals.score.folder import score_folder
from murals.score.score_report import ScoreReport
from murals.score.settings import ScoreSettings
from murals.train.settings import TrainSettings
from murals.train.train import TrainReport, train

MURALS = 16  # drawn; three tiles of 512 px fit into each
HEIGHT, WIDTH = 512, 1536
SIZE = 128  # px a side of the pairs: what two cores train on in minutes
EPOCHS = {"1": 10, "2a": 4, "2b": 4}
MARK = ".murals-demo"  # tells that a folder is ours to replace
SHARES = (0.7, 0.15, 0.15)


TITLE = "murals: a demonstration on drawn walls"
LEAD = (
    "First a wall restored by the model that comes with murals. Below it, a model trained from the beginning on this "
    "machine, on walls that the program draws."
)
FILLED = (
    "The program drew this wall, and paint has flaked off it. The packaged model fills each loss with its tone; paint "
    "of the same wall is then copied over that tone. Nothing that a loss shows is used, and every pixel outside the "
    "mask stays as it was.\n\n"
    "Small losses close, and ornament that repeats often continues. In a large loss the content is invented: a figure "
    "that is lost does not come back."
)
COMPARED = "Damaged, and restored by the mimetic fill (the default)."
NEUTRAL = "The neutral fill (--fill neutral): the tone alone, with no copied paint."
SOURCES = (
    "The map of sources (--sources): each filled pixel has the colour of the place that its paint was copied from; "
    "stripes are mirrored paint, plain grey is tone."
)
BLENDED = "An apsara from one wall flies on another: her drawing stays, her colours come from the plaster around her."
TRAINING = (
    "The rest of this page shows how a model of your own is made, in minutes and on pictures of {size} px. It shows "
    "the way, not what a model can do: a few pairs and minutes teach little."
)
DRAWN = "One of the walls to train on. The program draws its own: assemblies, a thousand Buddhas, apsaras, ceilings."
TRAINED = (
    "Gains are measured on walls kept back from training, over the start of each phase; 0.00 says that no epoch beat "
    "its start. The start fills each hole smoothly already."
)
RESTORED = "A pair that training never saw, restored by the network that this demonstration has just trained."
REPEAT = (
    "murals damage PHOTOGRAPHS data",
    "murals train --phase all",
    "murals score",
    "murals restore wall.jpg --mask losses.png --sources",
    "murals blend motif.png wall.jpg --mask motif_mask.png --at 420,130",
)


@dataclass(frozen=True)
class Restored:
    """The restored pair, and the result."""

    pair: Pair
    output: Path


@dataclass(frozen=True)
class DemoReport:
    """The files and numbers of the demonstration."""

    page: Path
    filled: Path
    restored: Path
    blended: Path
    training: TrainReport
    score: ScoreReport

    @property
    def tables(self) -> list[Table]:
        """The tables of phases and scores, for the terminal."""
        return [phase_table(self.training.summaries), *self.score.tables()]

    def as_plain(self) -> dict[str, Any]:
        """Return the numbers as JSON values."""
        phases = [asdict(row) | {"gain": row.gain} for row in self.training.summaries]
        return {
            "page": str(self.page),
            "filled": str(self.filled),
            "restored": str(self.restored),
            "blended": str(self.blended),
            "phases": phases,
            "score": self.score.as_plain(),
        }


def run_demo(settings: DemoSettings, *, progress: Progress = SILENT) -> DemoReport:
    """Run the demonstration in the folder `settings.out`, which is replaced if an earlier demonstration made it.

    Raises
    ------
    MuralsError
        If the folder holds anything else.
    """
    out, seed, device = settings.out, settings.seed, settings.device
    _clear(out)
    filled = restore_sample(out / "filled", seed=seed, device=device, progress=progress)
    drawn = _draw(out / "photographs", seed, progress)
    make_pairs(
        DamageSettings(out / "photographs", out / "data", recipe="mural", size=SIZE, shares=SHARES, seed=seed),
        progress=progress,
    )
    training = _train(out, seed, device, progress)
    score, score_page = score_folder(
        ScoreSettings(
            model=training.checkpoint.path, data=out / "data", split="test", out=out / "score", device=device
        ),
        progress=progress,
    )
    restored = _restore(out, training, device, progress)
    blended = blend_sample(out / "blended", seed=seed, device=device, progress=progress)
    page = _write_page(out, drawn, training, score, score_page, filled, restored, blended)
    return DemoReport(page, filled.output, restored.output, blended.output, training, score)


def _clear(out: Path) -> None:
    """Empty `out` if a demonstration made it; raise `MuralsError` if anything else lies in it."""
    if out.exists() and not (out / MARK).is_file() and any(out.iterdir()):
        raise MuralsError(f"{out} holds something that no demonstration made: choose another place with --out")
    shutil.rmtree(out, ignore_errors=True)
    write_text(out / MARK, "made by murals demo; the next one replaces this folder\n")


def _draw(folder: Path, seed: int, progress: Progress) -> list[Path]:
    """Draw the murals and save them as PNG."""
    paths = [folder / f"mural{i + 1:02}.png" for i in range(MURALS)]
    for i, path in progress.track(list(enumerate(paths)), "drawing murals"):
        write_image(path, from_float(draw_mural(seed * MURALS + i, height=HEIGHT, width=WIDTH), "uint8"))
    return paths


def _train(out: Path, seed: int, device: str, progress: Progress) -> TrainReport:
    """Train phase after phase, like three calls of `murals train --phase`, and return the last report."""
    for phase, epochs in EPOCHS.items():
        settings = TrainSettings(
            phase,
            str(out / "data"),
            str(out / "models"),
            seed=seed,
            device=device,
            changes={"epochs": epochs, "patience": epochs},
        )
        report = train(settings, progress=progress)
    return report


def _restore(out: Path, training: TrainReport, device: str, progress: Progress) -> Restored:
    """Restore the most damaged pair of the test split with its mask, as `murals restore` would."""
    pair = max(find_pairs(out / "data", "test"), key=lambda pair: _damaged_share(pair))
    settings = RestoreSettings(
        inputs=(pair.damaged,),
        mask=pair.mask,
        all_of_it=True,  # the most damaged pair may be lost by more than half
        model=training.checkpoint.path,
        out=out / "restored",
        device=device,
    )
    report = restore_files(settings, progress=progress)
    if report.failed:
        raise MuralsError(f"the demonstration could not restore {pair.damaged}: {report.failed[0].reason}")
    return Restored(pair, report.done[0].output)


def _damaged_share(pair: Pair) -> float:
    return float(read_mask(pair.mask).mean()) if pair.mask else 0.0


def _write_page(
    out: Path,
    drawn: list[Path],
    training: TrainReport,
    score: ScoreReport,
    score_page: Path,
    filled: RestoredSample,
    restored: Restored,
    blended: BlendedSample,
) -> Path:
    """Write the page; its pictures are copied beside it, so that folder and page can be moved together."""
    pictures = {
        "flaked.png": filled.damaged,
        "mimetic.png": filled.output,
        "neutral.png": filled.neutral,
        "sources.png": filled.sources,
        "losses.png": filled.mask,
        "sound.png": filled.clean,
        "motif.png": blended.motif,
        "wall.png": blended.wall,
        "blended.png": blended.output,
        "mural.png": drawn[0],
        "curves.png": training.run.folder / "curves.png",
        "samples.png": training.run.folder / "samples.png",
        "damaged.png": restored.pair.damaged,
        "mask.png": restored.pair.mask,
        "restored.png": restored.output,
        "clean.png": restored.pair.clean,
    }
    beside = {name: Path(shutil.copyfile(path, out / name)) for name, path in pictures.items() if path}

    def gallery(*, large: bool = False, **captions: str) -> Gallery:
        return Gallery([PagePicture(beside[f"{name}.png"], caption) for name, caption in captions.items()], large)

    link = f"Every image, sortable, is on the page {score_page.relative_to(out)} beside this one."
    sections = [
        Section(
            "Restored by the packaged model",
            [
                Comparison(beside["flaked.png"], beside["mimetic.png"], COMPARED, full_size=True),
                Prose(FILLED),
                gallery(
                    large=True,
                    neutral=NEUTRAL,
                    sources=SOURCES,
                    losses="The mask: what is white is lost.",
                    sound="The wall before its paint flaked off; the model never saw it.",
                ),
            ],
        ),
        Section(
            "Blended",
            [
                Prose(BLENDED),
                gallery(motif="The motif.", wall="The other wall."),
                PagePicture(beside["blended.png"], "Blended, without a seam."),
            ],
        ),
        Section(
            "A short training",
            [
                Prose(TRAINING.format(size=SIZE)),
                PagePicture(beside["mural.png"], DRAWN),
                Prose(TRAINED),
                phase_rows(training.summaries),
                PagePicture(beside["curves.png"], "Loss, its parts, PSNR and learning rate over the three phases."),
                PagePicture(beside["samples.png"], "Validation images: damaged, restored, clean."),
                Prose(RESTORED),
                Comparison(beside["damaged.png"], beside["restored.png"], "Damaged and restored."),
                gallery(mask="The mask: white is lost, grey is veiled.", clean="The sound mural."),
            ],
        ),
        Section("Scores of the short training", [*score.text_tables(), Prose(link)]),
        Section("Repeat it on your own photographs", [Commands(REPEAT)]),
    ]
    return write_page(out / "index.html", title=TITLE, sections=sections, lead=LEAD, overwrite=True)
