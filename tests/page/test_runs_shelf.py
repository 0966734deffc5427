import os
import shutil

import pytest
from run_samples import history, write_run

from murals.learn.run import Run
from murals.page.runs_shelf import RunShelf, find_named


@pytest.fixture
def models(tmp_path):
    write_run(tmp_path / "models", "a")
    shutil.copytree(tmp_path / "models" / "a", tmp_path / "models" / "b")
    return tmp_path / "models"


def test_runs_are_listed_and_found_by_name_alone(models):
    records = RunShelf(models).records()
    assert [record.name for record in records] == ["b", "a"]
    assert find_named(records, "a") is records[1]
    for name in ("../models/a", str(models / "a"), "", None, 7, ["a"]):
        assert find_named(records, name) is None


def test_only_what_has_changed_is_read_and_drawn_again(models):
    shelf = RunShelf(models)
    b, a = shelf.records()
    drawn = shelf.curves(a)
    Run(models / "b").save_history(history(epochs=4))
    newer_b, same_a = shelf.records()
    assert same_a is a and newer_b is not b
    assert len(newer_b.rows) == 5
    assert shelf.curves(same_a) is drawn
    assert shelf.mark(newer_b)[1] != shelf.mark(same_a)[1]


def test_time_alone_changes_the_mark_of_a_run_that_stopped_writing(models):
    run = Run(models / "a")
    run.save_settings({**run.settings(), "finished": False})
    shelf = RunShelf(models)
    mark = shelf.mark(shelf.records()[1])
    for path in (*run.folder.iterdir(), run.folder):
        os.utime(path, (1, 1))
    assert mark[2] == "training" and shelf.mark(shelf.records()[1])[2] == "interrupted"


def test_a_run_that_was_being_written_is_read_again_though_nothing_changes(models):
    (models / "a" / "run.json").unlink()
    shelf = RunShelf(models)
    first = shelf.records()[1]
    assert not first.settled and shelf.records()[1] is not first


def test_a_run_that_vanishes_is_gone(models):
    shelf = RunShelf(models)
    shelf.records()
    shutil.rmtree(models / "b")
    assert [record.name for record in shelf.records()] == ["a"]
    assert RunShelf(models / "nowhere").records() == []


def test_two_runs_are_drawn_once(models):
    shelf = RunShelf(models)
    b, a = shelf.records()
    assert shelf.comparison(a, b) is shelf.comparison(a, b)
    assert shelf.comparison(a, b) is not shelf.comparison(b, a)
