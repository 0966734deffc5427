"""Reading of the table for `--groups`, as spreadsheet programs write it. Standard library only.

The table is a text file with the columns `file` and `group`. Separators are commas, semicolons (Excel where the comma
is the decimal sign) or tabs (Excel's "Unicode text"). The text is UTF-8, UTF-16 or GBK, as Excel saves it in Chinese.
"""

import codecs
import csv
import io
from pathlib import Path, PurePosixPath

from murals.errors import MuralsError

COLUMNS = ("file", "group")
_SEPARATORS = ",;\t"
_CHINESE = "gb18030"  # holds all of GBK and GB 2312
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}  # byte order marks

Rows = list[tuple[PurePosixPath, str]]


def read_groups(table: Path) -> Rows:
    """Return the rows `(file, group)`.

    Raises
    ------
    MuralsError
        If the file cannot be read or lacks a column.
    """
    try:
        lines = decode(table.read_bytes()).splitlines()
        if lines and lines[0].lower().startswith("sep="):  # a line by which Excel is told the separator
            lines = lines[1:]
        rows = [row for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=separator_of(lines)) if any(row)]
    except FileNotFoundError as error:
        raise MuralsError(f"cannot read the groups of {table}: there is no such file") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise MuralsError(f"cannot read the groups of {table}: {error}") from error
    names = [name.strip().lower() for name in rows[0]] if rows else []
    if missing := [column for column in COLUMNS if column not in names]:
        raise MuralsError(
            f"{table} has no column {missing[0]!r}: expected a table with the columns file and group, separated by "
            "commas, semicolons or tabs"
        )
    file, group = (names.index(column) for column in COLUMNS)
    return [(_as_path(_cell(row, file)), _cell(row, group)) for row in rows[1:]]


def decode(data: bytes) -> str:
    """Return the text of a file of unknown encoding: by its byte order mark, else UTF-8, else GBK.

    UTF-16 without a mark is recognised by its zero bytes.

    Raises
    ------
    UnicodeDecodeError
        If the encoding is another.
    """
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
    if encoding:
        return data.decode(encoding)
    if b"\0" in data[:4]:
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_CHINESE)


def separator_of(lines: list[str]) -> str:
    """Return the separator that occurs most in the header line; a comma if there is none."""
    header = lines[0] if lines else ""
    return max(_SEPARATORS, key=header.count)


def _cell(row: list[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def _as_path(text: str) -> PurePosixPath:
    return PurePosixPath(text.replace("\\", "/"))
