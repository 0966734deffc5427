"""Tolerant reading of a run's history: rows for the curves, and a sentence for each line that cannot be read.

`history.csv` may be edited by hand, cut off, or written by another program. Rows are those of `Run.history`, with
finite numbers only. Nothing raises, because the file is read while it grows.
"""

import csv
import math
from pathlib import Path
from typing import Any

from murals.config import PHASES, PIX2PIX, TRANSLATE

KNOWN_PHASES = (*PHASES, PIX2PIX, TRANSLATE)
_NEEDED = ("phase", "epoch", "step")
_MOST = 3  # lines that are named one by one; a file of another kind has a thousand


def read_history(path: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the rows that can be read, and what is wrong; a missing file is the empty history of a new run."""
    if not path.exists():
        return [], []
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        return [], [f"{path.name} cannot be read ({error})"]
    reader = csv.DictReader(text.splitlines())
    if missing := [name for name in _NEEDED if name not in (reader.fieldnames or ())]:
        return [], [f"{path.name} has no column {', '.join(missing)}"]
    return _read_rows(reader, path.name)


def _read_rows(reader: csv.DictReader, name: str) -> tuple[list[dict[str, Any]], list[str]]:
    rows, wrong, endless = [], [], 0
    try:
        for line in reader:
            try:
                row = _typed(line)
            except (TypeError, ValueError) as error:
                wrong.append(f"{name}, line {reader.line_num} is left out: {error}")
                continue
            rows.append({key: value for key, value in row.items() if key == "phase" or math.isfinite(value)})
            endless += len(row) != len(rows[-1])
    except csv.Error as error:
        wrong.append(f"{name} is broken from line {reader.line_num} on ({error})")
    return rows, _shortened(wrong, name) + ([f"{name} holds numbers that are not finite"] if endless else [])


def _typed(line: dict[str, Any]) -> dict[str, Any]:
    """Return the row with its numbers as floats; raise ValueError or TypeError if it is no row."""
    if None in line or None in line.values():
        raise ValueError("it has not as many fields as the heading")
    if line["phase"] not in KNOWN_PHASES:
        raise ValueError(f"unknown phase '{line['phase']}'")
    row = {key: value if key == "phase" else float(value) for key, value in line.items() if value != ""}
    if not all(math.isfinite(row.get(key, math.nan)) for key in ("epoch", "step")):
        raise ValueError("it has no epoch or no step")
    return row


def _shortened(wrong: list[str], name: str) -> list[str]:
    more = len(wrong) - _MOST
    return wrong if more <= 0 else [*wrong[:_MOST], f"{name}: {more} more lines are left out"]
