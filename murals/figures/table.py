"""A table of text for a terminal (rich), for Markdown, and for the page of results.

The cells are text, rounded by the module that knows the unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.table import Table as RichTable
from rich.text import Text

NOTHING = "–"  # in a cell that has no number


@dataclass(frozen=True)
class Table:
    """Columns and rows of text; the first `labels` columns are words, aligned left; numbers follow, aligned right."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    labels: int = 1
    sortable: bool = False  # the page lets the reader sort and filter it

    def __post_init__(self) -> None:
        """Raise ValueError if a row is not as long as the heading."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells in a table of {len(self.columns)} columns: {row}")

    def as_rich(self) -> RichTable:
        """Return the table for a terminal; brackets in a name are text, not markup."""
        table = RichTable(
            title=Text(self.title, style="bold"),
            caption=Text(self.note) if self.note else None,
            box=box.SIMPLE_HEAD,
            show_header=any(self.columns),
            title_justify="left",
            caption_justify="left",
            pad_edge=False,
            collapse_padding=True,
        )
        for place, column in enumerate(self.columns):
            table.add_column(
                Text(column),
                justify="left" if place < self.labels else "right",
                no_wrap=place == 0 or place >= self.labels,  # a number that is cut is a wrong number
                overflow="fold",  # a word that is cut would name something else
            )
        for row in self.rows:
            table.add_row(*map(Text, row))
        return table

    def as_markdown(self) -> str:
        """Return the table as GitHub's Markdown, without its title."""
        rule = ["---" if place < self.labels else "---:" for place in range(len(self.columns))]
        lines = [self.columns, rule, *self.rows]
        text = "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
        return f"{text}\n\n{self.note}\n" if self.note else f"{text}\n"


def number(value: float | None, digits: int, *, signed: bool = False) -> str:
    """Return `value` with `digits` decimals; a dash for None and NaN."""
    if value is None or value != value:
        return NOTHING
    return f"{value:{'+' if signed else ''}.{digits}f}"
