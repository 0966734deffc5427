import pytest
from hypothesis import given
from hypothesis import strategies as st
from run_samples import history

from murals.learn.run import Run
from murals.runs.history import read_history


@pytest.fixture
def run(tmp_path):
    run = Run(tmp_path)
    run.save_history(history())
    return run


def test_a_whole_file_is_read_as_the_training_itself_reads_it(run):
    assert read_history(run.history_file) == (run.history(), [])


def test_a_new_run_has_an_empty_history(tmp_path):
    assert read_history(tmp_path / "history.csv") == ([], [])


def test_a_half_written_last_line_is_left_out_and_named(run):
    whole = run.history()
    run.history_file.write_text(run.history_file.read_text()[:-40])
    assert read_history(run.history_file) == (
        whole[:-1],
        ["history.csv, line 5 is left out: it has not as many fields as the heading"],
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("translate,9,40,x", "could not convert string to float: 'x'"),
        ("translate,9,nan,1", "it has no epoch or no step"),
        ("translate,,40,1", "it has no epoch or no step"),
        ("<b>,9,40,1", "unknown phase '<b>'"),
        ("translate,9,40,1,1", "not as many fields"),
        ("translate", "not as many fields"),
    ],
)
def test_a_line_that_is_no_row_is_named_and_the_others_are_kept(tmp_path, line, words):
    file = tmp_path / "history.csv"
    file.write_text(f"phase,epoch,step,valid_psnr\ntranslate,0,0,20\n{line}\ntranslate,1,5,21\n")
    rows, wrong = read_history(file)
    assert [row["valid_psnr"] for row in rows] == [20.0, 21.0]
    assert len(wrong) == 1 and wrong[0].startswith("history.csv, line 3 is left out") and words in wrong[0]


def test_numbers_that_are_not_finite_are_left_out_and_said(tmp_path):
    file = tmp_path / "history.csv"
    file.write_text("phase,epoch,step,valid_psnr,valid_loss\n1,0,0,inf,2\n")
    assert read_history(file) == (
        [{"phase": "1", "epoch": 0.0, "step": 0.0, "valid_loss": 2.0}],
        ["history.csv holds numbers that are not finite"],
    )


def test_a_file_of_another_kind_is_told_in_a_sentence(tmp_path):
    file = tmp_path / "history.csv"
    file.write_bytes(b"\x89PNG\xff\xfe")
    assert read_history(file)[1][0].startswith("history.csv cannot be read")
    file.write_text("name,size\na,1\n")
    assert read_history(file) == ([], ["history.csv has no column phase, epoch, step"])


def test_a_thousand_wrong_lines_are_not_a_thousand_sentences(tmp_path):
    file = tmp_path / "history.csv"
    file.write_text("phase,epoch,step\n" + "1,x,0\n" * 1000)
    rows, wrong = read_history(file)
    assert rows == [] and len(wrong) == 4 and wrong[-1] == "history.csv: 997 more lines are left out"


@given(st.text(max_size=200))
def test_no_text_stops_it(tmp_path_factory, text):
    file = tmp_path_factory.getbasetemp() / "any.csv"
    file.write_text("phase,epoch,step,valid_psnr\n" + text, encoding="utf-8", errors="replace")
    rows, _ = read_history(file)
    assert all(isinstance(row["step"], float) for row in rows)
