"""`murals score`: a model and a folder of pairs become a table, CSV, JSON and a page."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from murals.config import PHASES
from murals.data.pairs import Pair, find_pairs
from murals.errors import MuralsError
from murals.images import find_images
from murals.learn.checkpoint import newest_checkpoint, open_checkpoint
from murals.learn.run import title
from murals.progress import SILENT, Progress
from murals.restoration.predict import Restorer
from murals.score.score import Rows, score_model
from murals.score.score_files import write_score
from murals.score.score_report import ScoreReport
from murals.score.settings import SPLITS, ScoreSettings


def score_folder(settings: ScoreSettings, *, progress: Progress = SILENT) -> tuple[ScoreReport, Path]:
    """Score a model on a split of a folder of pairs.

    If only one argument is given and it is a folder of pairs, it is the data. Without a model the newest best one is
    scored. The split is `test` if it holds pairs, else `val`.

    Returns
    -------
    report
        The numbers.
    page
        The path of the page that was written.

    Raises
    ------
    MuralsError
        If there is no such model or split, or the output folder holds a score and `settings.overwrite` is not set.
    """
    model, data = settings.model, settings.data
    if data is None and model is not None and _is_pairs(model):
        model, data = None, model
    data = data or Path("data")
    split = settings.split or ("test" if _has_pairs(data, "test") else "val")
    pairs = find_split(data, split)
    checkpoint = open_checkpoint(model) if model else newest_checkpoint()
    out = settings.out or Path("runs") / f"score-{datetime.now():%Y%m%d-%H%M%S}"
    if (out / "index.html").exists() and not settings.overwrite:
        raise MuralsError(f"{out} holds a score already: name another folder with --out, or give --overwrite")
    report = score_model(
        Restorer.open(checkpoint, device=settings.device),
        pairs,
        size=settings.size,
        beside=open_others(settings.beside, device=settings.device),
        rows=Rows(settings.raw, settings.ensemble, settings.seamless),
        threshold=settings.threshold,
        split=split,
        progress=progress,
    )
    return report, write_score(report, out, overwrite=settings.overwrite)


def open_others(models: Sequence[Path], *, device: str = "auto") -> dict[str, Restorer]:
    """Return loaded models by phase and folder of their run.

    Raises
    ------
    MuralsError
        If a model is given twice.
    """
    others: dict[str, Restorer] = {}
    for model in models:
        checkpoint = open_checkpoint(model)
        name = f"{title(checkpoint.phase)} of {checkpoint.path.parent.name}"
        if name in others:
            raise MuralsError(f"--beside {model} is given twice: {others[name].name} stands in the table already")
        others[name] = Restorer.open(checkpoint, device=device)
    return others


def find_split(data: Path, split: str) -> list[Pair]:
    """Return the pairs of a split.

    Raises
    ------
    MuralsError
        If there is no such split.
    """
    if split not in SPLITS:
        raise MuralsError(f"unknown split '{split}': expected train, val or test")
    return find_pairs(data, split)


def _is_pairs(folder: Path) -> bool:
    return any((folder / split / "damaged").is_dir() for split in SPLITS) and not any(
        (folder / f"phase{phase}.json").is_file() for phase in PHASES
    )


def _has_pairs(data: Path, split: str) -> bool:
    folder = data / split / "damaged"
    return folder.is_dir() and bool(find_images(folder))
