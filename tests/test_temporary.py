"""`murals.temporary`: folders of killed runs are removed, and nothing else. Real processes are killed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from murals import temporary
from murals.files import require_writable, write_text
from murals.temporary import remove_left, temporary_folder

WRITER = """
import sys
from murals.files import whole_file
with whole_file(sys.argv[1]) as part:
    part.write_text("half")
    print("writing", flush=True)
    sys.stdin.readline()
    part.write_text("whole")
"""


@pytest.fixture
def writer(tmp_path):
    """A process in the middle of writing `result.txt`; it ends when it hears a line."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    environment = os.environ | {"PYTHONPATH": str(Path(temporary.__file__).parents[1])}
    with subprocess.Popen([sys.executable, "-c", WRITER, tmp_path / "result.txt"], env=environment, **pipes) as process:
        assert process.stdout.readline() == "writing\n"
        yield process
        process.kill()


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def make_left(folder, *files):
    """Make a temporary folder as a killed process leaves it."""
    left = folder / f"{temporary._beginning()}0123ab"
    left.mkdir()
    for name in files:
        (left / name).touch()
    return left


def test_what_a_killed_process_left_is_removed_by_the_next_write(tmp_path, writer):
    writer.kill()
    writer.wait()
    assert len(names(tmp_path)) == 1
    write_text(tmp_path / "other.txt", "x")
    assert names(tmp_path) == ["other.txt"]


def test_it_is_removed_when_the_folder_is_tried_too(tmp_path, writer):
    writer.kill()
    writer.wait()
    require_writable(tmp_path)
    assert names(tmp_path) == []


def test_what_a_living_process_writes_stays(tmp_path, writer):
    write_text(tmp_path / "other.txt", "x")
    assert len(names(tmp_path)) == 2
    writer.communicate("go on\n")
    assert names(tmp_path) == ["other.txt", "result.txt"]
    assert (tmp_path / "result.txt").read_text() == "whole"


def test_a_folder_is_made_and_removed_with_all_it_holds(tmp_path):
    with temporary_folder(tmp_path) as folder:
        assert re.fullmatch(r"\.murals-[0-9a-f]{8}-[0-9a-f]{6}", folder.name)
        (folder / "deep" / "er").mkdir(parents=True)
        (folder / "deep" / "file").touch()
    assert names(tmp_path) == []


def test_two_folders_at_once_do_not_meet(tmp_path):
    with temporary_folder(tmp_path) as one, temporary_folder(tmp_path) as other:
        remove_left.cache_clear()
        remove_left(str(tmp_path))
        assert one != other and one.is_dir() and other.is_dir()


def test_a_process_that_was_killed_before_or_after_all_else_leaves_nothing_either(tmp_path):
    make_left(tmp_path)
    write_text(tmp_path / "a.txt", "x")
    assert names(tmp_path) == ["a.txt"]
    make_left(tmp_path, "lock")
    remove_left.cache_clear()
    write_text(tmp_path / "b.txt", "x")
    assert names(tmp_path) == ["a.txt", "b.txt"]


def test_nothing_else_is_removed(tmp_path):
    kept = [".murals-00000000-0123ab", ".murals-notes", ".7abc9194.tif", f"{temporary._beginning()}0123ab.tif"]
    for name in kept:  # of another machine, and of people
        (tmp_path / name).mkdir()
        (tmp_path / name / "lock").touch()
    (tmp_path / f"{temporary._beginning()}aaaaaa").touch()  # a file
    (tmp_path / f"{temporary._beginning()}bbbbbb").symlink_to(tmp_path / ".murals-notes")
    left = make_left(tmp_path, "a.tif")  # nothing tells that its process is dead
    before = names(tmp_path)
    write_text(tmp_path / "z.txt", "x")
    assert names(tmp_path) == [*before, "z.txt"]
    assert names(left) == ["a.tif"] and names(tmp_path / ".murals-notes") == ["lock"]


def test_where_there_are_no_locks_nothing_counts_as_left(tmp_path, monkeypatch):
    with monkeypatch.context() as without:
        without.setattr(temporary, "fcntl", None)
        making = temporary_folder(tmp_path)
        folder = making.__enter__()
    remove_left.cache_clear()
    remove_left(str(tmp_path))
    assert names(folder) == ["unlocked"]
    making.__exit__(None, None, None)
    assert names(tmp_path) == []


def test_a_place_that_takes_no_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError) as told, temporary_folder(tmp_path / "none"):
        pass
    assert told.value.filename == str(tmp_path / "none")
