"""Tolerant reading of a run's folder: what was trained, how far it came, how good it is, and what is wrong.

The training may have ended, be running, or have been broken off. Whatever cannot be read is a sentence in `problems`,
because a page that watches trainings must not fail because of one of them.
"""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any, Literal

from murals.config import PHASES, PIX2PIX, TRANSLATE
from murals.errors import MuralsError
from murals.learn.checkpoint import PACKAGED, Checkpoint, open_checkpoint
from murals.learn.monitors import MONITORS
from murals.learn.phase_history import PhaseSummary
from murals.learn.run import Run, stem
from murals.runs.history import KNOWN_PHASES, read_history
from murals.runs.phase_table import phase_rows

State = Literal["finished", "failed", "training", "interrupted", "unknown"]
Kind = Literal["restoring", "pix2pix", "translating"]
Signature = tuple[tuple[str, int, int], ...]

LIVE_FOR = 600.0  # seconds without a written file after which nobody trains here any more; the longest epochs we
# have measured on a CPU took five minutes
SETTLES = 10.0  # seconds: of a file just written, its partner is still to come, and what is missing is no problem yet
_BROKEN = (MuralsError, OSError, ValueError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True)
class RunRecord:
    """The contents of a run's folder."""

    name: str
    folder: Path
    said: dict[str, Any]  # run.json
    rows: Sequence[dict[str, Any]]  # of the history, finite numbers only
    checkpoints: Sequence[Checkpoint]  # in the order of the phases
    summaries: Sequence[PhaseSummary]
    pictures: Sequence[Path]  # grids of samples, the kept weights' first, then by epoch
    changed: float  # when a file of it was last written, in seconds since 1970
    problems: Sequence[str] = field(default_factory=list)
    settled: bool = True  # False: it was being written; read it again although no file changes

    @property
    def kind(self) -> Kind:
        """What the network is for: restoring by phases, restoring by a translation network, or translating."""
        if self.said.get("job") == "pix2pix" or any(c.phase == TRANSLATE for c in self.checkpoints):
            return "translating"
        asked = _dictionary(self.said.get("settings"))
        return "pix2pix" if PIX2PIX in (asked.get("network"), *(c.phase for c in self.checkpoints)) else "restoring"

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases of this run; its history may begin with those of the run it started from."""
        if self.kind != "restoring":
            return (TRANSLATE,) if self.kind == "translating" else (PIX2PIX,)
        asked = str(_dictionary(self.said.get("settings")).get("phase"))
        return (asked,) if asked in PHASES else PHASES

    @property
    def last(self) -> dict[str, Any]:
        """The row of the last finished epoch; empty if there is none."""
        return next((row for row in reversed(self.rows) if row["phase"] in self.phases), {})

    @property
    def kept(self) -> dict[str, Any]:
        """The row of the epoch whose weights are kept in the last phase; empty if there is none."""
        return best_row([row for row in self.rows if row["phase"] == self.last.get("phase")], self.training("keep"))

    @property
    def network(self) -> str | None:
        """The encoder, or the architecture of a translation network."""
        asked = _dictionary(self.said.get("settings"))
        built = self.checkpoints[-1].network if self.checkpoints else None
        name = getattr(built, "encoder", None) or getattr(built, "architecture", None) or asked.get("encoder")
        return str(name) if name else None

    def training(self, name: str) -> Any:
        """Return a setting of the last phase that has a checkpoint; None if it is unknown."""
        return _dictionary(self.checkpoints[-1].info.get("settings")).get(name) if self.checkpoints else None

    def state(self, now: float | None = None) -> State:
        """Return whether the training has ended, failed, is running, or was broken off.

        `now` is in seconds since 1970.
        """
        if self.said.get("failed"):
            return "failed"
        if self.said.get("finished"):
            return "finished"
        if not self.said.get("stopped") and (time.time() if now is None else now) - self.changed < LIVE_FOR:
            return "training"
        return "interrupted" if self.said else "unknown"


def run_folders(models: Path) -> list[Path]:
    """Return the folders of runs under `models`, newest name first, without the packaged model."""
    try:
        folders = [path for path in models.iterdir() if path.is_dir()]
    except OSError:
        return []  # no training yet: the page says so
    runs = [path for path in folders if path.name != PACKAGED and not path.name.startswith(".")]
    return sorted(runs, key=lambda path: path.name, reverse=True)


def signature(folder: Path) -> Signature:
    """Return a value that changes whenever a file in `folder` is written: names, times (ns) and sizes (bytes)."""
    try:
        stats = [(path.name, path.stat()) for path in (folder, *sorted(folder.iterdir()))]
    except OSError:
        return ()  # a file or the folder vanished while we looked: the next look sees it as it then is
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


def read_run(folder: Path) -> RunRecord:
    """Read everything of a run except its weights; what is missing, half-written or broken becomes a problem."""
    problems: list[str] = []
    missing: list[str] = []
    run, changed = Run(folder), max((written / 1e9 for _, written, _ in signature(folder)), default=0.0)
    said = _read_settings(run, problems, missing)
    rows, wrong = read_history(run.history_file)
    problems += wrong
    checkpoints = _read_checkpoints(run, problems, missing)
    if not (said or rows or checkpoints):
        missing.append("nothing of a training is in this folder")
    summaries = _read_summaries(checkpoints, rows, problems)
    settled = not missing or time.time() - changed > SETTLES
    told = [problem.replace(f"{folder}/", "") for problem in (missing if settled else []) + problems]
    return RunRecord(folder.name, folder, said, rows, checkpoints, summaries, _pictures(folder), changed, told, settled)


def best_row(rows: Sequence[dict[str, Any]], keep: str | None) -> dict[str, Any]:
    """Return the row whose weights a training keeps by the rule `keep` (psnr if unknown); of equals the first."""
    monitor = MONITORS.get(keep or "psnr", MONITORS["psnr"])
    scored = [row for row in rows if monitor.column in row]
    return reduce(lambda best, row: row if monitor.better(row[monitor.column], best[monitor.column]) else best,
                  scored) if scored else {}  # fmt: skip


@contextmanager
def _noted(problems: list[str], words: str) -> Iterator[None]:
    """Turn an error in the block into a problem; `words` say what it was about."""
    try:
        yield
    except _BROKEN as error:
        problems.append(str(error) if isinstance(error, MuralsError) else f"{words} ({error})")


def _read_settings(run: Run, problems: list[str], missing: list[str]) -> dict[str, Any]:
    name = run.settings_file.name
    if not run.settings_file.exists():
        missing.append(f"no {name}: its settings are not known")
        return {}
    with _noted(problems, f"{name} cannot be read"):
        said = json.loads(run.settings_file.read_text(encoding="utf-8"))
        if isinstance(said, dict):
            return said
        raise ValueError("it holds no settings")
    return {}


def _read_checkpoints(run: Run, problems: list[str], missing: list[str]) -> list[Checkpoint]:
    found = []
    for phase in KNOWN_PHASES:
        weights = run.weights(phase)
        pair = (weights, weights.with_suffix(".json"))
        absent = [file.name for file in pair if not file.is_file()]
        if len(absent) == 1:
            missing.append(f"no {absent[0]}: the checkpoint of {stem(phase)} is of no use without it")
        if absent:
            continue
        with _noted(problems, f"{pair[1].name} cannot be read"):
            checkpoint = open_checkpoint(weights)
            if checkpoint.info.get("phase") != phase:
                raise ValueError(f"it is not of {stem(phase)}")
            found.append(checkpoint)
    return found


def _read_summaries(
    checkpoints: Sequence[Checkpoint], rows: Sequence[dict[str, Any]], problems: list[str]
) -> list[PhaseSummary]:
    """Return the rows of the table of phases; that of a phase in training is made from its epochs so far."""
    if not checkpoints:
        return []
    info, summaries = checkpoints[-1].info, []
    with _noted(problems, f"{checkpoints[-1].path.with_suffix('.json').name} holds a broken summary"):
        summaries = [PhaseSummary(**row) for row in [*info.get("earlier", []), info.get("summary")] if row]
        phase_rows(summaries)  # raises where a number is none
    if not info.get("summary"):
        keep = _dictionary(info.get("settings")).get("keep")
        so_far = _summary_so_far([row for row in rows if row["phase"] == info["phase"]], keep, info)
        summaries += [so_far] if so_far else []
    return summaries


def _summary_so_far(rows: Sequence[dict[str, Any]], keep: str | None, info: dict[str, Any]) -> PhaseSummary | None:
    best, nan = best_row(rows, keep), float("nan")
    if "valid_psnr" not in best:
        return None
    return PhaseSummary(
        phase=info["phase"],
        trained=str(info.get("unfrozen", "")),
        start_psnr=rows[0].get("valid_psnr", nan),
        best_train_psnr=max((row["train_psnr"] for row in rows if "train_psnr" in row), default=nan),
        best_valid_psnr=best["valid_psnr"],
        best_epoch=int(best["epoch"]),
        train_loss=best.get("train_loss", nan),
        valid_loss=best.get("valid_loss", nan),
        last_epoch=int(rows[-1]["epoch"]),
        stopped_early=False,
    )


def _pictures(folder: Path) -> list[Path]:
    """Return the grids of samples: those of the kept weights, then by epoch, the newest first; validation first."""
    return [*sorted(folder.glob("samples*.png"), reverse=True), *sorted(folder.glob("grids/epoch-*.png"), reverse=True)]


def _dictionary(value: Any) -> dict[str, Any]:
    """Return `value` if it is a dictionary, else an empty one: a JSON may hold anything."""
    return value if isinstance(value, dict) else {}
