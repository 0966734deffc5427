import pytest
from PIL import Image
from run_samples import write_run

from murals.page.runs_pictures import MOST_PICTURES, caption_of, sample_pictures
from murals.page.workspace import Workspace
from murals.runs.run_record import read_run


@pytest.fixture
def workspace(tmp_path):
    folder = tmp_path / "visitor"
    folder.mkdir()
    return Workspace(folder)


@pytest.fixture
def run(tmp_path):
    run = write_run(tmp_path / "models", "a")
    (run.folder / "grids").mkdir()
    for epoch in range(1, 12):
        Image.new("RGB", (9, 6), (epoch, 0, 0)).save(run.folder / "grids" / f"epoch-{epoch:04}.val.png")
    return run


def test_pictures_are_the_visitors_own_files_newest_first(run, workspace):
    pictures, wrong = sample_pictures([read_run(run.folder)], workspace, "en")
    assert wrong == [] and len(pictures) == MOST_PICTURES
    assert [caption for _, caption in pictures[:2]] == ["validation · kept weights", "validation · epoch 11"]
    assert all(path.startswith(str(workspace.folder)) for path, _ in pictures)
    with Image.open(pictures[1][0]) as picture:
        assert picture.getpixel((0, 0)) == (11, 0, 0)


def test_new_pictures_replace_the_old_ones(run, workspace):
    record = read_run(run.folder)
    first = {path for path, _ in sample_pictures([record], workspace, "en")[0]}
    second = {path for path, _ in sample_pictures([record], workspace, "en")[0]}
    assert not first & second
    assert {str(path) for path in workspace.folder.rglob("*.png")} == second


def test_a_broken_picture_is_a_sentence_and_the_others_are_shown(run, workspace):
    (run.folder / "samples.val.png").write_bytes(b"\x89PNG")
    pictures, wrong = sample_pictures([read_run(run.folder)], workspace, "en")
    assert len(pictures) == MOST_PICTURES - 1
    assert len(wrong) == 1 and "samples.val.png" in wrong[0]


def test_of_two_runs_the_first_pictures_are_shown_with_their_names(run, workspace):
    record = read_run(run.folder)
    pictures, _ = sample_pictures([record, record], workspace, "zh")
    assert [caption for _, caption in pictures] == ["a: 验证集 · 所保留的权重"] * 2


def test_captions_tell_side_and_epoch(tmp_path):
    named = {name: caption_of(tmp_path / name, "en") for name in ("samples.png", "epoch-0020.train.png")}
    assert named == {"samples.png": "validation · kept weights", "epoch-0020.train.png": "training · epoch 20"}
