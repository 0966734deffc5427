import re

import pytest

from murals.errors import MuralsError
from murals.learn.run import find_unfinished, new_run, title


def test_each_run_has_a_folder_of_its_own(tmp_path):
    folders = {new_run(tmp_path, "1").folder for _ in range(3)}
    assert len(folders) == 3
    assert all(re.match(r"\d{8}-\d{6}-phase1", folder.name) for folder in folders)


def test_the_history_survives(tmp_path):
    run = new_run(tmp_path, "1")
    rows = [
        {"phase": "1", "epoch": 0.0, "valid_psnr": 14.5},
        {"phase": "2a", "epoch": 1.0, "valid_psnr": 20.25, "train_l1": 0.5},
    ]
    run.save_history(rows)
    assert run.history() == rows
    assert run.history_file.read_text().splitlines()[0] == "phase,epoch,valid_psnr,train_l1"


def test_only_unfinished_runs_are_resumed(tmp_path):
    first, second = new_run(tmp_path, "1"), new_run(tmp_path, "1")
    first.save_settings({"finished": False})
    second.save_settings({"finished": True})
    assert [run.folder for run in find_unfinished(tmp_path)] == [first.folder]


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(MuralsError, match=r"cannot make a folder for the run in .*--out"):
        new_run(tmp_path / "file", "1")


def test_a_command_finds_its_own_runs(tmp_path):
    mural, facade = new_run(tmp_path, "1"), new_run(tmp_path, "translate")
    mural.save_settings({"finished": False})
    facade.save_settings({"finished": False, "job": "pix2pix"})
    assert [run.folder for run in find_unfinished(tmp_path)] == [mural.folder]
    assert [run.folder for run in find_unfinished(tmp_path, job="pix2pix")] == [facade.folder]


def test_what_is_no_phase_keeps_its_name(tmp_path):
    run = new_run(tmp_path, "translate")
    assert run.folder.name.endswith("-translate")
    assert run.weights("translate").name == "translate.safetensors"
    assert run.weights("2a").name == "phase2a.safetensors"
    assert (title("2a"), title("translate")) == ("phase 2A", "translate")


def test_the_time_of_a_training_adds_up_over_interruptions(tmp_path, monkeypatch):
    clock = iter([10.0, 12.5, 100.0, 101.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    run = new_run(tmp_path, "1")
    run.save_settings({"finished": False})
    with pytest.raises(KeyboardInterrupt), run.timed():
        raise KeyboardInterrupt
    assert run.settings() == {"finished": False, "seconds": 2.5, "stopped": True}
    with run.timed():
        assert "stopped" not in run.settings()
        run.save_settings({**run.settings(), "finished": True})
    assert run.settings() == {"finished": True, "seconds": 3.5}


def test_a_lost_folder_does_not_hide_what_stopped_the_training(tmp_path):
    run = new_run(tmp_path, "1")
    with pytest.raises(MuralsError, match="the reason"), run.timed():
        raise MuralsError("the reason")
