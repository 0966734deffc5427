import json
import os
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from run_samples import history, summary, write_run

from murals.learn.run import Run
from murals.runs.run_record import LIVE_FOR, best_row, read_run, run_folders, signature


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return write_run(tmp_path_factory.mktemp("models"), "20260101-000000-translate").folder


@pytest.fixture
def folder(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "models" / whole.name)


def test_a_finished_run_tells_all_of_itself(folder):
    record = read_run(folder)
    assert (record.name, record.kind, record.phases) == (folder.name, "translating", ("translate",))
    assert (record.network, record.training("epochs"), record.state()) == ("fcn", 5, "finished")
    assert (record.last["epoch"], record.kept["valid_psnr"]) == (3.0, 13.0)
    assert record.summaries == [summary()]
    assert record.pictures == [folder / "samples.val.png"]
    assert record.problems == []


def test_a_run_that_trains_has_a_row_of_its_epochs_so_far(tmp_path):
    run = write_run(tmp_path, "now", finished=False, epochs=2)
    record = read_run(run.folder)
    assert record.state() == "training"
    assert record.state(record.changed + LIVE_FOR - 1) == "training"
    assert record.state(record.changed + LIVE_FOR + 1) == "interrupted"
    run.save_settings({**run.settings(), "stopped": True})  # by Ctrl-C
    assert read_run(run.folder).state() == "interrupted"
    [row] = record.summaries
    assert (row.start_psnr, row.best_valid_psnr, row.best_epoch, row.last_epoch, row.gain) == (10.0, 12.0, 2, 2, 2.0)


def test_a_failed_run_says_so(folder):
    run = Run(folder)
    run.save_settings({**run.settings(), "failed": "the loss is no number any more"})
    assert read_run(folder).state() == "failed"


def test_the_phases_of_a_run_are_its_own_and_not_those_it_started_from(tmp_path):
    run = Run(tmp_path)
    run.save_settings({"settings": {"phase": "2a", "encoder": "resnet18"}, "finished": False})
    run.save_history([*history("1", psnr=30.0), *history("2a", psnr=20.0, epochs=1, step=15)])
    record = read_run(tmp_path)
    assert (record.kind, record.phases, record.network) == ("restoring", ("2a",), "resnet18")
    assert record.kept["valid_psnr"] == 21.0
    run.save_history(history("1"))
    assert read_run(tmp_path).last == {}


def test_the_kept_epoch_follows_the_rule_of_the_training():
    numbers = [(5.0, 0.3), (9.0, 0.2), (8.0, 0.1), (9.0, 0.4)]
    rows = [{"epoch": float(i), "valid_psnr": psnr, "valid_loss": loss} for i, (psnr, loss) in enumerate(numbers)]
    kept = {keep: best_row(rows, keep)["epoch"] for keep in ("psnr", "loss", "last", None, "unheard of")}
    assert kept == {"psnr": 1.0, "loss": 2.0, "last": 3.0, None: 1.0, "unheard of": 1.0}
    assert best_row([{"epoch": 0.0}], "psnr") == {}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("run.json", None, "no run.json: its settings are not known"),
        ("run.json", b"{", "run.json cannot be read"),
        ("run.json", b"[1]", "run.json cannot be read (it holds no settings)"),
        ("run.json", b"\xff", "run.json cannot be read"),
        ("history.csv", b"phase,epoch\n1,2\n", "history.csv has no column step"),
        ("translate.json", None, "no translate.json: the checkpoint of translate is of no use without it"),
        ("translate.safetensors", None, "no translate.safetensors: the checkpoint of translate"),
        ("translate.json", b"{}", "translate.json is damaged"),
        ("translate.json", b"[]", "translate.json"),
    ],
)
def test_what_is_missing_or_broken_is_a_sentence_and_the_rest_is_read(folder, name, content, words):
    file = folder / name
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    let_settle(folder)
    record = read_run(folder)
    assert [problem for problem in record.problems if problem.startswith(words)], record.problems
    assert str(folder) not in " ".join(record.problems)
    assert record.pictures and (record.rows or name == "history.csv")


def test_a_checkpoint_under_another_phases_name_is_noticed(folder):
    for suffix in (".json", ".safetensors"):
        shutil.copy(folder / f"translate{suffix}", folder / f"phase1{suffix}")
    assert "phase1.json cannot be read (it is not of phase1)" in read_run(folder).problems


def test_a_broken_summary_is_noticed(folder):
    said = json.loads((folder / "translate.json").read_text())
    for broken in ({"phase": "1"}, said["summary"] | {"best_valid_psnr": "high"}, 7):
        (folder / "translate.json").write_text(json.dumps(said | {"summary": broken}))
        record = read_run(folder)
        assert [p for p in record.problems if p.startswith("translate.json holds a broken summary")]


def let_settle(folder):
    """Make the folder and its files look as if they had been written long ago."""
    for path in (*folder.iterdir(), folder):
        os.utime(path, (1, 1))


def test_what_is_missing_is_no_problem_while_it_may_still_be_written(folder):
    """A training writes weights before their JSON, and makes its folder before its settings."""
    (folder / "translate.json").unlink()
    (folder / "run.json").unlink()
    record = read_run(folder)
    assert record.problems == [] and not record.settled
    let_settle(folder)
    record = read_run(folder)
    assert len(record.problems) == 2 and record.settled


def test_an_empty_folder_holds_nothing_of_a_training(tmp_path):
    let_settle(tmp_path)
    record = read_run(tmp_path)
    assert record.problems == ["no run.json: its settings are not known", "nothing of a training is in this folder"]
    assert (record.last, record.kept, record.network, record.summaries) == ({}, {}, None, [])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["run.json", "history.csv", "translate.json"]), st.binary(max_size=60))
def test_no_bytes_stop_it(whole, name, content):
    folder = whole.parent / "any"
    shutil.copytree(whole, folder, dirs_exist_ok=True)
    (folder / name).write_bytes(content)
    record = read_run(folder)
    assert record.state() and isinstance(record.problems, list)


KEYS = st.sampled_from(["settings", "phase", "job", "loss", "epochs"])
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3),
)


@settings(max_examples=60, deadline=None)
@given(JSON, st.sampled_from(["settings", "summary", "earlier", "phase", "unfrozen", "format", "network"]))
def test_no_values_stop_it(whole, value, key):
    folder = whole.parent / "any"
    shutil.copytree(whole, folder, dirs_exist_ok=True)
    said = json.loads((whole / "translate.json").read_text())
    (folder / "translate.json").write_text(json.dumps(said | {key: value}))
    (folder / "run.json").write_text(json.dumps({key: value}))
    record = read_run(folder)
    assert (
        record.kind and record.phases and record.state() and (record.network is None or isinstance(record.network, str))
    )


def test_runs_are_listed_by_name_and_nothing_else_is(tmp_path):
    assert run_folders(tmp_path / "models") == []
    for name in ("20260101-a", "20260301-c", "20260201-<b>", "pretrained", ".hidden"):
        (tmp_path / name).mkdir()
    (tmp_path / "README.md").write_text("")
    assert [folder.name for folder in run_folders(tmp_path)] == ["20260301-c", "20260201-<b>", "20260101-a"]


def test_the_signature_changes_with_whatever_is_written(folder):
    first = signature(folder)
    assert signature(folder) == first
    os.utime(folder / "history.csv", (1, 1))
    assert signature(folder) != first
    assert signature(folder / "nowhere") == ()
