import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from image_samples import PROPHOTO

from murals.errors import MuralsError
from murals.images import (
    LOST,
    VEILED,
    Appearance,
    find_images,
    from_float,
    read_image,
    read_kinds,
    read_mask,
    read_photograph,
    seen,
    to_float,
    write_image,
    write_photograph,
)
from murals.images.photograph import Photograph
from murals.progress import SILENT, Bar, Progress
from murals.restoration import files
from murals.restoration.options import DEFAULT_READING, DEFAULTS, MaskReading, RestoreOptions, RestoreSettings
from murals.restoration.repair import restore
from tests.restoration.fills.test_exemplars import weave
from tests.restoration.test_repair import Painter

REAL_PHOTOGRAPHS = os.environ.get("MURALS_PHOTOS")


def restore_files(inputs, options=DEFAULTS, *, reading=DEFAULT_READING, model=None, progress=SILENT, **more):
    """Call the door with the settings of a command line; a loaded model goes beside them."""
    settings = RestoreSettings(inputs=tuple(inputs), **vars(options), **vars(reading), **more)
    return files.restore_files(settings, model=model, progress=progress)


@pytest.fixture
def walls(tmp_path, monkeypatch):
    """Three photographs with masks, in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(3)
    for number, name in enumerate(("a.png", "b.tif", "c.webp")):
        write_image(Path("walls") / name, rng.integers(0, 256, (40 + number, 60, 3), np.uint8))
        mask = np.zeros((40 + number, 60), bool)
        mask[10:20, 10:30] = True
        write_image(Path("masks") / f"{name[0]}.png", mask)
    return tmp_path


def test_a_folder_with_masks(walls, restorer):
    report = restore_files([Path("walls")], mask=Path("masks"), model=restorer)
    assert [str(done.output) for done in report.done] == [
        "walls/a.restored.png",
        "walls/b.restored.tif",
        "walls/c.restored.webp",
    ]
    assert not report.failed
    for done in report.done:
        before, after = read_image(done.source), read_image(done.output)
        changed = (before != after).any(axis=-1)
        assert changed[10:20, 10:30].mean() > 0.9
        assert changed.sum() == changed[10:20, 10:30].sum()
        assert done.facts["repaired"] == 200
        assert done.facts["outside"] == before.shape[0] * 60 - 200
        assert (done.facts["untouched"], done.facts["changed_outside"]) == (True, 0)
    assert report.lines()[-1] == "3 restored"
    assert "200 pixels repaired, all 2200 others identical (read back and compared)" in report.lines()[0]
    assert json.loads(json.dumps(report.as_plain()))["done"][0]["output"] == "walls/a.restored.png"


def test_a_file_is_what_the_array_would_be(walls, restorer):
    options = RestoreOptions(dilate=2, feather=2)
    restore_files([Path("walls/a.png")], options, mask=Path("masks/a.png"), model=restorer, out=Path("out"))
    mask = read_photograph("masks/a.png").pixels[..., 0]
    expected = restore(read_photograph("walls/a.png").pixels, mask, restorer, dilate=2, feather=2)
    assert np.array_equal(read_photograph("out/a.restored.png").pixels, expected)


@pytest.mark.parametrize("grey", [False, True])
def test_16_bits_stay_16_bits(walls, restorer, grey):
    pixels = np.random.default_rng(5).integers(0, 65536, (40, 60, 3), np.uint16)
    pixels = pixels[..., :1].repeat(3, axis=2) if grey else pixels
    write_photograph("deep.tif", Photograph(pixels, Path("deep.tif"), grey=grey), pixels)
    report = restore_files([Path("deep.tif")], mask=Path("masks/a.png"), model=restorer)
    restored = read_photograph("deep.restored.tif")
    assert (restored.pixels.dtype, restored.grey) == (np.uint16, grey)
    assert (report.done[0].facts["untouched"], report.done[0].facts["outside"]) == (True, 2200)


def test_a_jpeg_cannot_keep_its_pixels_and_says_so(walls, restorer, caplog):
    write_image("old.jpg", read_photograph("walls/a.png").pixels)
    report = restore_files([Path("old.jpg")], mask=Path("masks/a.png"), model=restorer)
    facts = report.done[0].facts
    assert facts["untouched"] is False
    assert 0 < facts["changed_outside"] <= facts["outside"]
    assert "old.restored.jpg: JPEG changes pixels outside the mask too" in caplog.text
    assert f"{facts['changed_outside']} of 2200 others changed by compression" in report.lines()[0]


def test_a_jpeg_restored_to_png_keeps_them(walls, restorer):
    write_image("old.jpg", read_photograph("walls/a.png").pixels)
    report = restore_files([Path("old.jpg")], mask=Path("masks/a.png"), model=restorer, format="png", strict=True)
    assert report.done[0].output == Path("old.restored.png")
    assert report.done[0].facts["untouched"] is True


def test_strict_leaves_nothing_of_a_jpeg(walls, restorer):
    write_image("old.jpg", read_photograph("walls/a.png").pixels)
    report = restore_files([Path("old.jpg")], mask=Path("masks/a.png"), model=restorer, strict=True)
    assert "--format png" in report.failed[0].reason
    assert not list(Path().glob("old.restored*"))


def test_without_a_mask_one_is_proposed_written_and_says_it_all(walls, restorer):
    report = restore_files([Path("walls/a.png")], model=restorer)
    first = Path("walls/a.restored.png").read_bytes()
    proposed = read_mask("walls/a.mask.png")
    pixels = read_photograph("walls/a.png").pixels
    assert np.array_equal(proposed, restorer.propose(to_float(pixels)) >= 0.5)
    kinds = read_kinds("walls/a.mask.png")
    facts = report.done[0].facts
    assert (facts["lost"], facts["veiled"]) == ((kinds == LOST).sum(), (kinds == VEILED).sum())
    assert (facts["mask"], facts["mask_proposed"], facts["untouched"]) == ("walls/a.mask.png", True, True)
    assert report.lines()[1:] == [
        "walls/a.mask.png: where the network sees damage; white = lost, grey = veiled",
        "walls/a.murals.json: the record; beside it lies what was replaced",
        "to correct what is repaired, edit the mask and run again with --mask walls/a.mask.png --overwrite",
        "1 restored",
        f"walls/a.png: {facts['doubt']}",
    ]
    again = restore_files([Path("walls/a.png")], mask=Path("walls/a.mask.png"), model=restorer, overwrite=True)
    assert Path("walls/a.restored.png").read_bytes() == first
    assert again.done[0].facts["mask_proposed"] is False


def test_an_edited_mask_is_obeyed_and_never_overwritten_by_a_proposal(walls, restorer):
    restore_files([Path("walls")], model=restorer)
    edited = np.zeros((40, 60), bool)
    edited[3:6, 3:6] = True
    write_image("walls/a.mask.png", edited, overwrite=True)
    again = restore_files([Path("walls")], model=restorer)
    assert [failure.source.name for failure in again.failed] == ["a.png"]
    assert "restore with it, --mask walls/a.mask.png" in again.failed[0].reason
    assert [skipped.source.name for skipped in again.skipped] == ["b.tif", "c.webp"]
    report = restore_files([Path("walls")], mask=Path("walls"), model=restorer, overwrite=True)
    assert [done.source.name for done in report.done] == ["a.png", "b.tif", "c.webp"]
    assert report.done[0].facts["repaired"] == 9
    assert np.array_equal(read_mask("walls/a.mask.png"), edited)


def test_the_whole_is_repainted_without_a_mask_and_nothing_is_promised(walls, restorer):
    report = restore_files([Path("walls/a.png")], RestoreOptions(whole=True), model=restorer)
    facts = report.done[0].facts
    assert (facts["untouched"], facts["whole"], facts["mask"]) == (None, True, None)
    assert not Path("walls/a.mask.png").exists()


def test_a_map_of_uncertainty(walls, restorer):
    options = RestoreOptions(uncertainty=True)
    report = restore_files([Path("walls/a.png")], options, mask=Path("masks/a.png"), model=restorer)
    spread = read_photograph("walls/a.uncertainty.png").pixels
    assert spread[10:20, 10:30].any()
    assert spread.any(axis=-1).sum() == spread[10:20, 10:30].any(axis=-1).sum()
    assert report.done[0].facts["mean_spread"] > 0
    assert "walls/a.uncertainty.png: where the network guesses" in report.lines()[1]


def test_holes_left_alone_are_named_with_their_file(walls, restorer, caplog):
    options = RestoreOptions(max_hole=3)
    report = restore_files([Path("walls/a.png")], options, mask=Path("masks/a.png"), model=restorer)
    assert "walls/a.png: 1 hole deeper than 3 px left alone: 20x10 px at 10,10" in caplog.text
    facts = json.loads(json.dumps(report.as_plain()))["done"][0]
    assert facts["holes_too_large"] == [{"x": 10, "y": 10, "width": 20, "height": 10, "pixels": 180, "radius": 5.0}]
    assert (facts["repaired"], facts["left_alone"]) == (20, True)  # the corners, into which no disc of 3 px fits


def test_one_bad_input_never_stops_the_others(walls, restorer, caplog):
    Path("walls/b.tif").write_text("no image")
    write_image("masks/c.png", np.ones((5, 5), bool), overwrite=True)
    report = restore_files([Path("walls"), Path("gone.png")], mask=Path("masks"), model=restorer)
    assert [done.source.name for done in report.done] == ["a.png"]
    assert {failure.source.name for failure in report.failed} == {"gone.png", "b.tif", "c.webp"}
    assert "c.png is 5x5 but c.webp is 60x42: draw the mask at 60x42" in caplog.text
    assert sorted(path.name for path in Path("walls").glob("*restored*")) == ["a.restored.png"]  # nothing half-written
    assert report.lines()[-4] == "1 restored, 3 failed"
    assert all(line.startswith("failed: ") for line in report.lines()[-3:])


@pytest.mark.parametrize(
    "error", [ZeroDivisionError("odd"), RuntimeError("no kernel"), OSError(5, "disk"), KeyError("x")]
)
def test_whatever_happens_to_one_photograph_is_its_own_failure(walls, restorer, monkeypatch, error):
    def read(path):
        if Path(path).name == "a.png" and Path(path).parent.name == "walls":
            raise error
        return read_photograph(path)

    monkeypatch.setattr("murals.restoration.one_file.read_photograph", read)
    report = restore_files([Path("walls")], mask=Path("masks"), model=restorer)
    assert [done.source.name for done in report.done] == ["b.tif", "c.webp"]
    assert [failure.source.name for failure in report.failed] == ["a.png"]
    assert report.failed[0].reason.startswith("walls/a.png")


def test_ctrl_c_is_no_failure_of_a_photograph(walls, restorer, monkeypatch):
    def stop(path):
        raise KeyboardInterrupt

    monkeypatch.setattr("murals.restoration.one_file.read_photograph", stop)
    with pytest.raises(KeyboardInterrupt):
        restore_files([Path("walls")], mask=Path("masks"), model=restorer)


def test_names_of_as_many_bytes_as_the_disk_allows(walls, restorer):
    name = "莫高窟" * 26
    Path("walls/a.png").rename(f"walls/{name}.png")
    report = restore_files([Path("walls")], RestoreOptions(uncertainty=True), mask=Path("masks/a.png"), model=restorer)
    assert [failure.source.name for failure in report.failed] == ["b.tif", "c.webp"]  # whose mask is of another size
    assert Path(f"walls/{name}.restored.png").is_file() and Path(f"walls/{name}.uncertainty.png").is_file()


def test_a_folder_that_cannot_be_written_is_told_before_the_model_is_loaded(walls):
    Path("out").write_text("a file")
    report = restore_files([Path("walls")], out=Path("out"), mask=Path("masks"), model=Path("no-such-model"))
    assert len(report.failed) == 3
    assert "name another place with --out" in report.failed[0].reason


def test_an_existing_result_is_refused_before_the_model_is_loaded(walls, tmp_path):
    Path("walls/a.restored.png").write_bytes(b"mine")
    report = restore_files([Path("walls/a.png")], model=tmp_path / "no-such-model")
    assert "exists already: give --overwrite" in report.failed[0].reason
    assert Path("walls/a.restored.png").read_bytes() == b"mine"


def test_overwrite_replaces(walls, restorer):
    Path("walls/a.restored.png").write_bytes(b"mine")
    report = restore_files([Path("walls/a.png")], RestoreOptions(whole=True), model=restorer, overwrite=True)
    assert report.lines()[0] == "walls/a.restored.png: 60x40, every pixel repainted (--whole)"


def test_what_concerns_all_inputs_is_an_error(walls, restorer):
    with pytest.raises(MuralsError, match="--tile 100"):
        restore_files([Path("walls")], RestoreOptions(tile=100), model=restorer)
    with pytest.raises(MuralsError, match="--whole repaints every pixel and the mask masks keeps those outside"):
        restore_files([Path("walls")], RestoreOptions(whole=True), mask=Path("masks"), model=restorer)
    with pytest.raises(MuralsError, match="--strict promises that pixels stay and --whole repaints them all"):
        restore_files([Path("walls")], RestoreOptions(whole=True), model=restorer, strict=True)
    with pytest.raises(MuralsError, match="no checkpoint at"):
        restore_files([Path("walls")], model=Path("nowhere.safetensors"))
    assert not list(Path("walls").glob("*restored*"))


def test_the_bar_counts_images_or_the_tiles_of_one(walls, restorer):
    class Started(Progress):
        def __init__(self):
            self.bars = []

        def start(self, label, total=None):
            self.bars.append((label, total))
            return Bar()

    many, one = Started(), Started()
    restore_files([Path("walls")], RestoreOptions(whole=True), model=restorer, progress=many)
    options = RestoreOptions(whole=True, tile=32, overlap=0)
    restore_files([Path("walls/a.png")], options, model=restorer, progress=one, overwrite=True)
    assert many.bars == [("images", 3)]
    assert one.bars == [("tiles", 4)]


HUNGER = """
    import resource, sys
    from pathlib import Path
    import numpy as np, torch
    torch.set_num_threads(1)
    from murals.errors import MuralsError
    from murals.restoration.predict import Restorer

    restorer = Restorer.open(sys.argv[1], device="cpu")
    image = np.random.default_rng(0).random((640, 1024, 3), np.float32)
    restorer(image[:32, :32])
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + int(sys.argv[2]) * 2**20, resource.RLIM_INFINITY))
    try:
        restored = restorer(image, tile=1024, overlap=64)
    except MuralsError as error:
        sys.exit(f"refused: {error}")
    sys.exit(0 if restored.std() > 0 else "no picture")
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS and /proc are Linux's")
def test_memory_that_really_runs_out(checkpoint):
    """With 24 MB to spare not even small tiles fit; with 300 MB those of 1024 pixels do not, but smaller ones do."""
    little, enough = (
        subprocess.run(
            [sys.executable, "-c", textwrap.dedent(HUNGER), str(checkpoint.path), str(megabytes)],
            capture_output=True,
            text=True,
            check=False,
        )
        for megabytes in (24, 300)
    )
    assert "refused: out of memory on cpu even with tiles of 128 pixels" in little.stderr
    sizes = [
        size for size in (1024, 512, 256, 128) if f"out of memory on cpu with tiles of {size} pixels" in little.stderr
    ]
    assert sizes == [1024, 512, 256, 128]
    assert enough.returncode == 0, enough.stderr
    assert "out of memory on cpu with tiles of 1024 pixels" in enough.stderr


@pytest.mark.skipif(not REAL_PHOTOGRAPHS, reason="MURALS_PHOTOS names no folder of real photographs")
def test_a_real_photograph(restorer, tmp_path):
    photograph = next(iter(sorted(Path(REAL_PHOTOGRAPHS).glob("murals/val/*"))))
    h, w = read_photograph(photograph).pixels.shape[:2]
    mask = np.zeros((h, w), bool)
    mask[h // 4 : h // 2, w // 4 : w // 2] = True
    write_image(tmp_path / "mask.png", mask)
    write_image(tmp_path / "wall.png", read_photograph(photograph).pixels)
    options = RestoreOptions(tile=256)
    report = restore_files([tmp_path / "wall.png"], options, mask=tmp_path / "mask.png", model=restorer)
    facts = report.done[0].facts
    assert (facts["untouched"], facts["outside"]) == (True, h * w - mask.sum())


def test_facts_hold_the_colours_of_a_mask(walls, restorer):
    drawn = np.zeros((40, 60, 3), np.uint8)
    drawn[5:10, 5:10], drawn[20:24, 5:10] = (255, 0, 0), (0, 0, 255)
    write_image("map.png", drawn)
    report = restore_files([Path("walls/a.png")], mask=Path("map.png"), model=restorer)
    facts = report.as_plain()["done"][0]
    assert facts["mask_colours"] == [
        {"name": "red", "colour": "#ff0000", "pixels": 25},
        {"name": "blue", "colour": "#0000ff", "pixels": 20},
    ]
    only = MaskReading(only=("blue",))
    report = restore_files([Path("walls/a.png")], mask=Path("map.png"), reading=only, model=restorer, overwrite=True)
    assert report.done[0].facts["repaired"] == 20


@pytest.mark.parametrize("option", ["mask", "veiled"])
def test_a_mask_that_marks_nothing_or_too_much_fails_its_photograph(walls, restorer, option):
    write_image("empty.png", np.zeros((40, 60), bool))
    write_image("full.png", np.ones((40, 60), bool))
    for name, words in (("empty.png", "marks no damage"), ("full.png", "give --invert; if the wall really is lost")):
        report = restore_files([Path("walls/a.png")], model=restorer, **{option: Path(name)})
        assert words in report.failed[0].reason
    assert not list(Path("walls").glob("*restored*"))
    everything = MaskReading(all_of_it=True)
    report = restore_files([Path("walls/a.png")], model=restorer, reading=everything, **{option: Path("full.png")})
    assert report.done[0].facts["repaired"] == 2400


def test_beside_a_mask_the_reading_is_of_that_alone(walls, restorer):
    write_image("sound.png", ~read_mask("masks/a.png"))
    veiled = np.zeros((40, 60), bool)
    veiled[30:35, 5:15] = True
    write_image("veiled.png", veiled)
    report = restore_files(
        [Path("walls/a.png")],
        mask=Path("sound.png"),
        veiled=Path("veiled.png"),
        reading=MaskReading(invert=True),
        model=restorer,
    )
    assert (report.done[0].facts["lost"], report.done[0].facts["veiled"]) == (200, 50)


@pytest.mark.parametrize("reading", [MaskReading(invert=True), MaskReading(only=("red",))])
def test_how_a_mask_is_read_needs_one(walls, restorer, reading):
    with pytest.raises(MuralsError, match="says how a mask is read: give one by --mask"):
        restore_files([Path("walls")], reading=reading, model=restorer)


def test_side_files_of_two_photographs_of_one_name_fail_both(walls, restorer):
    write_image("walls/a.tif", read_photograph("walls/a.png").pixels)
    report = restore_files([Path("walls")], RestoreOptions(uncertainty=True), mask=Path("masks/b.png"), model=restorer)
    assert [failure.source.name for failure in report.failed][:2] == ["a.png", "a.tif"]
    assert "would both become walls/a.uncertainty.png" in report.failed[0].reason
    assert [done.source.name for done in report.done] == ["b.tif"]


@pytest.fixture
def woven(walls):
    """A photograph of a pattern, a sister of it, and a loss; a model that paints the middle tone."""
    mask = np.zeros((60, 90), bool)
    mask[20:40, 30:60] = True
    pictures = {"wall": weave(60, 90), "sister": weave(70, 80, seed=5), "mask": mask, "avoid": np.ones((60, 90), bool)}
    for name, picture in pictures.items():
        write_image(Path("more") / f"{name}.png", picture if picture.dtype == bool else from_float(picture, np.uint8))
    return Painter(0.45)


def test_the_map_of_sources_and_the_variants_are_written_and_told(woven):
    wall, wanted = Path("more/wall.png"), {"mask": Path("more/mask.png"), "out": Path("out")}
    report = restore_files([wall], RestoreOptions(seed=4), model=woven, sources=True, variants=3, **wanted)
    names = ["wall.mask.png", "wall.murals.json", "wall.replaced.tif"]
    names += ["wall.restored-2.png", "wall.restored-3.png", "wall.restored.png", "wall.sources.png"]
    assert sorted(path.name for path in Path("out").iterdir()) == names
    facts = report.as_plain()["done"][0]
    assert (facts["fill"], facts["seed"], facts["sources_map"]) == ("mimetic", 4, "out/wall.sources.png")
    assert facts["variants"] == ["out/wall.restored-2.png", "out/wall.restored-3.png"]
    assert sum(facts["sources"].values()) == pytest.approx(1, abs=1e-3)
    third = restore(read_photograph(wall).pixels, read_mask("more/mask.png", (60, 90)), woven, seed=6)
    assert np.array_equal(read_photograph("out/wall.restored-3.png").pixels, third)
    assert not np.array_equal(read_photograph("out/wall.restored.png").pixels, third)
    assert "out/wall.restored-3.png: the same by seed 6" in report.lines()
    assert read_photograph("out/wall.sources.png").pixels.shape[1] == 90
    again = restore_files([wall], model=woven, sources=True, variants=3, **wanted)
    assert "out/wall.restored.png is made with another --seed: give --overwrite" in again.failed[0].reason
    with pytest.raises(MuralsError, match="nothing but our own outputs"):
        find_images("out")


def test_where_nothing_is_painted_no_map_is_named(walls, restorer):
    plain = RestoreOptions(threshold=0.999999)
    done = restore_files([Path("walls/a.png")], plain, model=restorer, sources=True).done[0]
    assert done.facts["repaired"] == 0
    assert done.facts["sources_map"] is None
    assert not any("sources" in line for line in done.lines())
    assert not Path("walls/a.sources.png").exists()


def test_where_nothing_is_painted_the_photograph_stays_byte_for_byte(walls, restorer):
    """A JPEG came back compressed anew, beside the sentence that it stays as it is."""
    write_image("old.jpg", read_photograph("walls/a.png").pixels)
    done = restore_files([Path("old.jpg")], RestoreOptions(threshold=0.999999), model=restorer).done[0]
    assert (done.facts["repaired"], done.facts["untouched"]) == (0, True)
    assert Path("old.restored.jpg").read_bytes() == Path("old.jpg").read_bytes()
    assert any("identical" in line for line in done.lines())


def test_paint_comes_from_sister_walls_and_never_from_what_is_to_be_avoided(woven):
    more = {"mask": Path("more/mask.png"), "avoid": Path("more/avoid.png"), "model": woven}
    report = restore_files([Path("more/wall.png")], sisters=(Path("more/sister.png"),), **more)
    shares = report.done[0].facts["sources"]
    assert (shares["this wall"], shares["this wall, mirrored"]) == (0, 0)
    assert shares["sister.png"] > 0.5
    facts = restore_files([Path("more/wall.png")], overwrite=True, **more).done[0].facts
    assert facts["sources"]["tone"] == 1
    assert facts["tone_alone"] == [{"x": 30, "y": 20, "width": 30, "height": 20, "pixels": 600}]


def test_a_sister_that_is_missing_concerns_all(walls, restorer):
    with pytest.raises(MuralsError, match="nowhere"):
        restore_files([Path("walls")], mask=Path("masks"), model=restorer, sisters=(Path("nowhere.png"),))


def test_the_neutral_fill_copies_nothing(woven):
    neutral = RestoreOptions(fill="neutral")
    report = restore_files([Path("more/wall.png")], neutral, mask=Path("more/mask.png"), model=woven)
    assert report.done[0].facts["sources"] is None
    image, mask = read_photograph("more/wall.png").pixels, read_mask("more/mask.png", (60, 90))
    restored = read_photograph("more/wall.restored.png").pixels
    assert (restored[mask] == round(0.45 * 255)).all()
    assert not np.array_equal(restored, restore(image, mask, woven))


@pytest.mark.parametrize("fill", ["mimetic", "neutral"])
def test_the_network_sees_colours_and_not_the_numbers_of_a_profile(woven, fill):
    wall, mask = read_image("more/wall.png"), Path("more/mask.png")
    for name, look in (("srgb.tif", Appearance()), ("prophoto.tif", Appearance(PROPHOTO))):
        pixels = look.numbers(wall, np.uint16)
        write_photograph(name, Photograph(pixels, Path(name), icc=look.icc), pixels)
    restore_files([Path("srgb.tif"), Path("prophoto.tif")], RestoreOptions(fill=fill), mask=mask, model=woven)
    one, two = (read_photograph(f"{name}.restored.tif") for name in ("srgb", "prophoto"))
    hole = read_mask(mask, (60, 90))
    assert two.icc == PROPHOTO
    assert np.array_equal(two.pixels[~hole], read_photograph("prophoto.tif").pixels[~hole])
    assert np.abs(seen(one) - seen(two))[hole].mean() < 0.002
    assert not np.array_equal(one.pixels[hole], two.pixels[hole])


def test_a_profile_changes_nothing_of_what_is_found(woven):
    wall = read_image("more/wall.png")
    for name, look in (("srgb.tif", Appearance()), ("prophoto.tif", Appearance(PROPHOTO))):
        pixels = look.numbers(wall, np.uint16)
        write_photograph(name, Photograph(pixels, Path(name), icc=look.icc), pixels)
    restore_files([Path("srgb.tif"), Path("prophoto.tif")], RestoreOptions(threshold=0.1), model=woven)
    one, two = (read_kinds(Path(f"{name}.mask.png"), (60, 90)) for name in ("srgb", "prophoto"))
    assert (one == two).mean() > 0.99


def test_a_scale_that_is_not_full_is_told_and_painted_at_its_own_white(woven, caplog):
    wall, mask = read_photograph("more/wall.png").pixels.astype(np.uint16) * 257, Path("more/mask.png")
    for name, pixels in (("full.tif", wall), ("twelve.tif", wall >> 4)):
        write_photograph(name, Photograph(pixels, Path(name)), pixels)
    restore_files([Path("full.tif"), Path("twelve.tif")], mask=mask, model=woven)
    full, twelve = (read_photograph(f"{name}.restored.tif").pixels.astype(int) for name in ("full", "twelve"))
    assert np.abs(full / 65535 - twelve / 4095).mean() < 0.002
    assert [line for line in caplog.text.splitlines() if "twelve.tif" in line and "12 bits" in line]
    assert "full.tif: no number" not in caplog.text
