import shutil

import gradio as gr
import pytest
from blend_pictures import SOURCE_SIZE, TARGET_SIZE, write_pair

from murals.blending.region import polygon_region
from murals.errors import MuralsError
from murals.images import write_image
from murals.page.app import make_page
from murals.page.settings import PageSettings
from murals.page.tabs.blend_examples import EXAMPLES
from murals.page.tabs.blend_scene import Scene
from murals.page.tabs.blend_table import BlendTable
from murals.page.workspace import Workspaces

SQUARE = [{"kind": "polygon", "points": [[10, 10], [50, 10], [50, 50]], "closed": True}]
VISITOR = gr.Request(session_hash="a visitor", headers={})


@pytest.fixture
def table(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    return BlendTable(
        make_page(PageSettings(preview_side=100), Workspaces(root, grace_seconds=9, program_seconds=9, idle_seconds=9))
    )


@pytest.fixture
def uploads(table):
    """Both pictures where Gradio puts what is uploaded, source first."""
    folder = table.page.workspaces.root / "upload"
    folder.mkdir()
    return write_pair(folder)


@pytest.fixture
def scene(table, uploads):
    opened, _ = table.open_source(VISITOR, str(uploads[0]), Scene(), "seamless", [])
    return table.open_target(VISITOR, str(uploads[1]), opened, "seamless", [])[0]


def test_uploads_are_reduced_and_kept_in_the_visitors_folder(table, uploads, scene):
    assert (scene.source.full, scene.target.full) == (SOURCE_SIZE, TARGET_SIZE)
    assert max(scene.source.size) == max(scene.target.size) == 100
    assert scene.target.path.read_bytes() == uploads[1].read_bytes()
    assert scene.target.path.is_relative_to(table.page.workspace(VISITOR).folder)


def test_another_source_ends_what_was_drawn_on_the_first(table, uploads, scene):
    assert table.open_source(VISITOR, str(uploads[0]), scene, "seamless", SQUARE)[1] == []
    assert table.open_target(VISITOR, str(uploads[1]), scene, "seamless", SQUARE)[1] == SQUARE
    gone, drawing = table.open_source(VISITOR, None, scene, "seamless", SQUARE)
    assert gone.source is None and drawing == []


def test_a_path_that_was_not_uploaded_is_refused(table):
    with pytest.raises(MuralsError, match="not uploaded here"):
        table.open_source(VISITOR, "/etc/passwd", Scene(), "seamless", [])


def test_each_picture_keeps_its_drawing(table, scene):
    flat, drawing = table.change_mode(VISITOR, "flatten", scene, SQUARE)
    assert drawing == []
    again, drawing = table.change_mode(VISITOR, "flatten", flat, SQUARE)  # Gradio tells a choice twice
    assert again == flat and not isinstance(drawing, list)
    assert [mark["closed"] for mark in table.change_mode(VISITOR, "mixed", again, [])[1]] == [True]


def test_a_mask_file_replaces_the_drawing_and_must_fit(table, uploads, scene):
    mask = uploads[0].with_name("mask.png")
    write_image(mask, polygon_region([(10, 10), (50, 10), (50, 50)], SOURCE_SIZE))
    masked, drawing = table.take_mask(VISITOR, str(mask), scene, "seamless")
    assert masked.source.mask_file.name == "mask.png" and drawing == [{"kind": "mask"}]
    with pytest.raises(MuralsError, match=r"mask\.png is 160x120 but wall.png is 200x140"):
        table.take_mask(VISITOR, str(mask), scene, "membrane")
    with pytest.raises(MuralsError, match="Choose a source"):
        table.take_mask(VISITOR, str(mask), Scene(target=scene.target), "seamless")


def test_steps_of_the_drawing(table):
    opened = table.undo(VISITOR, SQUARE)
    assert [mark["closed"] for mark in opened] == [False]
    assert table.close(VISITOR, opened)[0]["closed"]
    assert table.type_polygon(VISITOR, "1,2 3,4 5,6")[0]["points"] == ((1, 2), (3, 4), (5, 6))
    assert table.type_polygon(VISITOR, " ") == []
    with pytest.raises(MuralsError, match="expected 2 numbers"):
        table.type_polygon(VISITOR, "1,2 3")


@pytest.mark.parametrize("mode", ["monochrome", "recolour", "tile"])
def test_an_example_sets_everything(table, mode):
    scene, source, target, chosen, drawing, at, scale, rotate, *tunings = table.show_example(VISITOR, mode)
    example = EXAMPLES[mode]
    assert chosen == mode and target.endswith(example.target) and (source is None) == (example.source is None)
    assert scene.on_source == (example.source is not None)
    assert [mark["kind"] for mark in drawing] == (["mask"] if example.mask else [])
    assert (at, scale, rotate) == ("0,0", example.placement.scale, example.placement.rotate)
    assert tunings[-1] == ",".join(f"{factor:g}" for factor in example.tuning.factors)
    shutil.rmtree(table.page.workspaces.root)
