import os

import pytest
from run_samples import write_run

from murals.page.runs_overview import overview_html, overview_row, run_trouble
from murals.runs.run_record import read_run


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return read_run(write_run(tmp_path_factory.mktemp("models"), "20260101-000000-translate").folder)


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "<b>broken"
    folder.mkdir()
    os.utime(folder, (1, 1))  # long ago
    return read_run(folder)


def test_a_line_tells_the_run(record):
    row = overview_row(record, "en")
    assert (row.kind, row.phase, row.network, row.psnr, row.epoch) == (
        "translates",
        "translate",
        "fcn",
        "13.00",
        "3 of 5",
    )
    assert (row.state, row.problems, row.chosen) == ("finished", 0, False)
    assert overview_row(record, "zh").kind == "转换"


def test_a_broken_run_has_its_line_too(record, broken):
    row = overview_row(broken, "en")
    assert (row.psnr, row.epoch, row.phase, row.network, row.problems) == ("–", "–", "–", "–", 2)
    html = overview_html([record, broken], "en", chosen=[record.name])
    assert "&lt;b&gt;broken" in html and "<b>" not in html
    assert html.count('aria-current="true"') == 1 and "2 wrong" in html


def test_without_runs_it_says_how_to_get_one():
    assert "murals train" in overview_html([], "en")
    assert "murals train" in overview_html([], "zh")


def test_what_is_wrong_is_told_beside_the_runs_name(record, broken):
    assert run_trouble([record], "en") == ""
    pictures = [f"{record.folder}/samples.val.png is broken (cut): copy it again"]
    html = run_trouble([record, broken], "en", pictures=pictures)
    assert "What is wrong with &lt;b&gt;broken" in html and "no run.json" in html
    assert "<li>samples.val.png is broken (cut): copy it again</li>" in html and str(record.folder) not in html
