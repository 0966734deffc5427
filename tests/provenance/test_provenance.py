"""Results of `restore` with their records: skipped when done, proved, taken apart, undone. The model is a known one."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from codec_samples import avif, dng, heic, jp2, smooth
from image_samples import PROPHOTO

from murals.errors import MuralsError
from murals.images import Photograph, pyramid, read_kinds, read_photograph, write_image, write_photograph
from murals.provenance import restored
from murals.provenance.apart import undo_files, write_layers
from murals.provenance.restored import open_restored
from murals.provenance.settings import TakeApartSettings, VerifySettings
from murals.provenance.verify import verify_files
from murals.restoration import files, repair
from murals.restoration.options import RestoreSettings
from tests.restoration.test_repair import Painter

HOLE = (slice(10, 20), slice(15, 35))


def restore(*inputs, **more):
    settings = RestoreSettings(inputs=tuple(map(Path, inputs)), **{"mask": Path("mask.png"), "fill": "neutral", **more})
    return files.restore_files(settings, model=Painter(0.45))


def verify(*inputs):
    return verify_files(VerifySettings(inputs=tuple(map(Path, inputs))))


def undo(*inputs, **more):
    return undo_files(TakeApartSettings(inputs=tuple(map(Path, inputs)), **more))


def state(report, what):
    return next(finding.state for finding in report.verified[0].findings if finding.what == what)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a mask of 200 lost pixels."""
    monkeypatch.chdir(tmp_path)
    mask = np.zeros((40, 60), bool)
    mask[HOLE] = True
    write_image("mask.png", mask)
    return tmp_path


def photograph(name, dtype=np.uint8, *, seed=0, **more):
    noise = np.random.default_rng(seed).random((40, 60, 3))
    pixels = noise.astype(dtype) if np.dtype(dtype).kind == "f" else (noise * np.iinfo(dtype).max).astype(dtype)
    if more.get("grey"):
        pixels = np.repeat(pixels[..., :1], 3, axis=2)
    write_photograph(name, Photograph(pixels, Path(name), **more), pixels)
    return read_photograph(name).pixels


FORMS = {
    "wall.png": {"dtype": np.uint8},
    "deep.png": {"dtype": np.uint16, "dpi": (300.0, 300.0)},
    "wall.tif": {"dtype": np.uint16, "icc": PROPHOTO},
    "float.tif": {"dtype": np.float32},
    "grey.tif": {"dtype": np.uint16, "grey": True},
    "alpha.png": {"dtype": np.uint8, "alpha": np.full((40, 60), 77, np.uint8)},
    "wall.webp": {"dtype": np.uint8},
}


@pytest.mark.parametrize("name", FORMS)
def test_every_pixel_comes_back_and_the_record_proves_it(place, name):
    form = dict(FORMS[name])
    before = photograph(name, form.pop("dtype"), **form)
    done = restore(name).done[0]
    report = verify(done.output)
    assert not report.failed
    assert {finding.state for finding in report.verified[0].findings if finding.what != "model"} == {"proved"}
    Path(name).unlink()  # nothing but what lies beside the record
    undone = undo(done.output).done[0][1]
    kept = read_photograph(undone)
    assert np.array_equal(kept.pixels, before)
    assert (kept.icc, kept.grey) == (form.get("icc"), form.get("grey", False))
    assert verify(done.output).verified[0].proved
    assert state(verify(done.output), "input") == "missing"


@pytest.mark.parametrize("name", FORMS)
def test_a_large_picture_is_proved_and_comes_back_in_parts(place, monkeypatch, name):
    form = dict(FORMS[name])
    before = photograph(name, form.pop("dtype"), **form)
    for module in (repair, restored):
        monkeypatch.setattr(module, "LARGE", 0)
    done = restore(name).done[0]
    assert verify(done.output).verified[0].proved
    layer = read_photograph(write_layers(TakeApartSettings(inputs=(done.output,))).done[0][1])
    result = read_photograph(done.output).pixels
    assert np.array_equal(np.where((layer.alpha > 0)[..., None], layer.pixels, before), result)
    assert np.array_equal(read_photograph(undo(done.output).done[0][1]).pixels, before)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("name", ["wall.png", "wall.tif", "grey.tif", "alpha.png"])
def test_a_pyramid_is_proved_taken_apart_and_undone(place, monkeypatch, name, large):
    form = dict(FORMS[name])
    before = photograph(name, form.pop("dtype"), **form)
    monkeypatch.setattr(pyramid, "SMALLEST", 16)
    if large:
        for module in (repair, restored):
            monkeypatch.setattr(module, "LARGE", 0)
    done = restore(name, pyramid=True).done[0]
    assert done.output.suffix == ".tif" and verify(done.output).verified[0].proved
    with tifffile.TiffFile(done.output) as tiff:
        assert [level.shape[:2] for level in tiff.series[0].levels] == [(40, 60), (20, 30), (10, 15)]
    layer = read_photograph(write_layers(TakeApartSettings(inputs=(done.output,))).done[0][1])
    result = read_photograph(done.output).pixels
    assert np.array_equal(np.where((layer.alpha > 0)[..., None], layer.pixels, before), result)
    assert np.array_equal(read_photograph(undo(done.output).done[0][1]).pixels, before)
    assert restore(name, pyramid=True).skipped
    assert "another choice of files" in restore(name, format="tif").failed[0].reason


DECODED = {
    "wall.heic": heic(smooth(40, 60), icc_profile=PROPHOTO),
    "deep.hif": heic(smooth(40, 60, np.uint16), 10),
    "wall.avif": avif(smooth(40, 60)),
    "wall.jp2": jp2(smooth(40, 60, np.uint16), icc=PROPHOTO),
    "wall.dng": dng(smooth(40, 60) / 255),
}


@pytest.mark.parametrize("name", DECODED)
def test_the_decoded_pixels_of_a_format_that_is_not_written_come_back_as_a_tiff(place, name):
    Path(name).write_bytes(DECODED[name])
    before = read_photograph(name)
    done = restore(name).done[0]
    assert done.output.name == f"{Path(name).stem}.restored.tif" and verify(done.output).verified[0].proved
    record = json.loads(done.job.record.read_text())
    assert record["developed"] == before.developed and bool(before.developed) == name.endswith("dng")
    Path(name).unlink()
    undone = read_photograph(undo(done.output).done[0][1])
    assert undone.path.name == f"{Path(name).stem}.undone.tif" and np.array_equal(undone.pixels, before.pixels)
    assert undone.pixels.dtype == before.pixels.dtype and undone.icc == before.icc
    layer = read_photograph(write_layers(TakeApartSettings(inputs=(done.output,))).done[0][1])
    result = read_photograph(done.output).pixels
    assert np.array_equal(np.where((layer.alpha > 0)[..., None], layer.pixels, before.pixels), result)


def test_a_raw_file_says_how_it_was_developed(place, caplog):
    caplog.set_level("INFO", "murals")
    Path("wall.dng").write_bytes(DECODED["wall.dng"])
    restore("wall.dng")
    assert caplog.text.count("wall.dng: developed by LibRaw") == 1


def test_the_layer_over_the_photograph_is_the_result(place):
    before = photograph("wall.tif", np.uint16)
    done = restore("wall.tif").done[0]
    report = write_layers(TakeApartSettings(inputs=(done.output,)))
    layer = read_photograph(report.done[0][1])
    assert layer.path.name == "wall.layer.png" and layer.pixels.dtype == np.uint16
    assert (layer.alpha > 0).sum() == 200
    over = np.where(layer.alpha[..., None] > 0, layer.pixels, before)
    assert np.array_equal(over, read_photograph(done.output).pixels)


def test_the_record_tells_what_was_done_in_pixels_and_millimetres(place):
    photograph("wall.png", dpi=(254.0, 254.0))
    done = restore("wall.png", fill="mimetic", sources=True, seed=3).done[0]
    record = json.loads(Path("wall.murals.json").read_text())
    assert record["lost"]["pixels"] == 200
    assert record["lost"]["mm2"] == pytest.approx(2.0, rel=1e-3)  # 10 px a millimetre
    assert (record["seed"], record["fill"], record["untouched"]["untouched"]) == (3, "mimetic", True)
    assert record["sources"] == done.facts["sources"]
    assert read_kinds("wall.mask.png")[HOLE].min() == 255


def test_without_a_scale_there_are_no_millimetres(place):
    photograph("wall.png", dpi=(72.0, 72.0))
    restore("wall.png")
    assert json.loads(Path("wall.murals.json").read_text())["lost"]["mm2"] is None


@pytest.mark.parametrize("touched", ["wall.restored.png", "wall.png", "mask.png", "wall.replaced.tif", "wall.mask.png"])
def test_a_file_that_has_changed_since_is_named(place, touched):
    photograph("wall.png")
    restore("wall.png")
    pixels = read_photograph(touched)
    changed = pixels.pixels.copy()
    changed[0, 0] = 255 - changed[0, 0]
    write_photograph(touched, replace(pixels, pixels=changed), changed, overwrite=True)
    report = verify("wall.restored.png")
    assert len(report.failed) == 1
    wrong = [finding.sentence for finding in report.verified[0].findings if finding.state == "differs"]
    assert any(touched in sentence for sentence in wrong)


def test_a_result_that_was_edited_is_not_undone_to_something_else(place):
    photograph("wall.png")
    restore("wall.png")
    result = read_photograph("wall.restored.png")
    edited = result.pixels.copy()
    edited[30, 30] ^= 1
    write_photograph("wall.restored.png", result, edited, overwrite=True)
    report = undo("wall.restored.png")
    assert "does not give its photograph back" in report.failed[0].reason
    assert not Path("wall.undone.png").exists()


@pytest.mark.parametrize("large", [False, True])
def test_a_jpeg_needs_its_photograph(place, monkeypatch, large):
    if large:
        monkeypatch.setattr(restored, "LARGE", 0)
    photograph("wall.jpg")
    restore("wall.jpg")
    assert verify("wall.restored.jpg").verified[0].proved
    assert undo("wall.restored.jpg").done[0][1].read_bytes() == Path("wall.jpg").read_bytes()
    Path("wall.jpg").unlink()
    assert "bring back wall.jpg" in undo("wall.restored.jpg", overwrite=True).failed[0].reason
    assert verify("wall.restored.jpg").failed


def test_a_jpeg_changed_by_more_than_the_record_says_is_found_in_parts(place, monkeypatch):
    monkeypatch.setattr(restored, "LARGE", 0)
    photograph("wall.jpg")
    restore("wall.jpg")
    assert state(verify("wall.restored.jpg"), "pixels") == "proved"
    Path("wall.restored.jpg").unlink()
    photograph("wall.restored.jpg", seed=1)
    assert state(verify("wall.restored.jpg"), "pixels") == "differs"


def test_nothing_stays_where_samples_of_large_pictures_lay(place, monkeypatch):
    monkeypatch.setattr(restored, "LARGE", 0)
    monkeypatch.setattr("tempfile.tempdir", str(place / "temporary"))
    (place / "temporary").mkdir()
    photograph("wall.png")
    restore("wall.png")
    assert verify("wall.restored.png").verified[0].proved and undo("wall.restored.png").done
    assert write_layers(TakeApartSettings(inputs=(Path("wall.restored.png"),))).done
    assert not list((place / "temporary").iterdir())


def test_what_is_done_is_skipped_and_what_was_done_otherwise_fails(place):
    for name in ("a.png", "b.png"):
        photograph(name)
    restore("a.png")
    first = Path("a.restored.png").stat().st_mtime_ns
    report = restore("a.png", "b.png")
    assert [done.source.name for done in report.done] == ["b.png"]
    assert [skipped.source.name for skipped in report.skipped] == ["a.png"]
    assert not report.failed
    assert report.lines()[-1] == "1 restored, 1 done before"
    assert Path("a.restored.png").stat().st_mtime_ns == first
    otherwise = restore("a.png", "b.png", dilate=2)
    assert [failure.source.name for failure in otherwise.failed] == ["a.png", "b.png"]
    assert "made with another --dilate: give --overwrite" in otherwise.failed[0].reason
    assert restore("a.png", dilate=2, overwrite=True).done


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda: photograph("a.png", seed=5) if Path("a.png").unlink() is None else None, "another photograph"),
        (lambda: write_image("mask.png", np.eye(40, 60, dtype=bool), overwrite=True), "another mask"),
        (lambda: Path("a.restored.png").write_bytes(b"cut off"), "a.restored.png has changed since"),
        (lambda: Path("a.replaced.tif").unlink(), "a.replaced.tif is missing"),
    ],
    ids=["photograph", "mask", "result", "side file"],
)
def test_what_has_changed_since_is_no_done_work(place, change, said):
    photograph("a.png")
    restore("a.png")
    change()
    assert said in restore("a.png").failed[0].reason


def test_two_photographs_of_one_name_have_records_of_their_own(place):
    for name in ("wall.png", "wall.tif"):
        photograph(name, seed=len(name))
    report = restore("wall.png", "wall.tif")
    assert len(report.done) == 2
    assert {path.name for path in Path().glob("*.murals.json")} == {"wall.png.murals.json", "wall.tif.murals.json"}
    assert not verify("wall.restored.png", "wall.restored.tif").failed
    assert len(restore("wall.png", "wall.tif").skipped) == 2


def test_variants_are_proved_and_undone_too(place):
    before = photograph("wall.png")
    restore("wall.png", fill="mimetic", variants=2)
    assert not verify("wall.restored-2.png").failed
    assert np.array_equal(read_photograph(undo("wall.restored-2.png").done[0][1]).pixels, before)


def test_a_result_is_gone_on_with(place):
    photograph("wall.png")
    restore("wall.png")
    report = restore("wall.restored.png", dilate=1)
    assert report.done[0].output == Path("wall.restored.restored.png")
    assert not verify("wall.restored.restored.png").failed


def test_a_folder_that_moved_is_still_proved(place):
    photograph("wall.png")
    restore("wall.png", out=Path("out"))
    shutil.copytree(".", "elsewhere/there", ignore=lambda *_: ["elsewhere"])
    shutil.rmtree("out")
    assert not verify("elsewhere/there/out/wall.restored.png").failed


def test_a_journal_has_a_line_for_each_photograph(place):
    for name in ("a.png", "b.png"):
        photograph(name)
    restore("a.png", log=Path("log/journal.jsonl"))
    Path("b.png").write_bytes(b"no image")
    restore("a.png", "b.png", log=Path("log/journal.jsonl"))
    lines = [json.loads(line) for line in Path("log/journal.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["begin", "done", "begin", "done before", "failed"]
    assert "b.png" in lines[-1]["reason"]


def test_what_is_no_result_is_said(place):
    photograph("wall.png")
    with pytest.raises(MuralsError, match=r"no record of wall\.png: murals restore writes NAME\.murals\.json"):
        open_restored(Path("wall.png"))
    with pytest.raises(MuralsError, match="nothing at gone"):
        open_restored(Path("gone.restored.png"))
    Path("wall.murals.json").write_text("{}")
    with pytest.raises(MuralsError, match="is no record of murals"):
        open_restored(Path("wall.murals.json"))


@pytest.mark.slow
def test_killed_in_the_middle_and_run_again_it_gives_the_same_bytes(place):
    """The command is killed without a word as soon as the first of three is done; then it is run again, and whole."""
    for number in range(3):
        photograph(f"{number}.png", seed=number)
    command = [sys.executable, "-m", "murals", "restore", ".", "--mask", "mask.png", "--fill", "neutral"]
    environment = os.environ | {"PYTHONPATH": str(Path(files.__file__).parents[2]), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen([*command, "--out", "killed"], env=environment, stderr=subprocess.DEVNULL)
    while not list(Path().glob("killed/*.murals.json")) and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    for out in ("killed", "whole"):
        subprocess.run([*command, "--out", out, "--overwrite"], env=environment, check=True, capture_output=True)
    names = {path.name for path in Path("whole").iterdir() if not path.name.endswith(".json")}
    assert len([name for name in names if ".restored" in name]) == 3
    for name in names:
        assert Path("killed", name).read_bytes() == Path("whole", name).read_bytes()
    assert not list(Path("killed").glob(".*"))


def test_a_replaced_file_is_an_ordinary_tiff(place):
    before = photograph("wall.tif", np.uint16)
    restore("wall.tif")
    kept = tifffile.imread("wall.replaced.tif")
    assert kept.shape == (40, 60, 4)
    assert np.array_equal(kept[HOLE][..., :3], before[HOLE])
    assert np.array_equal(kept[..., 3] > 0, read_kinds("wall.mask.png") > 0)
