import pytest

from murals.errors import MuralsError
from murals.jobs.resuming import find_resumable, marked_if_failed
from murals.jobs.settings import TrainSettings
from murals.learn.run import new_run


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
