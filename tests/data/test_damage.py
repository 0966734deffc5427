import json
import shutil

import numpy as np
import pytest
from PIL import Image

from murals.data.damage import RECIPES, find_recipe, make_pairs
from murals.data.pairs import check_pairs, find_pairs
from murals.data.settings import CheckSettings, DamageSettings
from murals.errors import MuralsError
from murals.images import write_image
from murals.progress import Bar, Progress

KINDS = ("damaged", "ground_truth", "mask")


def paint(path, seed, size=(120, 100)):
    """Write a photograph of soft coloured clouds."""
    coarse = np.random.default_rng(seed).uniform(40, 220, (6, 6, 3)).astype(np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC).save(path)
    return path


@pytest.fixture
def clean(tmp_path):
    """Return a folder of five photographs of four walls, one of them wide enough for two tiles."""
    folder = tmp_path / "photographs"
    for number, name in enumerate(["wall1_a", "wall1_b", "wall2_a", "wall3_a"]):
        paint(folder / f"{name}.png", number)
    paint(folder / "cave/wall4_a.png", 9, size=(200, 90))
    return folder


def contents(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.png")}


def pixels(path):
    return np.asarray(Image.open(path))


@pytest.mark.parametrize("recipe", RECIPES)
def test_pairs_are_written_as_documented(clean, tmp_path, recipe):
    out = tmp_path / "data"
    report = make_pairs(DamageSettings(clean, out, recipe=recipe, size=64))
    assert sum(report.pairs.values()) == 6 and report.failed == {} and report.files == 19
    assert all(report.pairs.values()), "four walls fill three splits"
    assert check_pairs(CheckSettings(out)).problems == []
    for split in report.pairs:
        for pair in find_pairs(out, split):
            damaged, ground_truth, mask = (pixels(path) for path in (pair.damaged, pair.clean, pair.mask))
            assert damaged.shape == ground_truth.shape == (64, 64, 3) and damaged.dtype == mask.dtype == np.uint8
            assert mask.shape == (64, 64) and {0, 255} <= set(np.unique(mask)) <= {0, 128, 255}
            assert np.array_equal(damaged[mask == 0], ground_truth[mask == 0])


def test_upstream_damage_is_black_to_the_last_pixel(clean, tmp_path):
    make_pairs(DamageSettings(clean, tmp_path / "data", recipe="upstream", size=100))
    for pair in find_pairs(tmp_path / "data", "train"):
        assert not pixels(pair.damaged)[pixels(pair.mask) > 0].any()


def test_the_record_says_how_the_pairs_were_made(clean, tmp_path):
    make_pairs(DamageSettings(clean, tmp_path / "data", size=64, seed=5, ratio=(0.1, 0.2), group=r"wall\d"))
    record = json.loads((tmp_path / "data/damage.json").read_text())
    assert record["complete"] and record["recipe"] == "mural" and record["seed"] == 5
    assert record["ratio"] == [0.1, 0.2] and record["shares"] == [0.7, 0.15, 0.15]
    assert {"murals", "numpy", "opencv", "python"} <= record["versions"].keys()
    of_wall4 = {key.split("/")[1]: entry for key, entry in record["pairs"].items() if entry["group"] == "wall4"}
    assert of_wall4.keys() == {"cave_wall4_a-1", "cave_wall4_a-2"}
    assert of_wall4["cave_wall4_a-2"]["photograph"] == "cave/wall4_a.png" and of_wall4["cave_wall4_a-2"]["tile"] == 2


def test_the_record_and_the_report_tell_lost_from_veiled(clean, tmp_path):
    report = make_pairs(DamageSettings(clean, tmp_path / "data", size=64, shares=(1, 0, 0)))
    entries = json.loads((tmp_path / "data/damage.json").read_text())["pairs"]
    for pair in find_pairs(tmp_path / "data", "train"):
        entry, mask = entries[f"train/{pair.name}"], pixels(pair.mask)
        assert entry["lost_ratio"] == pytest.approx((mask == 255).mean(), abs=1e-4)
        assert entry["veiled_ratio"] == pytest.approx((mask == 128).mean(), abs=1e-4)
    assert report.lost_ratio > 0 and report.veiled_ratio > 0
    assert report.lost_ratio + report.veiled_ratio == pytest.approx(report.mask_ratio, abs=2e-4)
    said = f"({report.lost_ratio:.1%} lost, {report.veiled_ratio:.1%} veiled)"
    assert any(line.endswith(said) for line in report.lines())


def test_images_of_one_mural_stay_together(clean, tmp_path):
    for seed in range(5):
        make_pairs(DamageSettings(clean, tmp_path / "data", size=32, seed=seed, group=r"wall\d", overwrite=True))
        entries = json.loads((tmp_path / "data/damage.json").read_text())["pairs"]
        splits = {entry["group"]: set() for entry in entries.values()}
        for key, entry in entries.items():
            splits[entry["group"]].add(key.split("/")[0])
        assert splits.keys() == {"wall1", "wall2", "wall3", "wall4"}
        assert all(len(sides) == 1 for sides in splits.values())


def test_groups_come_from_a_table(clean, tmp_path):
    names = ["wall1_a", "wall1_b", "wall2_a", "wall3_a", "wall4_a"]
    (tmp_path / "groups.csv").write_text("file,group\n" + "".join(f"x/{n}.png,{n[4]}\n" for n in names))
    report = make_pairs(DamageSettings(clean, tmp_path / "data", size=32, groups=tmp_path / "groups.csv"))
    assert sum(report.groups.values()) == 4


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("size", [64, 256])
def test_the_ratio_holds_for_the_written_masks(clean, tmp_path, recipe, size):
    report = make_pairs(
        DamageSettings(clean, tmp_path / "data", recipe=recipe, size=size, ratio=(0.2, 0.3), shares=(0, 0, 1))
    )
    shares = [(pixels(pair.mask) > 0).mean() for pair in find_pairs(tmp_path / "data", "test")]
    assert min(shares) >= 0.2 and max(shares) <= 0.3
    assert report.mask_ratio == pytest.approx(np.mean(shares), abs=1e-4)


def test_same_seed_same_files_and_another_seed_others(clean, tmp_path):
    for name, seed in (("first", 1), ("again", 1), ("other", 2)):
        make_pairs(DamageSettings(clean, tmp_path / name, size=32, shares=(1, 0, 0), seed=seed))
    first, again, other = (contents(tmp_path / name) for name in ("first", "again", "other"))
    assert first == again
    assert first.keys() == other.keys()
    assert all(first[name] != other[name] for name in first if "/damaged/" in name)


def test_another_photograph_changes_no_pair(clean, tmp_path):
    make_pairs(DamageSettings(clean, tmp_path / "before", size=32, shares=(1, 0, 0)))
    paint(clean / "a_first.png", 77)
    make_pairs(DamageSettings(clean, tmp_path / "after", size=32, shares=(1, 0, 0)))
    before, after = contents(tmp_path / "before"), contents(tmp_path / "after")
    assert before.items() < after.items() and len(after) == len(before) + 3


def test_a_split_that_is_there_is_kept(tmp_path):
    for split, count in (("train", 2), ("val", 3)):
        for number in range(count):
            paint(tmp_path / f"photographs/{split}/{number}.jpg", number + 10 * count)
    report = make_pairs(DamageSettings(tmp_path / "photographs", tmp_path / "data", size=32))
    assert report.pairs == {"train": 2, "val": 3, "test": 0}
    assert [pair.name for pair in find_pairs(tmp_path / "data", "val")] == ["0-1", "1-1", "2-1"]


def test_photographs_beside_a_split_are_not_left_out_in_silence(clean, tmp_path):
    paint(clean / "train/x.png", 0)
    with pytest.raises(MuralsError, match="holds train, but 5 photographs lie beside them"):
        make_pairs(DamageSettings(clean, tmp_path / "data"))


def test_pairs_are_no_clean_photographs(clean, tmp_path):
    make_pairs(DamageSettings(clean, tmp_path / "data", size=32))
    with pytest.raises(MuralsError, match="holds pairs already"):
        make_pairs(DamageSettings(tmp_path / "data", tmp_path / "more"))


def test_equal_stems_get_names_of_their_own(tmp_path):
    clean = tmp_path / "photographs"
    for seed, name in enumerate(["a.png", "a.jpg", "b/a.png", "A.bmp"]):
        paint(clean / name, seed)
    make_pairs(DamageSettings(clean, tmp_path / "data", size=32, shares=(1, 0, 0)))
    names = {pair.name for pair in find_pairs(tmp_path / "data", "train")}
    assert names == {"a_png-1", "a_jpg-1", "b_a-1", "A_bmp-1"}


def test_names_that_cannot_be_told_apart_are_refused(tmp_path):
    paint(tmp_path / "photographs/b_a.png", 0)
    paint(tmp_path / "photographs/b/a.png", 1)
    with pytest.raises(MuralsError, match="would get one name"):
        make_pairs(DamageSettings(tmp_path / "photographs", tmp_path / "data", shares=(1, 0, 0)))


def test_what_cannot_be_read_is_named_and_the_others_are_done(clean, tmp_path, caplog):
    (clean / "text.png").write_text("a text file")
    whole = (clean / "wall2_a.png").read_bytes()
    (clean / "torn.png").write_bytes(whole[: len(whole) // 2])
    paint(clean / "tiny.png", 0, size=(8, 8))
    report = make_pairs(DamageSettings(clean, tmp_path / "data", size=32))
    assert {path.name for path in report.failed} == {"text.png", "torn.png", "tiny.png"}
    assert sum(report.pairs.values()) == 6
    assert all(str(path) in reason and reason in caplog.text for path, reason in report.failed.items())
    assert "8x8 px: expected at least 32" in report.failed[clean / "tiny.png"]
    assert json.loads(json.dumps(report.as_plain()))["failed"].keys() == {str(path) for path in report.failed}


def test_nothing_but_failures_is_a_mistake(tmp_path):
    (tmp_path / "photographs").mkdir()
    (tmp_path / "photographs/text.png").write_text("a text file")
    with pytest.raises(MuralsError, match="not one of 1 photographs could be used"):
        make_pairs(DamageSettings(tmp_path / "photographs", tmp_path / "data"))
    assert not list((tmp_path / "data").iterdir()), "the next run finds the folder empty"


def test_a_folder_in_use_is_refused_unless_told(clean, tmp_path):
    out = tmp_path / "data"
    make_pairs(DamageSettings(clean, out, size=32))
    (out / "notes.txt").write_text("mine")
    before = contents(out)
    with pytest.raises(MuralsError, match=r"is not empty.*--overwrite"):
        make_pairs(DamageSettings(clean, out, size=32, seed=1))
    assert contents(out) == before
    (clean / "wall1_a.png").unlink()
    make_pairs(DamageSettings(clean, out, size=32, seed=1, overwrite=True))
    assert len(contents(out)) == 3 * 5, "no pair of the earlier run is left"
    assert (out / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("place", [".", "pairs", ".."])
def test_pairs_do_not_go_among_the_photographs(clean, place):
    with pytest.raises(MuralsError, match="lie within each other"):
        make_pairs(DamageSettings(clean, clean / place, overwrite=True))
    assert not list(clean.parent.rglob("damage.json"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"recipe": "murals"}, "unknown recipe 'murals': did you mean mural?"),
        ({"recipe": "xyz"}, "unknown recipe 'xyz': expected mural or upstream or losses or cracks"),
        ({"size": 1024}, "size 1024: expected 32 to 512"),
        ({"shares": (0.5, 0.1, 0.1)}, "add up to 1"),
        ({"ratio": (0.3, 0.2)}, "the smaller one first"),
        ({"group": "dog"}, "finds nothing in the name"),
    ],
)
def test_mistakes_are_explained_before_anything_is_written(clean, tmp_path, options, message):
    with pytest.raises(MuralsError) as error:
        make_pairs(DamageSettings(clean, tmp_path / "data", **options))
    assert message in str(error.value)
    assert not (tmp_path / "data").exists()


class StopAtTheThird(Progress):
    """Press Ctrl-C when two photographs are done."""

    def start(self, label, total=None):
        bar = Bar()
        bar.advance = self.count
        self.done = 0
        return bar

    def count(self, note=""):
        self.done += 1
        if self.done == 2:
            raise KeyboardInterrupt


def test_interrupted_work_is_kept_but_does_not_look_complete(clean, tmp_path):
    out = tmp_path / "data"
    with pytest.raises(KeyboardInterrupt):
        make_pairs(DamageSettings(clean, out, size=32, shares=(1, 0, 0)), progress=StopAtTheThird())
    assert len(find_pairs(out, "train")) in (2, 3), "two photographs are done"
    assert [problem.kind for problem in check_pairs(CheckSettings(out)).problems] == ["unfinished"]
    make_pairs(DamageSettings(clean, out, size=32, shares=(1, 0, 0), overwrite=True))
    assert check_pairs(CheckSettings(out)).problems == []


def test_a_disk_that_is_full_leaves_no_half_pair(clean, tmp_path, monkeypatch):
    def full_at_the_mask(path, image, **options):
        if path.parent.name == "mask":
            raise MuralsError(f"no room to write {path}: free some space")
        write_image(path, image, **options)

    monkeypatch.setattr("murals.data.damage.write_image", full_at_the_mask)
    with pytest.raises(MuralsError, match="no room"):
        make_pairs(DamageSettings(clean, tmp_path / "data", size=32))
    assert not list((tmp_path / "data").rglob("damaged/*.png"))


def test_recipes_are_found_by_name():
    assert find_recipe("mural") is RECIPES["mural"]


@pytest.mark.parametrize("recipe", RECIPES)
def test_real_photographs(photos, tmp_path, recipe):
    chosen = tmp_path / "photographs"
    chosen.mkdir()
    for path in sorted((photos / "murals/val").glob("*.jpg"))[:6]:
        shutil.copy(path, chosen)
    report = make_pairs(DamageSettings(chosen, tmp_path / "data", recipe=recipe, groups=photos / "MANIFEST.csv"))
    assert report.failed == {} and sum(report.pairs.values()) >= 6
    assert check_pairs(CheckSettings(tmp_path / "data")).problems == []
