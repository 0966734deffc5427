from io import StringIO

import pytest
from rich.console import Console

from murals.figures.table import Table, number

TABLE = Table("Walls", ("name", "PSNR"), [("cave 1", "20.00"), ("[bold]cave|2", "9.50")], note="in dB")


def test_a_number_is_rounded_and_its_sign_can_stay_visible():
    assert number(20.456, 2) == "20.46"
    assert number(0.0, 2, signed=True) == "+0.00"


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_what_is_no_number_is_a_dash(missing):
    assert number(missing, 2) == "–"


def test_markdown_escapes_the_bar_and_aligns_numbers_right():
    assert TABLE.as_markdown() == (
        "| name | PSNR |\n| --- | ---: |\n| cave 1 | 20.00 |\n| [bold]cave\\|2 | 9.50 |\n\nin dB\n"
    )


def test_the_terminal_shows_brackets_as_they_are_and_numbers_right():
    console = Console(width=80)
    with console.capture() as capture:
        console.print(TABLE.as_rich())
    lines = capture.get().splitlines()
    assert any(line.rstrip().endswith("[bold]cave|2   9.50") for line in lines)
    assert "Walls" in lines[0]
    assert "in dB" in lines[-1]


def test_words_are_broken_into_lines_where_it_is_narrow_and_numbers_never():
    console = Console(width=40)
    with console.capture() as capture:
        console.print(
            Table("", ("phase", "what", "loss"), [("1", "word " * 20, "0.1234 / 0.5678")], labels=2).as_rich()
        )
    shown = capture.get()
    assert "0.1234 / 0.5678" in shown
    assert shown.count("word") == 20


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="a row of 1 cells in a table of 2"):
        Table("", ("a", "b"), [("1",)])


def test_a_narrow_terminal_breaks_words_and_cuts_nothing():
    table = Table("", ("name", "encoder", "PSNR"), [("run", "mobilenetv3_small_100", "33.18")], labels=2)
    console = Console(width=24, file=StringIO())
    console.print(table.as_rich())
    shown = console.file.getvalue()
    assert "…" not in shown and "33.18" in shown
    column = shown.index("encoder") - shown.rindex("\n", 0, shown.index("encoder")) - 1
    parts = [line[column : column + 12].split(" ")[0] for line in shown.splitlines()[3:]]
    assert "".join(parts).startswith("mobilenetv3_small_100")
