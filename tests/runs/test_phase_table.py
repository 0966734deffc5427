import csv

import pytest
from rich.console import Console

from murals.learn.phase_history import PhaseSummary
from murals.runs.phase_table import phase_rows, phase_table, phases_csv, write_phase_table

HELPED = PhaseSummary("1", "decoder", 18.0, 21.9, 21.48, 4, 0.31, 0.33, 6, True)
DID_NOT = PhaseSummary("2a", "decoder + stage4", 21.48, float("nan"), 21.48, 0, float("nan"), 0.33, 2, False)


def test_the_row_tells_what_the_original_reports():
    (row,) = phase_rows([HELPED]).rows
    assert row == ("1", "decoder", "21.90 / 21.48", "+3.48", "0.3100 / 0.3300", "4 of 6", "yes")


def test_a_phase_that_did_not_help_keeps_its_row_and_reads_plus_zero():
    (row,) = phase_rows([DID_NOT]).rows
    assert row == ("2A", "decoder + stage4", "– / 21.48", "+0.00", "– / 0.3300", "0 of 2", "no")


def test_the_terminal_shows_all_numbers_in_80_columns():
    console = Console(width=80)
    with console.capture() as capture:
        console.print(phase_table([HELPED, DID_NOT]))
    shown = capture.get()
    for number in ("21.90 / 21.48", "+3.48", "0.3100 / 0.3300", "4 of 6", "– / 21.48", "+0.00", "0 of 2"):
        assert number in shown


def test_files_are_written_and_replaced(tmp_path):
    write_phase_table([HELPED], tmp_path)
    write_phase_table([HELPED, DID_NOT], tmp_path)
    assert (tmp_path / "phases.md").read_text().count("\n| ") == 3  # rule, two phases
    with (tmp_path / "phases.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["phase"] for row in rows] == ["1", "2a"]
    assert float(rows[0]["gain"]) == pytest.approx(3.48)
    assert float(rows[0]["best_valid_psnr"]) == 21.48


def test_without_phases_there_is_nothing_but_a_heading():
    assert phases_csv([]) == "\n"
    assert phase_rows([]).rows == []
