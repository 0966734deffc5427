"""The full result, and the command that repeats it: run on the same files, it gives the same pixels."""

import contextlib
import os
import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest
from blend_pictures import SOURCE_SIZE, source_pixels, target_pixels, write_pair
from typer.testing import CliRunner

from murals import blend
from murals.blending.files import Blended
from murals.blending.modes import Tuning
from murals.blending.placement import Placement
from murals.blending.region import polygon_region
from murals.cli import app
from murals.errors import MuralsError
from murals.images import Photograph, read_mask, read_photograph, write_photograph
from murals.page.tabs.blend_marks import MaskFile, Polygon, Stroke
from murals.page.tabs.blend_scene import Scene, import_mask, reduce_picture
from murals.page.tabs.blend_wish import Wish
from murals.page.tabs.blend_work import blend_in_full, describe

CORNERS = ((40.0, 20.0), (120.0, 22.0), (125.0, 95.0), (38.0, 98.0))
AREA = Polygon(CORNERS, closed=True)
HOLE = Stroke(((70.0, 50.0), (90.0, 60.0)), 9.0, erase=True)
WISHES = {
    "polygon": Wish(marks=(AREA,), placement=Placement((31.0, -5.0))),
    "painted": Wish("mixed", (AREA, HOLE), Placement((20.5, 8.25), 0.8, 33.5)),
    "monochrome": Wish("monochrome", (AREA,), Placement((10.0, 10.0)), linear_light=True, solver="direct"),
    "exchange": Wish("exchange", (AREA,), Placement((35.0, 20.0))),
    "flatten": Wish("flatten", (AREA,), tuning=Tuning(edge_threshold=0.25)),
    "illuminate": Wish("illuminate", (AREA, HOLE), tuning=Tuning(alpha=0.3, beta=0.5)),
    "recolour": Wish("recolour", (AREA,), tuning=Tuning(factors=(0.7, 0.9, 1.7))),
    "tile": Wish("tile", (AREA,)),
}


@pytest.fixture
def scene(tmp_path):
    return Scene(*(reduce_picture(path, 100) for path in write_pair(tmp_path)))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@contextlib.contextmanager
def inside(folder):
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@pytest.mark.parametrize("name", WISHES)
def test_the_command_gives_the_same_files(name, scene, folder, tmp_path):
    done = blend_in_full(scene, WISHES[name], folder, device="cpu")
    again = tmp_path / "again"
    again.mkdir()
    for path in (scene.source.path, scene.target.path, *([done.mask] if done.mask else [])):
        shutil.copy(path, again)
    with inside(again):
        ran = CliRunner().invoke(app, [*shlex.split(done.command)[1:], "--device", "cpu"])
    assert ran.exit_code == 0, ran.output
    for one in done.blended:
        np.testing.assert_array_equal(
            read_photograph(again / one.output.name).pixels, read_photograph(one.output).pixels
        )


def test_the_result_is_that_of_blend_in_the_form_of_the_target(scene, folder):
    done = blend_in_full(scene, WISHES["polygon"], folder)
    got = read_photograph(done.files[0])
    wanted = blend(source_pixels(), target_pixels(), polygon_region(CORNERS, SOURCE_SIZE), at=(31, -5))
    np.testing.assert_array_equal(got.pixels, wanted)
    assert got.pixels.dtype == np.uint16 and got.dpi == pytest.approx((300, 300), abs=0.1)
    assert [path.name for path in done.files] == ["wall.blended.png"]


def test_a_painted_region_is_written_as_a_mask(scene, folder):
    done = blend_in_full(scene, WISHES["painted"], folder)
    assert [path.name for path in done.files] == ["wall.blended.png", "motif.mask.png"]
    area = polygon_region(CORNERS, SOURCE_SIZE)
    mask = read_mask(done.mask)
    assert mask.sum() < area.sum() and not (mask & ~area).any()


def test_an_exchange_gives_both(scene, folder):
    done = blend_in_full(scene, WISHES["exchange"], folder)
    assert [path.name for path in done.files] == ["wall.blended.png", "motif.blended.png"]


def test_an_imported_mask_is_named_as_it_came(scene, folder, tmp_path):
    shutil.copy(blend_in_full(scene, WISHES["painted"], folder).mask, tmp_path / "mine.png")
    masked = scene.with_picture("source", import_mask(scene.source, tmp_path / "mine.png"))
    (tmp_path / "second").mkdir()
    done = blend_in_full(masked, Wish(marks=(MaskFile(),)), tmp_path / "second")
    assert done.command == "murals blend motif.png wall.png --mask mine.png"


def test_two_files_of_one_name_are_told_apart(tmp_path, folder):
    paths = [tmp_path / name / "wall.png" for name in ("a", "b")]
    for path, like in zip(paths, write_pair(tmp_path), strict=True):
        path.parent.mkdir()
        shutil.move(like, path)
    scene = Scene(*(reduce_picture(path, 100) for path in paths))
    done = blend_in_full(scene, Wish(marks=(AREA,)), folder)
    assert done.command.startswith("murals blend source/wall.png target/wall.png --polygon")


def test_what_does_not_fit_is_said(scene, folder):
    with pytest.raises(MuralsError, match="falls off the target"):
        blend_in_full(scene, Wish(marks=(AREA,), placement=Placement((900.0, 0.0))), folder)
    with pytest.raises(MuralsError, match="choose the picture to edit"):
        blend_in_full(Scene(scene.source), Wish(), folder)
    assert list(folder.iterdir()) == []


def test_the_sentence_says_what_became_of_the_rest(tmp_path):
    def said(name, mode, language="en"):
        return describe(Blended(tmp_path / name, 20, 10, 50), Wish(mode), language)

    assert said("wall.blended.png", "seamless").endswith("every pixel outside the region is as it was.")
    assert "JPEG compression" in said("wall.blended.jpg", "seamless")
    assert "too, as this edit is meant to" in said("wall.blended.png", "tile")
    assert "20×10" in said("wall.blended.png", "tile", "zh")


def test_pixels_outside_the_region_are_as_they_were(scene, folder):
    done = blend_in_full(scene, WISHES["polygon"], folder)
    changed = (read_photograph(done.files[0]).pixels != target_pixels()).any(axis=2)
    landed = np.zeros(target_pixels().shape[:2], bool)
    region = polygon_region(CORNERS, SOURCE_SIZE)
    landed[: SOURCE_SIZE[0] - 5, 31:191] = region[5:]
    assert changed.any() and not (changed & ~landed).any()


def test_a_jpeg_stays_a_jpeg(tmp_path, folder, scene):
    path = tmp_path / "wall.jpg"
    pixels = (target_pixels() // 257).astype(np.uint8)
    write_photograph(path, Photograph(pixels, path), pixels)
    done = blend_in_full(scene.with_picture("target", reduce_picture(path, 100)), WISHES["polygon"], folder)
    assert done.files[0].name == "wall.blended.jpg"
