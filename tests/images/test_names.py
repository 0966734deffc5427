import logging
import os
from pathlib import Path

import pytest
from children import told_to_nobody

from murals.errors import MuralsError
from murals.images.names import SUFFIXES, find_images, is_own_output, output_path, short_stem


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_images_are_found_sorted_whatever_the_case_of_the_suffix(tmp_path):
    touch(tmp_path, "b.PNG", "a.jpg", "notes.txt", ".hidden.png", "sub/c.tif", "c.TIFF")
    assert [path.name for path in find_images(tmp_path)] == ["a.jpg", "b.PNG", "c.TIFF"]
    assert [path.name for path in find_images(str(tmp_path), recursive=True)] == ["a.jpg", "b.PNG", "c.TIFF", "c.tif"]


def test_hidden_folders_are_left_out(tmp_path):
    touch(tmp_path, "a.png", ".thumbnails/a.png", "sub/.cache/b.png")
    assert find_images(tmp_path, recursive=True) == [tmp_path / "a.png"]


def test_a_hidden_folder_that_is_named_is_read(tmp_path):
    touch(tmp_path, ".photos/a.png")
    assert find_images(tmp_path / ".photos") == [tmp_path / ".photos" / "a.png"]


def test_our_own_outputs_are_left_out_and_counted(tmp_path, caplog):
    caplog.set_level(logging.INFO, "murals")
    touch(tmp_path, "a.png", "a.restored.png", "a.blended.jpg", "b.restored.2020.png")
    assert [path.name for path in find_images(tmp_path)] == ["a.png", "b.restored.2020.png"]
    assert "left out 2 of our own outputs" in caplog.text


def test_images_that_we_cannot_read_are_named(tmp_path, caplog):
    touch(tmp_path, "a.png", "b.jxl", "c.JXL", "d.psd")
    find_images(tmp_path)
    assert "left out 2 .jxl, 1 .psd" in caplog.text


def test_a_raw_file_beside_its_picture_is_left_out_with_a_word(tmp_path, caplog):
    caplog.set_level(logging.INFO, "murals")
    touch(tmp_path, "a.CR2", "a.JPG", "b.dng", "sub/a.nef")
    assert [path.name for path in find_images(tmp_path, recursive=True)] == ["a.JPG", "b.dng", "a.nef"]
    assert "left out 1 .cr2 beside pictures of the same name" in caplog.text


def test_an_empty_folder_says_what_is_looked_for(tmp_path):
    with pytest.raises(MuralsError) as told:
        find_images(tmp_path)
    assert str(tmp_path) in str(told.value)
    assert all(suffix in str(told.value) for suffix in SUFFIXES)


def test_a_folder_of_our_outputs_alone(tmp_path):
    touch(tmp_path, "a.restored.png")
    with pytest.raises(MuralsError, match="nothing but our own outputs"):
        find_images(tmp_path)


def test_a_missing_folder_and_a_file(tmp_path):
    with pytest.raises(MuralsError, match=r"no folder .*murales: .*\.png"):
        find_images(tmp_path / "murales")
    touch(tmp_path, "a.png")
    with pytest.raises(MuralsError, match=r"got the file .*a\.png"):
        find_images(tmp_path / "a.png")


def test_a_locked_folder_is_not_passed_over(tmp_path):
    touch(tmp_path, "a.png", "locked/b.png")
    (tmp_path / "locked").chmod(0o700)
    told = told_to_nobody(tmp_path, lambda: find_images(".", recursive=True))
    assert told == "cannot list ./locked (Permission denied): make it readable, or name another folder"


@pytest.mark.parametrize(
    ("source", "out", "expected"),
    [
        ("murals/07.jpg", None, "murals/07.restored.jpg"),
        ("murals/07.TIF", "out", "out/07.restored.TIF"),
        ("cave.285.png", None, "cave.285.restored.png"),
        ("old.gif", None, "old.restored.png"),
        ("IMG_1.HEIC", None, "IMG_1.restored.tif"),
        ("IMG_1.CR2", "out", "out/IMG_1.restored.tif"),
        ("scan.jp2", None, "scan.restored.tif"),
    ],
)
def test_output_path(source, out, expected):
    assert output_path(source, "restored", out) == Path(expected)
    assert is_own_output(output_path(source, "restored", out)) and not is_own_output(source)
    assert is_own_output(output_path(source, "restored-2", out)) and is_own_output(output_path(source, "sources", out))


@pytest.mark.parametrize(
    "name", ["restored.png", "a.restored.txt", "a.restored.json", "a_restored.png", "a.restored-b.png"]
)
def test_names_that_are_not_ours(name):
    assert not is_own_output(name)


@pytest.mark.parametrize("name", ["莫高窟" * 26, "莫高窟" * 27, "a" * 250, "e\u0301" * 83, "𠀀" * 60])
@pytest.mark.parametrize("kind", ["restored", "mask", "uncertainty"])
@pytest.mark.parametrize("limit", [255, 143])
def test_the_name_of_a_result_always_fits(name, kind, limit, monkeypatch):
    monkeypatch.setattr("murals.images.names.longest_name", lambda folder: limit)
    path = output_path(f"walls/{name}.png", kind, suffix=".png")
    assert len(os.fsencode(path.name)) <= limit
    assert path.name.endswith(f".{kind}.png") and is_own_output(path)
    assert path == output_path(f"walls/{name}.png", kind, suffix=".png")


def test_a_name_that_fits_is_not_shortened(monkeypatch):
    monkeypatch.setattr("murals.images.names.longest_name", lambda folder: 143)
    assert output_path("壁" * 43 + ".png", "restored").name == "壁" * 43 + ".restored.png"  # 129 + 13 bytes


def test_long_names_that_begin_alike_stay_apart():
    first, second = (short_stem("壁" * 80 + end, 100) for end in "ab")
    assert first != second
    assert first.startswith("壁" * 30 + "~")  # 100 bytes less 9 hold 30 characters of 3
    assert short_stem("壁" * 80, 240) == "壁" * 80
