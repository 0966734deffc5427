"""Which photograph, masks and result a report is about; the way through the record is in test_report.py."""

from pathlib import Path

import numpy as np
import pytest

from murals.condition.settings import ReportSettings
from murals.condition.subject import PROPOSED, find_subject
from murals.errors import MuralsError
from murals.images import write_image
from murals.restoration import files
from murals.restoration.options import RestoreSettings
from tests.restoration.test_repair import Painter


@pytest.fixture
def wall(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_image("wall.png", np.random.default_rng(0).integers(0, 256, (64, 96, 3)).astype(np.uint8))
    mask = np.zeros((64, 96), bool)
    mask[10:20, 15:35] = True
    write_image("mask.png", mask)
    write_image("other.png", ~mask)
    return Path("wall.png")


def subject(path, **more):
    return find_subject(Path(path), ReportSettings(inputs=(Path(path),), **more))


def restore(wall, **more):
    settings = RestoreSettings(inputs=(wall,), **{"mask": Path("mask.png"), "fill": "neutral", **more})
    return files.restore_files(settings, model=Painter(0.45)).done[0]


def test_the_masks_of_the_options_come_first(wall):
    restore(wall)
    found = subject(wall, mask=Path("other.png"), all_of_it=True)
    assert found.mask == Path("other.png") and found.reading.all_of_it
    assert found.result == Path("wall.restored.png")


def test_the_record_gives_mask_and_how_it_was_read(wall):
    restore(wall, mask=Path("other.png"), invert=True)
    found = subject(wall)
    assert (found.mask, found.reading.invert, found.notes) == (Path("other.png"), True, ())


def test_a_mask_that_changed_since_is_replaced_by_the_one_that_was_used(wall):
    restore(wall)
    write_image("mask.png", np.ones((64, 96), bool), overwrite=True)
    assert subject(wall).mask == Path("wall.mask.png")


def test_a_proposed_mask_is_to_be_checked_and_an_edited_one_is_told(wall):
    done = restore(wall, mask=None)
    assert done.job.proposed_mask == Path("wall.mask.png")
    assert subject(wall).notes == (PROPOSED,)
    write_image("wall.mask.png", np.eye(64, 96, dtype=bool), overwrite=True)
    (note,) = subject(wall).notes
    assert "edited after the restoration" in note


def test_a_further_variant_has_a_name_of_its_own(wall):
    done = restore(wall, fill="mimetic", variants=2)
    assert subject(done.output).stem == "wall"
    assert subject(done.job.variants[0]).stem == "wall.restored-2"


def test_a_result_without_its_record_is_named(wall):
    write_image("alone.restored.png", np.zeros((8, 8, 3), np.uint8))
    with pytest.raises(MuralsError, match=r"no record of alone\.restored\.png"):
        subject("alone.restored.png")


def test_a_blended_picture_is_a_photograph(wall):
    wall.rename("wall.blended.png")
    assert subject("wall.blended.png", mask=Path("mask.png")).source == Path("wall.blended.png")


def test_no_mask_at_all(wall):
    with pytest.raises(MuralsError, match="draw one"):
        subject(wall)
