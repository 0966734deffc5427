"""Pieces of HTML for the tabs: tables, sentences, lists of problems. All text is escaped.

In: tables of text and sentences. Out: HTML whose looks are in the page's style sheets.

https://jinja.palletsprojects.com/en/stable/api/#autoescaping
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from murals.figures.table import Table
from murals.page.words import WORDS, say


def table_html(table: Table, language: str, *, label: str) -> str:
    """Return a table called `label`; its columns, its note and the first cells of its rows are put into words."""
    columns = [worded(column, language) for column in table.columns]
    rows = [[worded(row[0], language), *row[1:]] for row in table.rows]
    return part("table", replace(table, columns=columns, rows=rows, note=worded(table.note, language)), label)


def trouble_html(heading: str, sentences: Sequence[str]) -> str:
    """Return a list of what is wrong, an empty text where nothing is."""
    return part("trouble", heading, sentences) if sentences else ""


def headed_html(heading: str, html: str) -> str:
    """Return a piece of HTML below its heading."""
    return part("headed", heading, Markup(html))


def sentence_html(text: str) -> str:
    """Return a short text below a heading or beside a picture."""
    return part("sentence", text)


def legend_html(names: Sequence[str]) -> str:
    """Return the names of two runs in the colours of their curves."""
    return part("legend", names)


def worded(text: str, language: str) -> str:
    """Return the words for a column, a number or a note that tables of results hold, or the text as it is."""
    key = f"runs.cell.{text}"
    return say(key, language) if key in WORDS else text


def part(name: str, *values: Any) -> str:
    """Return the piece that the macro `name` of `templates/parts.html` makes of `values`."""
    return str(getattr(_templates().get_template("parts.html").module, name)(*values)).strip()


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("murals.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
