import json
import shutil

import numpy as np
import pytest
from PIL import Image
from tests_helpers import write_pairs

from murals.data.pairs import check_pairs, find_pairs, fingerprint
from murals.data.settings import CheckSettings
from murals.errors import MuralsError


def kinds(report):
    return sorted(problem.kind for problem in report.problems)


def write_record(root, groups, complete=True):
    entries = {name: {"group": group} for name, group in groups.items()}
    (root / "damage.json").write_text(json.dumps({"complete": complete, "pairs": entries}))


def test_pairs_are_found_in_order(pairs):
    found = find_pairs(pairs, "train")
    assert [pair.name for pair in found] == [f"{i:02}" for i in range(8)]
    assert found[3].damaged == pairs / "train/damaged/03.png"
    assert found[3].clean == pairs / "train/ground_truth/03.png"
    assert found[3].mask == pairs / "train/mask/03.png"


def test_masks_are_optional_and_suffixes_may_differ(tmp_path):
    root = write_pairs(tmp_path / "data", masks=False)
    picture = root / "val/ground_truth/00.png"
    Image.open(picture).save(picture.with_suffix(".tif"))
    picture.unlink()
    first = find_pairs(str(root), "val")[0]
    assert first.mask is None and first.clean.name == "00.tif"


def test_a_hidden_file_makes_no_masks(tmp_path):
    root = write_pairs(tmp_path / "data", masks=False)
    (root / "train/mask").mkdir()
    (root / "train/mask/.gitkeep").touch()
    assert {pair.mask for pair in find_pairs(root, "train")} == {None}


def test_a_missing_partner_is_named_and_all_are_counted(pairs):
    (pairs / "train/ground_truth/03.png").unlink()
    with pytest.raises(MuralsError) as error:
        find_pairs(pairs, "train")
    assert str(error.value) == f"no clean image for {pairs}/train/damaged/03.png: expected ground_truth/03.*"
    (pairs / "train/damaged/05.png").unlink()
    (pairs / "train/mask/01.png").unlink()
    with pytest.raises(MuralsError, match=f'; "murals check {pairs}" lists all 4$'):
        find_pairs(pairs, "train")
    assert kinds(check_pairs(CheckSettings(pairs))) == ["unmatched"] * 4


@pytest.mark.parametrize("missing", ["data", "data/train", "data/train/damaged", "data/train/ground_truth"])
def test_missing_folders_say_how_to_make_pairs(pairs, missing):
    shutil.rmtree(pairs.parent / missing)
    with pytest.raises(MuralsError, match=f'is missing; make pairs .*"murals damage PHOTOS {pairs}"'):
        find_pairs(pairs, "train")


def test_an_empty_folder_says_how_to_make_pairs(pairs):
    for path in (pairs / "train/damaged").iterdir():
        path.unlink()
    with pytest.raises(MuralsError, match=r"train/damaged is empty; make pairs"):
        find_pairs(pairs, "train")


def test_a_split_or_photographs_in_the_place_of_pairs_are_told_apart(pairs, tmp_path):
    with pytest.raises(MuralsError, match=rf"{pairs / 'train'} holds the pairs of one split: name the folder that it"):
        find_pairs(pairs / "train", "train")
    photographs = pairs / "train/damaged"
    with pytest.raises(MuralsError, match=f'of these photographs with "murals damage {photographs} data"'):
        find_pairs(photographs, "train")


def test_a_split_that_is_empty_or_missing_is_told(pairs):
    """Nothing was wrong, and train refused the pairs."""
    for path in (pairs / "val").rglob("*.png"):
        path.unlink()
    report = check_pairs(CheckSettings(pairs))
    assert kinds(report) == ["missing"] and report.problems[0].message.startswith(f"{pairs / 'val'} holds no pairs")
    shutil.rmtree(pairs / "val")
    report = check_pairs(CheckSettings(pairs))
    assert report.problems == []
    assert 'val: no folder, and "murals train" needs one' in report.lines()


def test_two_files_of_one_stem_are_refused(pairs):
    Image.open(pairs / "train/damaged/02.png").save(pairs / "train/damaged/02.jpg")
    with pytest.raises(MuralsError, match=r"02.png and 02.jpg have one stem"):
        find_pairs(pairs, "train")
    assert kinds(check_pairs(CheckSettings(pairs))) == ["twice"]


def test_nothing_is_wrong_with_good_pairs(pairs):
    before = sorted(path for path in pairs.rglob("*"))
    report = check_pairs(CheckSettings(pairs))
    assert report.problems == []
    assert report.pairs == {"train": 8, "val": 4} and report.masks == {"train": 8, "val": 4}
    lost = "8.2% lost, 0.0% veiled on average"
    assert report.lines() == [
        f"train: 8 pairs, 8 with a mask ({lost})",
        f"val: 4 pairs, 4 with a mask ({lost})",
        "nothing is wrong",
    ]
    assert sorted(pairs.rglob("*")) == before, "a check writes nothing"


def truncate(root):
    path = root / "train/damaged/00.png"
    path.write_bytes(path.read_bytes()[:200])


def write_text(root):
    (root / "train/ground_truth/00.png").write_text("a text file")


def write_mask_of_text(root):
    (root / "train/mask/00.png").write_text("a text file")


def resize_clean(root):
    Image.new("RGB", (65, 64)).save(root / "train/ground_truth/00.png")


def resize_mask(root):
    Image.new("L", (32, 64), 255).save(root / "train/mask/00.png")


def empty_mask(root):
    Image.new("L", (64, 64), 0).save(root / "train/mask/00.png")


def copy_clean(root):
    shutil.copy(root / "train/ground_truth/00.png", root / "train/damaged/00.png")


def mark_sound_paint(root):
    mask = np.asarray(Image.open(root / "train/mask/00.png"))
    Image.fromarray(255 - mask).save(root / "train/mask/00.png")


def make_tiny(root):
    for kind in ("damaged", "ground_truth", "mask"):
        Image.new("RGB", (8, 8), "white" if kind != "damaged" else "black").save(root / f"train/{kind}/00.png")


def show_one_wall_twice(root):
    shutil.copy(root / "train/ground_truth/00.png", root / "val/ground_truth/01.png")


def put_siblings_on_both_sides(root):
    write_record(root, {"train/00": "cave 1", "train/01": "cave 1", "val/00": "cave 1", "val/01": "cave 2"})


def stop_halfway(root):
    write_record(root, {}, complete=False)


def break_record(root):
    (root / "damage.json").write_text('{"pairs": [')


@pytest.mark.parametrize(
    ("spoil", "kind", "message"),
    [
        (truncate, "unreadable", "train/damaged/00.png"),
        (write_text, "unreadable", "train/ground_truth/00.png"),
        (write_mask_of_text, "unreadable", "train/mask/00.png"),
        (resize_clean, "size", "00.png is 64x64 but .*00.png is 65x64"),
        (resize_mask, "mask size", "00.png is 32x64 but its images are 64x64: draw it at 64x64"),
        (empty_mask, "empty", "mask/00.png marks no damage"),
        (copy_clean, "unchanged", "damaged/00.png equals .*ground_truth/00.png: nothing is damaged"),
        (mark_sound_paint, "unchanged", "mask/00.png marks damage, but there the damaged image equals the clean one"),
        (make_tiny, "small", "is 8x8: expected at least 32"),
        (show_one_wall_twice, "both sides", "train/ground_truth/00.png and .*val/ground_truth/01.png show the same"),
        (put_siblings_on_both_sides, "both sides", "mural cave 1 on both sides of the split: train/00 and val/00"),
        (stop_halfway, "unfinished", "was interrupted: run it again with --overwrite"),
        (break_record, "unreadable", "damage.json is no record"),
    ],
)
def test_each_problem_is_found_alone_and_named(pairs, spoil, kind, message):
    spoil(pairs)
    report = check_pairs(CheckSettings(pairs))
    (problem,) = report.problems
    assert problem.kind == kind
    with pytest.raises(MuralsError, match=message):
        raise MuralsError(problem.message)
    assert report.lines()[-2:] == [problem.message, "1 problem"]
    assert json.loads(json.dumps(report.as_plain()))["problems"][0]["kind"] == kind


def test_a_damaged_image_that_equals_the_clean_one_is_named_without_a_mask_too(tmp_path):
    root = write_pairs(tmp_path / "data", masks=False)
    copy_clean(root)
    (problem,) = check_pairs(CheckSettings(root)).problems
    assert (problem.kind, problem.path) == ("unchanged", root / "train/damaged/00.png")
    assert "remove the pair" in problem.message


def test_many_problems_are_all_reported(pairs):
    for spoil in (truncate, show_one_wall_twice, stop_halfway):
        spoil(pairs)
    empty_mask(pairs)
    assert kinds(check_pairs(CheckSettings(pairs))) == ["both sides", "unfinished", "unreadable"]


def test_an_explanation_is_given_once(pairs):
    for name in ("00", "03", "05"):
        shutil.copy(pairs / f"train/ground_truth/{name}.png", pairs / f"train/damaged/{name}.png")
    lines = [line for line in check_pairs(CheckSettings(pairs)).lines() if " equals " in line]
    assert [line.endswith("remove the pair") for line in lines] == [True, False, False]
    assert lines[1].endswith("ground_truth/03.png")


def test_why_a_file_cannot_be_read_is_said_of_each(pairs):
    for name in ("00", "03"):
        (pairs / f"train/damaged/{name}.png").write_bytes(b"no image")
    first, second = (problem.message for problem in check_pairs(CheckSettings(pairs)).problems)
    assert {first, second} <= set(check_pairs(CheckSettings(pairs)).lines())
    assert first.partition(": ")[2] == second.partition(": ")[2] != ""


def test_nothing_to_check_is_a_mistake(tmp_path):
    with pytest.raises(MuralsError, match=r"no pairs in .*nowhere"):
        check_pairs(CheckSettings(tmp_path / "nowhere"))


def test_the_fingerprint_is_of_names_and_contents_not_of_places(pairs, tmp_path):
    before = fingerprint(find_pairs(pairs, "train"))
    shutil.copytree(pairs, tmp_path / "elsewhere")
    assert fingerprint(reversed(find_pairs(tmp_path / "elsewhere", "train"))) == before
    mask = tmp_path / "elsewhere/train/mask/00.png"
    Image.fromarray(255 - np.asarray(Image.open(mask))).save(mask)
    assert fingerprint(find_pairs(tmp_path / "elsewhere", "train")) != before
    for kind in ("damaged", "ground_truth", "mask"):
        (pairs / f"train/{kind}/00.png").rename(pairs / f"train/{kind}/99.png")
    assert fingerprint(find_pairs(pairs, "train")) != before


def test_the_check_tells_the_kinds_and_reads_other_levels_as_lost(pairs):
    for path in (pairs / "val/mask").iterdir():
        mask = np.zeros((64, 64), np.uint8)
        mask[:16], mask[16:48] = 255, 128
        Image.fromarray(mask).save(path)
    for path in (pairs / "train/mask").iterdir():
        Image.fromarray(np.repeat(np.array([0, 128, 200, 255], np.uint8), 16)[None].repeat(64, 0)).save(path)
    report = check_pairs(CheckSettings(pairs))
    assert report.shares["val"] == {"mask_ratio": 0.75, "lost_ratio": 0.25, "veiled_ratio": 0.5}
    assert report.shares["train"] == {"mask_ratio": 0.75, "lost_ratio": 0.75, "veiled_ratio": 0.0}
    assert report.lines()[1] == "val: 4 pairs, 4 with a mask (25.0% lost, 50.0% veiled on average)"
    assert json.loads(json.dumps(report.as_plain()))["shares"] == report.shares
