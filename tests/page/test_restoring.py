import shlex
import shutil

import numpy as np
import pytest
from commands import run

from murals.errors import MuralsError
from murals.images import LOST, VEILED, read_kinds, read_mask, read_photograph, write_image
from murals.page.models import Models
from murals.page.preview import Drawing
from murals.page.repeat import restore_command
from murals.page.restoring import (
    add_mask,
    drawn_mask,
    facts_for_page,
    find_mask,
    open_sheet,
    propose_damage,
    restore_sheet,
    save_mask,
    sources_map,
)
from murals.page.tabs.restore_badge import badge
from murals.restoration.options import RestoreOptions


@pytest.fixture(scope="module")
def models(page_models):
    return Models(None, page_models, "cpu")


@pytest.fixture(scope="module")
def restorer(models):
    return models.restorer(models.speaker())


@pytest.fixture
def photograph(tmp_path):
    (tmp_path / "up").mkdir()
    path = tmp_path / "up" / "wall 7.png"
    write_image(path, np.random.default_rng(0).integers(0, 256, (48, 72, 3), np.uint8))
    return path


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "result").mkdir()
    return tmp_path / "result"


@pytest.fixture
def mask(photograph):
    marked = np.zeros((48, 72), np.uint8)
    marked[10:30, 20:40], marked[30:40, 20:60] = LOST, VEILED
    return save_mask(marked, photograph, photograph.parent)


@pytest.fixture
def sheet(photograph, tmp_path):
    (tmp_path / "sheet").mkdir()
    return open_sheet(photograph, tmp_path / "sheet")


def test_a_sheet_begins_without_a_mask_and_has_a_name(sheet):
    assert (sheet.height, sheet.width, sheet.name) == (48, 72, "sheet")
    assert list(sheet.folder.iterdir()) == []


def test_a_broken_file_is_no_sheet(tmp_path):
    (tmp_path / "wall.png").write_bytes(b"no image")
    with pytest.raises(MuralsError, match="is no image"):
        open_sheet(tmp_path / "wall.png", tmp_path)


def test_no_mask_takes_the_place_of_another(sheet):
    masks = [np.zeros((48, 72), np.uint8) for _ in range(2)]
    masks[0][:10], masks[1][20:] = LOST, VEILED
    names = [add_mask(sheet, mask) for mask in masks]
    for name, mask in zip(names, masks, strict=True):
        assert find_mask(sheet, name).name == "wall 7.mask.png"
        assert np.array_equal(read_kinds(find_mask(sheet, name)), mask)


@pytest.mark.parametrize("name", ["", ".", "..", "../up", "0123456789abcdef", "/etc"])
def test_a_mask_that_was_never_laid_is_told(sheet, name):
    add_mask(sheet, np.zeros((48, 72), np.uint8))
    with pytest.raises(MuralsError, match="reload the page and draw again"):
        find_mask(sheet, name)


def test_strokes_change_the_mask_that_they_began_from(sheet):
    mask, stroke = np.zeros((48, 72), np.uint8), np.zeros((48, 72), np.uint8)
    mask[:10], stroke[30:40] = LOST, VEILED
    name = add_mask(sheet, mask)
    assert np.array_equal(drawn_mask(sheet, name, Drawing(mask | stroke, stroke > 0)), mask | stroke)
    assert np.array_equal(drawn_mask(sheet, None, Drawing(stroke, stroke > 0)), stroke)
    assert np.array_equal(read_kinds(find_mask(sheet, name)), mask)  # itself it stays


def test_a_proposal_is_the_command_lines(photograph, folder, restorer):
    proposed = propose_damage(photograph, restorer, RestoreOptions(threshold=0.3)).mask
    done = restore_sheet(photograph, None, restorer, RestoreOptions(threshold=0.3), folder)
    assert done.job.proposed_mask.name == "wall 7.mask.png"
    assert np.array_equal(read_kinds(done.job.proposed_mask), proposed)


@pytest.mark.parametrize(
    ("options", "drawn", "format"),
    [
        (RestoreOptions(), True, None),
        (RestoreOptions(seed=2), True, None),
        (RestoreOptions(fill="neutral"), True, None),
        (RestoreOptions(dilate=2, feather=1, seamless=True, style="visible", max_hole=30.0), True, "tif"),
        (RestoreOptions(threshold=0.3, ensemble=True, uncertainty=True), False, None),
        (RestoreOptions(whole=True), False, None),
    ],
)
def test_the_command_gives_the_very_bytes(
    photograph, mask, folder, models, restorer, tmp_path, monkeypatch, options, drawn, format
):
    sources = options.seed > 0
    done = restore_sheet(photograph, mask if drawn else None, restorer, options, folder, format=format, sources=sources)
    assert (sources_map(done) is not None) == sources
    line = restore_command(
        photograph.name,
        options,
        mask=done.job.mask.name if done.job.mask else None,
        format=format,
        sources=sources,
        model=models.named(models.speaker()),
        device="cpu",
    )
    (tmp_path / "home").mkdir()
    shutil.copy(photograph, tmp_path / "home")
    if drawn:
        shutil.copy(mask, tmp_path / "home")
    monkeypatch.chdir(tmp_path / "home")
    repeated = run(*shlex.split(line)[1:])
    assert repeated.exit_code == 0, repeated.output
    for path in filter(None, (done.output, done.job.proposed_mask, done.job.uncertainty, done.job.sources)):
        assert (tmp_path / "home" / path.name).read_bytes() == path.read_bytes()


def test_depth_and_everything_outside_the_mask_stay(photograph, folder, restorer, mask):
    from murals.images import Photograph, write_photograph

    deep = np.random.default_rng(1).integers(0, 65536, (48, 72, 3), np.uint16)
    path = photograph.with_name("deep.tif")
    write_photograph(path, Photograph(deep, path, dpi=(300.0, 300.0)), deep)
    done = restore_sheet(path, mask, restorer, RestoreOptions(), folder)
    written, marked = read_photograph(done.output), read_mask(mask)
    assert written.pixels.dtype == np.uint16
    assert written.dpi == (300.0, 300.0)
    assert np.array_equal(written.pixels[~marked], deep[~marked])
    assert (written.pixels[marked] != deep[marked]).any()
    assert done.facts["untouched"] is True


def test_the_page_tells_no_path(photograph, folder, restorer):
    done = restore_sheet(photograph, None, restorer, RestoreOptions(uncertainty=True), folder, sources=True)
    facts = facts_for_page(done.facts)
    assert str(folder) not in str(facts)
    assert "/" not in str(facts)
    assert facts["uncertainty"] == "wall 7.uncertainty.png"
    assert facts["sources_map"] == "wall 7.sources.png"


def test_the_shares_of_a_fill_are_told_and_its_map_is_written(photograph, folder, restorer, mask):
    done = restore_sheet(photograph, mask, restorer, RestoreOptions(), folder, sources=True)
    assert sum(done.facts["sources"].values()) == pytest.approx(1, abs=0.001)
    assert "Of the fill, " in badge(done.facts, "en")
    assert sources_map(done) == folder / "wall 7.sources.png"
    assert read_photograph(sources_map(done)).pixels.shape[0] > 48  # with its legend


def test_where_the_mask_marks_nothing_there_is_no_map_of_sources(photograph, folder, restorer):
    nothing = save_mask(np.zeros((48, 72), np.uint8), photograph, photograph.parent)
    done = restore_sheet(photograph, nothing, restorer, RestoreOptions(), folder, sources=True)
    assert sources_map(done) is None
    assert not (folder / "wall 7.sources.png").exists()
