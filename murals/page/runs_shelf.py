"""A cache of the runs under `models/`: each is read and drawn again only if one of its files has changed.

In: the folder of runs. Out: records, curves as HTML, sample grids. A run is only ever looked up among those that the
folder holds: no name from a browser becomes a path.
"""

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

from murals.page.runs_curves import comparison_html, curves_html
from murals.runs.run_record import RunRecord, Signature, read_run, run_folders, signature

_KEPT_DRAWINGS = 64  # a drawing is 300 KB of text: what many visitors look at, at about 20 MB


class RunShelf:
    """Reads runs, and remembers what has not changed since; visitors share it."""

    def __init__(self, models: Path) -> None:
        """`models` may not exist yet."""
        self.models = models
        self._records: dict[str, tuple[Signature, RunRecord]] = {}
        self._drawings: dict[Hashable, str] = {}

    def records(self) -> list[RunRecord]:
        """Return all runs, the newest name first."""
        folders = run_folders(self.models)
        fresh = {folder.name: self._fresh(folder) for folder in folders}
        self._records = fresh
        return [record for _, record in fresh.values()]

    def mark(self, record: RunRecord) -> Hashable:
        """Return what changes whenever the record does, with the time passing too."""
        known = self._records.get(record.name)
        return record.name, known[0] if known else (), record.state(), record.settled

    def curves(self, record: RunRecord) -> str:
        """Return the curves of one run as HTML."""
        return self._drawn(("one", self.mark(record)), lambda: curves_html(record.rows))

    def comparison(self, first: RunRecord, second: RunRecord) -> str:
        """Return the curves of two runs in one plot each, as HTML."""
        marks = ("two", self.mark(first), self.mark(second))
        return self._drawn(marks, lambda: comparison_html(first.rows, second.rows))

    def _fresh(self, folder: Path) -> tuple[Signature, RunRecord]:
        now = signature(folder)
        known = self._records.get(folder.name)
        return known if known and known[0] == now and known[1].settled else (now, read_run(folder))

    def _drawn(self, mark: Hashable, draw: Callable[[], str]) -> str:
        if mark not in self._drawings:
            drawing = draw()
            while len(self._drawings) >= _KEPT_DRAWINGS:
                self._drawings.pop(next(iter(self._drawings)), None)  # the oldest
            self._drawings[mark] = drawing
            return drawing
        return self._drawings.get(mark) or draw()


def find_named(records: list[RunRecord], name: Any) -> RunRecord | None:
    """Return the record of that name, None where none has it."""
    return next((record for record in records if record.name == name), None)
