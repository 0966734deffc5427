"""HTML of one run, or of two side by side: curves, tables and problems.

In: records of one or two runs and the visitor's language. Out: a `RunsView` of HTML pieces.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from murals.figures.table import Table
from murals.page.parts import headed_html, legend_html, sentence_html, table_html
from murals.page.runs_shelf import RunShelf
from murals.page.words import say
from murals.runs.compare_runs import differences_table, same_data, scores_table, settings_table
from murals.runs.phase_table import phase_rows
from murals.runs.run_record import RunRecord


@dataclass(frozen=True)
class RunsView:
    """The pieces of HTML, in the order in which they stand on the page."""

    curves: str = ""
    numbers: str = ""  # the table of phases, or the scores of two runs side by side
    settings: str = ""  # all of one run, or those in which two differ


def view_runs(shelf: RunShelf, records: Sequence[RunRecord], language: str) -> RunsView:
    """Return what to show of no run, one run or two."""
    if not records:
        return RunsView()
    if len(records) == 1:
        return _one(shelf, records[0], language)
    return _two(shelf, records[0], records[1], language)


def _one(shelf: RunShelf, record: RunRecord, language: str) -> RunsView:
    curves = shelf.curves(record) or sentence_html(say("runs.no_epoch", language))
    return RunsView(
        _headed("runs.curves", curves, language),
        _headed("runs.phases", _phases(record, language), language),
        _headed("runs.settings", _table(settings_table(record), "runs.settings", language), language),
    )


def _two(shelf: RunShelf, first: RunRecord, second: RunRecord, language: str) -> RunsView:
    warning = "" if same_data(first, second) else sentence_html(say("runs.other_data", language))
    differing = differences_table(first, second)
    settings = _table(differing, "runs.differences", language)
    return RunsView(
        _headed("runs.curves", legend_html([first.name, second.name]) + shelf.comparison(first, second), language),
        _headed("runs.scores", warning + _table(scores_table(first, second), "runs.scores", language), language),
        _headed(
            "runs.differences",
            settings if differing.rows else sentence_html(say("runs.no_differences", language)),
            language,
        ),
    )


def _phases(record: RunRecord, language: str) -> str:
    if not record.summaries:
        return sentence_html(say("runs.no_phases", language))
    return _table(phase_rows(record.summaries), "runs.phases", language)


def _table(table: Table, key: str, language: str) -> str:
    return table_html(table, language, label=say(key, language))


def _headed(key: str, html: str, language: str) -> str:
    return headed_html(say(key, language), html)
