"""What the tab Runs shows of runs, as HTML: overview, troubles, tables, legend. Every text of a run is escaped.

In: `RunRecord`s, tables of text and the visitor's language. Out: HTML whose looks are in `murals/page/looks.py`.

https://jinja.palletsprojects.com/en/stable/api/#autoescaping
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from murals.learn.run import title
from murals.page.words import WORDS, say
from murals.report.run_record import RunRecord
from murals.report.table import NOTHING, Table, number


@dataclass(frozen=True)
class OverviewRow:
    """A run as one line of text cells."""

    name: str
    kind: str
    phase: str
    network: str
    psnr: str
    epoch: str
    state: str  # also the name of its colour
    problems: int
    changed: str
    chosen: bool


def overview(records: Sequence[RunRecord], language: str, *, chosen: Sequence[str | None] = ()) -> str:
    """Return the list of runs; those named in `chosen` are marked. Times are of this machine's clock."""
    if not records:
        return _part("sentence", say("runs.none", language))
    rows = [overview_row(record, language, chosen=record.name in chosen) for record in records]
    return _part("overview", rows, _sayer(language))


def overview_row(record: RunRecord, language: str, *, chosen: bool = False) -> OverviewRow:
    """Return one line of the list; PSNR in dB, of the weights that are kept."""
    last, planned = record.last, record.training("epochs")
    epoch = number(last.get("epoch"), 0)
    return OverviewRow(
        name=record.name,
        kind=say(f"runs.kind.{record.kind}", language),
        phase=title(last["phase"]) if last else NOTHING,
        network=record.network or NOTHING,
        psnr=number(record.kept.get("valid_psnr"), 2),
        epoch=say("runs.of", language, epoch=epoch, planned=planned) if last and isinstance(planned, int) else epoch,
        state=record.state(),
        problems=len(record.problems),
        changed=time.strftime("%Y-%m-%d %H:%M", time.localtime(record.changed)) if record.changed else NOTHING,
        chosen=chosen,
    )


def troubles(record: RunRecord, language: str) -> str:
    """Return why a run failed and what of it cannot be read, an empty text where all is well."""
    failed = [str(record.said["failed"])] if record.said.get("failed") else []
    sentences = [*failed, *record.problems]
    return _part("problems", sentences, _sayer(language)) if sentences else ""


def table_html(table: Table, language: str, *, label: str) -> str:
    """Return a table; `label` is the key of its name, and cells that are names of numbers are put into words."""
    columns = [worded(column, language) for column in table.columns]
    rows = [[worded(row[0], language), *row[1:]] for row in table.rows]
    shown = replace(table, columns=columns, rows=rows, note=worded(table.note, language))
    return _part("table", shown, say(label, language), _sayer(language))


def sentence(key: str, language: str) -> str:
    """Return a short text below a heading or beside a picture."""
    return _part("sentence", say(key, language))


def legend(names: Sequence[str]) -> str:
    """Return the names of two runs in the colours of their curves."""
    return _part("legend", names)


def worded(text: str, language: str) -> str:
    """Return the words for a column, a number or a note that tables of results hold, or the text as it is."""
    key = f"runs.cell.{text}"
    return say(key, language) if key in WORDS else text


def _part(name: str, *values: Any) -> str:
    return str(getattr(_templates().get_template("runs.html").module, name)(*values))


def _sayer(language: str) -> Any:
    """Return `say` as the templates call it: by key, in `language`."""
    return partial(say, language=language)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("murals.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
