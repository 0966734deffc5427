"""`murals runs`: the trainings under a folder as one table, with the settings in which they differ.

Nothing heavy is loaded: the table is there at once, also beside a training that uses all cores.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from murals.errors import MuralsError
from murals.figures.table import NOTHING, Table, number
from murals.files import csv_text, write_text
from murals.learn.run import title
from murals.options import check_options
from murals.progress import clock
from murals.runs.compare_runs import asked_of, settings_of
from murals.runs.run_record import RunRecord, read_run, run_folders
from murals.runs.settings import RunsSettings

COLUMNS = ("run", "phase", "encoder", "what differs", "state", "PSNR", "epoch", "time")
NOTE = "PSNR: validation, dB, of the kept weights. ~: a time read from the dates of the files."
_NAMED = ("phase", "encoder", "out", "device", "workers")  # in columns of their own, or of no effect on the result
_LONGEST = 28  # characters of a value


@dataclass(frozen=True)
class RunsReport:
    """The runs in the order of the table, and those of their settings that differ, by the name of the run."""

    records: Sequence[RunRecord]
    differing: dict[str, dict[str, str]]
    csv: Path | None = None

    @property
    def failed(self) -> bool:
        """Whether something of a run cannot be read."""
        return any(record.problems for record in self.records)

    def lines(self) -> list[Any]:
        """Return the table, a line for each thing that cannot be read, and the file that was written."""
        wrong = [f"{record.name}: {problem}" for record in self.records for problem in record.problems]
        wrote = [f"table: {self.csv}"] if self.csv else []
        return [self.table().as_rich(), *wrong, *wrote]

    def table(self) -> Table:
        """Return a row for each run of which anything can be read."""
        rows = [self._row(record) for record in self.records if _is_training(record)]
        return Table("", COLUMNS, rows, note=NOTE, labels=5)

    def _row(self, record: RunRecord) -> tuple[str, ...]:
        seconds, estimated = seconds_of(record)
        return (
            record.name,
            _phases(record),
            record.network or NOTHING,
            ", ".join(
                f"{name.removesuffix('_weight')} {_short(name, value)}"
                for name, value in self.differing[record.name].items()
            ),
            record.state(),
            number(_best(record), 2),
            _epochs(record),
            NOTHING if seconds is None else f"{'~' if estimated else ''}{clock(seconds)}",
        )

    def as_plain(self) -> dict[str, Any]:
        """Return the runs as JSON values."""
        return {
            "runs": [
                self._plain(record) | {"differs": self.differing[record.name], "problems": list(record.problems)}
                for record in self.records
            ]
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows of the CSV file: what JSON holds, with a column for each setting that differs."""
        return [
            self._plain(record) | {"phases": " ".join(record.phases)} | self.differing[record.name]
            for record in self.records
        ]

    def _plain(self, record: RunRecord) -> dict[str, Any]:
        seconds, estimated = seconds_of(record)
        return {
            "name": record.name,
            "folder": str(record.folder),
            "kind": record.kind,
            "phases": list(record.phases),
            "encoder": record.network,
            "state": record.state(),
            "valid_psnr": _best(record),
            "epoch": record.last.get("epoch"),
            "seconds": seconds,
            "seconds_estimated": estimated,
        }


def list_runs(settings: RunsSettings) -> RunsReport:
    """Read the runs under `settings.models`, or the run that lies there.

    Raises
    ------
    MuralsError
        If there is no such folder, or no run in it.
    """
    check_options(settings)
    models = settings.models
    if not models.is_dir():
        raise MuralsError(f'no folder {models}: expected one of runs; "murals train" makes models')
    folders = [models] if (models / "run.json").is_file() else run_folders(models)[::-1]
    records = [read_run(folder) for folder in folders]
    if not any(map(_is_training, records)):
        raise MuralsError(f'no training under {models}: "murals train" makes one, and --out says where')
    if settings.by == "psnr":
        records.sort(key=lambda record: record.kept.get("valid_psnr", -math.inf))
    report = RunsReport(records, differing_settings(records), settings.csv)
    if settings.csv:
        write_text(settings.csv, csv_text(report.rows()), overwrite=settings.overwrite)
    return report


def differing_settings(records: Sequence[RunRecord]) -> dict[str, dict[str, str]]:
    """Return, by the name of each run, its value of every setting in which the trainings differ.

    Only what was asked for on the command line can differ: the settings that a phase or a preset brings along are told
    by its name.
    """
    asked = [asked_of(record) for record in records]
    texts = [settings_of(record) for record in records]
    names = [name for name in dict.fromkeys(name for one in asked for name in one) if name not in _NAMED]
    told = [name for name in names if len({text.get(name) for text in texts if text}) > 1]
    return {
        record.name: {name: text[name] for name in told if name in text}
        for record, text in zip(records, texts, strict=True)
    }


def seconds_of(record: RunRecord) -> tuple[float | None, bool]:
    """Return how long a run was trained, and whether that is an estimate; None if it cannot be told.

    A run that did not note it, because it is still running or older, is estimated: from the time in its name to the
    last change of its history.
    """
    noted = record.said.get("seconds")
    if isinstance(noted, int | float) and not isinstance(noted, bool) and math.isfinite(noted):
        return float(noted), False
    try:
        began = datetime.strptime(record.name[:15], "%Y%m%d-%H%M%S").timestamp()
        ended = (record.folder / "history.csv").stat().st_mtime
    except (ValueError, OSError):
        return None, False
    return (ended - began, True) if ended >= began else (None, False)


def _is_training(record: RunRecord) -> bool:
    return bool(record.said or record.rows or record.checkpoints)


def _best(record: RunRecord) -> float | None:
    return record.kept.get("valid_psnr")


def _phases(record: RunRecord) -> str:
    """Return the phase; of several the last that has begun too."""
    if len(record.phases) == 1:
        return title(record.phases[0]).removeprefix("phase ")
    reached = record.last.get("phase", record.phases[-1])
    return "all" if reached == record.phases[-1] else f"all, at {reached.upper()}"


def _epochs(record: RunRecord) -> str:
    last, planned = record.last, record.training("epochs")
    return number(last.get("epoch"), 0) + (f"/{planned}" if last and planned else "")


def _short(name: str, value: str) -> str:
    """Return a value that fits into a cell: of a fingerprint its beginning, of a long path its end."""
    if name == "fingerprint":
        return value[:8]
    if name in ("start", "init"):
        value = Path(value).parent.name or value
    return value if len(value) <= _LONGEST else f"…{value[1 - _LONGEST :]}"
