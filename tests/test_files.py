"""`murals.files`: whole files or none, and a sentence for each thing that can stop a write."""

import os
import resource

import pytest
from children import told_in_child, told_to_nobody

from murals.errors import MuralsError
from murals.files import csv_text, longest_name, require_free, require_writable, whole_file, write_bytes, write_text


def test_text_is_written_in_utf8_and_parents_are_made(tmp_path):
    path = tmp_path / "a" / "b" / "note.txt"
    write_text(path, "壁画 é")
    assert path.read_bytes() == "壁画 é".encode()
    assert [entry.name for entry in path.parent.iterdir()] == ["note.txt"]


def test_a_file_that_is_not_whole_has_its_own_name_in_a_hidden_folder_beside(tmp_path):
    with whole_file(tmp_path / "model.safetensors") as part:
        part.write_bytes(b"x")
        assert part.name == "model.safetensors" and part.parent.parent == tmp_path and part.parent.name[0] == "."
        assert not (tmp_path / "model.safetensors").exists()
    assert (tmp_path / "model.safetensors").read_bytes() == b"x"
    assert [entry.name for entry in tmp_path.iterdir()] == ["model.safetensors"]


def test_a_new_file_has_the_permissions_that_any_file_gets(tmp_path):
    write_text(tmp_path / "ours", "x")
    (tmp_path / "plain").write_text("x")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_an_existing_file_stays_unless_overwrite(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("old")
    with pytest.raises(MuralsError, match=r"note\.txt exists already: give --overwrite"):
        write_text(path, "new")
    assert path.read_text() == "old"
    write_text(path, "new", overwrite=True)
    assert path.read_text() == "new"


@pytest.mark.parametrize("stop", [RuntimeError, KeyboardInterrupt])
def test_a_block_that_fails_leaves_no_trace(tmp_path, stop):
    path = tmp_path / "note.txt"
    path.write_text("old")
    with pytest.raises(stop), whole_file(path, overwrite=True) as beside:
        beside.write_text("half")
        raise stop
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["note.txt"]


def test_an_error_about_another_file_passes_through(tmp_path):
    with pytest.raises(FileNotFoundError), whole_file(tmp_path / "note.txt"):
        (tmp_path / "other" / "input.txt").read_text()


def test_a_folder_in_the_place_of_the_file(tmp_path):
    with pytest.raises(MuralsError, match="a folder of that name stands there"):
        write_text(tmp_path, "x", overwrite=True)


@pytest.mark.parametrize("below", ["note.txt", "deeper/note.txt"])
def test_a_file_in_the_place_of_the_folder(tmp_path, below):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(MuralsError, match="a file stands where its folder"):
        write_text(tmp_path / "out" / below, "x")


def test_a_name_that_is_too_long(tmp_path):
    with pytest.raises(MuralsError, match=r"cannot write .* longer than that disk allows; give it a shorter name"):
        write_text(tmp_path / ("n" * 300), "x")


def test_a_long_name_that_is_still_allowed(tmp_path):
    write_text(tmp_path / ("n" * 251 + ".txt"), "x")
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "name", ["a.c", "a.mask.png", "壁" * 83 + ".png", "a." + "b" * 253, ".hidden", "名" * 85, "lock"]
)
def test_no_temporary_name_is_longer_than_that_of_the_result_or_than_any_disk_allows(tmp_path, name):
    with whole_file(tmp_path / name) as part:
        part.write_text("x")
        assert part.name == name
        assert len(part.parent.name) < 32  # encrypted volumes allow 143 bytes
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_a_folder_that_can_be_written_is_left_as_it_is(tmp_path):
    require_writable(tmp_path / "not" / "yet" / "there")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(MuralsError, match="a file stands where its folder"):
        require_writable(tmp_path / "out" / "below")
    told = told_to_nobody(tmp_path, lambda: require_writable("out2"))
    assert told == "no permission to write out2/the results: make out2 writable, or name another place"


def test_the_longest_name_is_asked_of_the_disk(tmp_path, monkeypatch):
    assert longest_name(tmp_path / "none" / "yet") == os.pathconf(tmp_path, "PC_NAME_MAX")
    monkeypatch.delattr(os, "pathconf")
    assert longest_name(tmp_path) == 255


def test_no_permission_is_told_to_another_user_too(tmp_path):
    told = told_to_nobody(tmp_path, lambda: write_text("note.txt", "x"))
    assert told == "no permission to write note.txt: make . writable, or name another place"
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_half_written(tmp_path):
    (tmp_path / "weights.bin").write_bytes(b"old")

    def write_more_than_allowed() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        write_bytes(tmp_path / "weights.bin", bytes(5000), overwrite=True)

    told = told_in_child(write_more_than_allowed)
    assert told.startswith("no room to write") and "free some space" in told
    assert [entry.name for entry in tmp_path.iterdir()] == ["weights.bin"]
    assert (tmp_path / "weights.bin").read_bytes() == b"old"


def test_rows_become_csv_with_the_columns_of_all_of_them():
    text = csv_text([{"name": "a,b", "level": 0.1}, {"name": "c", "epoch": 3, "level": None}])
    assert text == 'name,level,epoch\n"a,b",0.1,\nc,,3\n'
    assert csv_text([]) == "\n"


def test_what_is_free_is_told_from_what_is_not(tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    require_free(tmp_path / "other.txt")
    require_free(tmp_path / "note.txt", overwrite=True)
    with pytest.raises(MuralsError, match=r"note\.txt exists already: give --overwrite to replace it"):
        require_free(tmp_path / "note.txt")
