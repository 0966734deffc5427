"""`murals demo`: the main job on a fresh machine, on murals that the program draws itself.

Draw, damage, train the three phases briefly, score, restore; everything lies in one folder, and `index.html` shows it.
"""

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from murals.data.damage import make_pairs
from murals.data.pairs import find_pairs
from murals.demo.draw import draw_mural
from murals.errors import MuralsError
from murals.files import write_text
from murals.images import from_float, write_image
from murals.jobs.score import score_folder
from murals.jobs.train import TrainReport, TrainSettings, train
from murals.progress import SILENT, Progress
from murals.report.page import Picture, Section, write_page
from murals.report.phase_table import phase_table
from murals.report.score import ScoreReport
from murals.restore.files import restore_files

MURALS = 16  # drawn; three tiles of 512 px fit into each
HEIGHT, WIDTH = 512, 1536
SIZE = 128  # px a side of the pairs: what two cores train on in minutes
EPOCHS = {"1": 4, "2a": 2, "2b": 3}
MARK = ".murals-demo"  # tells that a folder is ours to replace
SHARES = (0.7, 0.15, 0.15)


@dataclass(frozen=True)
class DemoReport:
    """What the demonstration leaves."""

    page: Path
    restored: Path
    training: TrainReport
    score: ScoreReport

    @property
    def tables(self) -> list[Table]:
        """The tables of phases and scores, for the terminal."""
        return [phase_table(self.training.summaries), *self.score.tables()]

    def as_plain(self) -> dict[str, Any]:
        """Return the numbers as JSON values."""
        phases = [asdict(row) | {"gain": row.gain} for row in self.training.summaries]
        return {"page": str(self.page), "restored": str(self.restored), "phases": phases, "score": self.score.as_plain()}


def run_demo(out: Path, *, seed: int = 0, device: str = "auto", progress: Progress = SILENT) -> DemoReport:
    """Go the whole way in the folder `out`, which is replaced if an earlier demonstration made it."""
    _clear(out)
    drawn = _draw(out / "photographs", seed, progress)
    make_pairs(out / "photographs", out / "data", recipe="mural", size=SIZE, shares=SHARES, seed=seed, progress=progress)
    training = _train(out, seed, device, progress)
    score, score_page = score_folder(
        training.checkpoint.path, out / "data", split="test", out=out / "score", device=device, progress=progress
    )
    damaged, mask, restored = _restore(out, training, device, progress)
    page = _write_page(out, drawn, training, score, score_page, (damaged, mask, restored))
    return DemoReport(page, restored, training, score)


def _clear(out: Path) -> None:
    """Empty `out` if it is ours; raises `MuralsError` where something else lies in it."""
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
    """Train phase after phase, as three calls of `murals train --phase` would, and return the last one's report."""
    for phase, epochs in EPOCHS.items():
        settings = TrainSettings(phase, str(out / "data"), str(out / "models"), seed=seed, device=device,
                                 changes={"epochs": epochs, "patience": epochs})
        report = train(settings, progress=progress)
    return report


def _restore(out: Path, training: TrainReport, device: str, progress: Progress) -> tuple[Path, Path, Path]:
    """Restore the most damaged pair of the test split, as `murals restore` would."""
    pair = max(find_pairs(out / "data", "test"), key=lambda pair: _share(pair.mask))
    report = restore_files(
        [pair.damaged], mask=pair.mask, model=training.checkpoint.path, out=out / "restored", device=device, progress=progress
    )
    if report.failed:
        raise MuralsError(f"the demonstration could not restore {report.failed[0].input}: {report.failed[0].reason}")
    return pair.damaged, pair.mask, report.done[0].output
