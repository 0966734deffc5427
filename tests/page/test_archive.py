"""The archive of a result, unpacked into one folder: proved, taken apart and undone there."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from murals.images import LOST, VEILED, Photograph, read_photograph, write_photograph
from murals.page.archive import write_archive
from murals.page.models import Models
from murals.page.restoring import restore_sheet, save_mask
from murals.provenance.apart import undo_files, write_layers
from murals.provenance.settings import TakeApartSettings, VerifySettings
from murals.provenance.verify import verify_files
from murals.restoration.options import RestoreOptions


@pytest.fixture(scope="module")
def restorer(page_models):
    models = Models(None, page_models, "cpu")
    return models.restorer(models.speaker())


def upload(folder, name, dtype=np.uint8):
    folder.mkdir()
    noise = np.random.default_rng(0).random((48, 72, 3))
    pixels = (noise * np.iinfo(dtype).max).astype(dtype)
    write_photograph(folder / name, Photograph(pixels, folder / name), pixels)
    mask = np.zeros((48, 72), np.uint8)
    mask[10:30, 20:40], mask[30:40, 20:60] = LOST, VEILED
    return folder / name, save_mask(mask, folder / name, folder)


@pytest.mark.parametrize(
    ("name", "dtype", "drawn", "options"),
    [
        ("wall 7.png", np.uint8, True, RestoreOptions()),
        ("wall.tif", np.uint16, True, RestoreOptions(dilate=2)),
        ("wall.jpg", np.uint8, True, RestoreOptions()),
        ("wall.png", np.uint8, False, RestoreOptions(threshold=0.3, uncertainty=True)),
        ("wall.png", np.uint8, False, RestoreOptions(whole=True)),
    ],
)
def test_what_is_unpacked_is_proved_taken_apart_and_undone(tmp_path, restorer, name, dtype, drawn, options):
    photograph, mask = upload(tmp_path / "server", name, dtype)
    (tmp_path / "results").mkdir()
    done = restore_sheet(
        photograph, mask if drawn else None, restorer, options, tmp_path / "results", sources=True, record=True
    )
    archive = write_archive(done.job)
    assert archive.name == f"{photograph.stem}.murals.zip"
    home = tmp_path / "home"
    zipfile.ZipFile(archive).extractall(home)
    before = read_photograph(photograph).pixels
    for folder in ("server", "results"):
        (tmp_path / folder).rename(tmp_path / f"gone-{folder}")
    result = home / done.output.name
    report = verify_files(VerifySettings(inputs=(result,)))
    states = {finding.what: finding.state for finding in report.verified[0].findings}
    assert not report.failed
    assert {what for what, state in states.items() if state != "proved"} == {"model"}  # a training that is not here
    assert states.keys() >= {"result", "input", "pixels"}
    assert drawn == ("used_mask" in states and "mask" in states)
    settings = TakeApartSettings(inputs=(result,))
    assert write_layers(settings).done
    undone = read_photograph(undo_files(settings).done[0][1]).pixels
    assert np.array_equal(undone, before)


def test_the_record_names_no_path_of_this_machine(tmp_path, restorer):
    photograph, mask = upload(tmp_path / "server", "wall.png")
    restored = replace(restorer, reason=f"it comes with murals; nothing was trained under {tmp_path}")
    done = restore_sheet(photograph, mask, restored, RestoreOptions(), tmp_path, record=True)
    text = done.job.record.read_text()
    assert str(tmp_path) not in text and ".." not in text
    record = json.loads(text)
    assert record["model"]["path"] is None and record["model"]["name"] == "phase1.safetensors"
    assert all(Path(entry["path"]).name == entry["path"] for entry in record["files"].values())


def test_without_a_portable_record_there_is_no_archive(tmp_path, restorer):
    photograph, mask = upload(tmp_path / "server", "wall.png")
    done = restore_sheet(photograph, mask, restorer, RestoreOptions(), tmp_path)
    assert done.job.record is None
    with pytest.raises(ValueError, match="expected a job with a portable record"):
        write_archive(done.job)
