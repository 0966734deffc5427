from pathlib import Path

import pytest

from murals.errors import MuralsError
from murals.learn.run import new_run
from murals.train.resuming import find_moved, find_resumable, locate_data, marked_if_failed
from murals.train.settings import TrainSettings


def interrupted(folder, **settings):
    run = new_run(folder, "1")
    run.save_settings({"settings": vars(TrainSettings(out=str(folder), **settings)), "finished": False})
    return run


def find(folder, **asked):
    return find_resumable(TrainSettings(out=str(folder), **asked), TrainSettings(), job="train")


def test_the_newest_of_the_phase_is_found(tmp_path):
    first, second = interrupted(tmp_path, phase="1"), interrupted(tmp_path, phase="2a")
    assert find(tmp_path).folder == second.folder
    assert find(tmp_path, phase="1").folder == first.folder


def test_no_run_names_the_command_that_starts_one(tmp_path):
    with pytest.raises(MuralsError, match=r'no interrupted run of phase 2b under .*"murals train" without --resume'):
        find(tmp_path, phase="2b")


def test_an_option_that_contradicts_is_refused(tmp_path):
    interrupted(tmp_path, changes={"epochs": 2})
    assert find(tmp_path, changes={"epochs": 2})
    with pytest.raises(MuralsError, match=r"was started with epochs 2, not 7.*leave the option out"):
        find(tmp_path, changes={"epochs": 7})


def test_a_mistake_ends_a_run_and_a_full_disk_does_not(tmp_path):
    run = interrupted(tmp_path)
    with pytest.raises(MuralsError), marked_if_failed(run):
        raise MuralsError("no room") from OSError(28, "No space left on device")
    assert not run.settings()["finished"]
    with pytest.raises(MuralsError), marked_if_failed(run):
        raise MuralsError("the loss became nan")
    assert run.settings()["finished"] and run.settings()["failed"] == "the loss became nan"


def test_a_run_itself_may_be_named(tmp_path):
    run = interrupted(tmp_path / "models")
    assert find(run.folder).folder == run.folder


def mark(place):
    """A fingerprint for these tests: what one file holds."""
    return (Path(place) / "mark").read_text()


def with_data(folder, mark):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mark").write_text(mark)
    return str(folder)


@pytest.fixture
def marked_run(tmp_path):
    """A run whose data, in a folder `old`, have the fingerprint A."""
    run = interrupted(tmp_path / "models", data=with_data(tmp_path / "old", "A"))
    run.save_settings({**run.settings(), "fingerprint": "A"})
    return run


def test_data_are_found_where_they_were(marked_run, tmp_path):
    assert locate_data(marked_run, "data", "data", mark) == str(tmp_path / "old")


def test_data_that_moved_are_accepted_and_noted(marked_run, tmp_path):
    (tmp_path / "old").rename(tmp_path / "moved")
    with pytest.raises(MuralsError, match=r"are no longer in .*old: name their folder with --data"):
        locate_data(marked_run, "data", "data", mark)
    assert find(tmp_path / "models", data=str(tmp_path / "moved")).folder == marked_run.folder
    assert locate_data(marked_run, str(tmp_path / "moved"), "data", mark) == str(tmp_path / "moved")
    assert marked_run.settings()["settings"]["data"] == str(tmp_path / "moved")
    assert locate_data(marked_run, "data", "data", mark) == str(tmp_path / "moved")


def test_data_that_moved_to_the_default_place_need_not_be_named(marked_run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old").rename("data")
    assert locate_data(marked_run, "data", "data", mark) == "data"


def test_other_data_are_refused(marked_run, tmp_path):
    with pytest.raises(MuralsError, match=r"other are not those that .*without --resume"):
        locate_data(marked_run, with_data(tmp_path / "other", "B"), "data", mark)
    assert marked_run.settings()["settings"]["data"] == str(tmp_path / "old")


def test_the_start_moves_with_its_folder_of_runs(marked_run, tmp_path):
    start = tmp_path / "models/20260101-000000-phase1/phase1.safetensors"
    start.parent.mkdir()
    start.touch()
    assert find_moved(str(start), marked_run) == start
    assert find_moved(f"/gone/{start.parent.name}/{start.name}", marked_run) == start
    assert find_moved("/gone/none/phase1.safetensors", marked_run) == Path("/gone/none/phase1.safetensors")
