"""The tab Blend in a real browser: corners are clicked, the region is dragged, the file that comes down is compared."""

import os
import re
import shlex
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from blend_pictures import SOURCE_SIZE, TARGET_SIZE, source_pixels, target_pixels, write_pair
from still_links import assert_links_stayed, watch_links
from typer.testing import CliRunner

from murals import blend
from murals.blending.region import parse_polygon, polygon_region
from murals.blending.settings import parse_numbers
from murals.cli import app
from murals.drawing.blend_inputs import draw_inputs
from murals.images import read_mask, read_photograph, write_image
from murals.page.app import build_app, make_page
from murals.page.workspace import Workspaces

CORNERS = [(40, 20), (120, 22), (125, 95), (82, 105), (38, 98)]
NARROW = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return write_pair(tmp_path_factory.mktemp("pair"))


@pytest.fixture
def tab(visit):
    """Open the tab Blend as a new visitor."""

    def open_tab(**context):
        page = visit(**context)
        page.locator("#blend-tab-button:visible").click()
        page.wait_for_selector("#blend-region svg")
        return page

    return open_tab


@pytest.fixture
def desk(tab, pair):
    """The tab with both pictures on it."""
    page = tab()
    put_down(page, *pair)
    return page


def put_down(page, source, target):
    for name, path, board in (("source", source, "region"), ("target", target, "landing")):
        page.locator(f"#blend-{name} input[type=file]").set_input_files(path)
        page.wait_for_selector(f"#blend-{board} image[href^=data]")


def on_screen(page, board, point, size):
    """Return where the pixel `point` (x, y) of a picture of `size` (height, width) is on the screen."""
    picture = page.locator(f"#blend-{board} svg > image")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    return box["x"] + (point[0] + 0.5) / size[1] * box["width"], box["y"] + (point[1] + 0.5) / size[0] * box["height"]


def click_corners(page, corners):
    for corner in corners:
        page.mouse.click(*on_screen(page, "region", corner, SOURCE_SIZE))


def drag_region(page, by, *, hold=(100, 45)):
    """Drag the region by `by` pixels of the target, taken hold of at a pixel inside it."""
    page.wait_for_selector("#blend-landing .handle")
    x, y = on_screen(page, "landing", hold, TARGET_SIZE)
    dot = page.locator("#blend-landing svg > image").bounding_box()["width"] / TARGET_SIZE[1]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0] * dot, y + by[1] * dot, steps=5)
    page.mouse.up()


def wait_for_preview(page):
    page.wait_for_selector("#blend-landing svg.shown")


def field(page, name):
    return page.locator(f"#blend-{name} textarea, #blend-{name} input[type=text]").first


def until(page, name, value):
    """Wait until the field `name` holds `value`."""
    selector = f"#blend-{name} textarea, #blend-{name} input[type=text]"
    page.wait_for_function(f"(value) => document.querySelector({selector!r}).value === value", arg=value)


def corner_count(page):
    return page.locator("#blend-region .corner").count()


def wait_for_corners(page, count):
    page.wait_for_function(f"document.querySelectorAll('#blend-region .corner').length === {count}")


def test_the_links_stay_where_they_are_first_seen(desk):
    click_corners(desk, [*CORNERS, CORNERS[0]])
    wait_for_preview(desk)
    watch_links(desk, "#blend-files")
    desk.click("#blend-go")
    desk.locator("#blend-files a").first.wait_for()
    assert_links_stayed(desk)


def full_result(page, folder):
    """Blend in full, download everything into `folder`, and return the files and the command."""
    page.click("#blend-go")
    links = page.locator("#blend-files a[download]")
    links.first.wait_for()
    files = []
    for i in range(links.count()):
        with page.expect_download() as started:
            links.nth(i).click()
        files.append(folder / started.value.suggested_filename)
        started.value.save_as(files[-1])
    return files, page.locator("#blend-command code").inner_text().replace("\n", "")


@contextmanager
def inside(folder):
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def test_a_motif_is_clicked_dragged_blended_and_downloaded(desk, pair, tmp_path):
    click_corners(desk, [*CORNERS, CORNERS[0]])
    drag_region(desk, (35, 12))
    until(desk, "at", "35,12")
    wait_for_preview(desk)
    files, command = full_result(desk, tmp_path)
    region = polygon_region(parse_polygon(field(desk, "polygon").input_value()), SOURCE_SIZE)
    wanted = blend(source_pixels(), target_pixels(), region, at=(35, 12))
    got = read_photograph(files[0])
    assert [path.name for path in files] == ["wall.blended.png"]
    assert got.pixels.dtype == np.uint16
    assert got.dpi == pytest.approx((300, 300), abs=0.1)
    np.testing.assert_array_equal(got.pixels, wanted)
    assert np.abs(polygon_region(CORNERS, SOURCE_SIZE).sum() - int(region.sum())) < 250  # clicked within a pixel
    assert_command_gives(command, got.pixels, pair, tmp_path)


def assert_command_gives(command, pixels, pair, folder):
    """Run `command` where the files lie and compare."""
    for path in pair:
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "wall.blended.png").unlink()
    with inside(folder):
        done = CliRunner().invoke(app, shlex.split(command)[1:])
    assert done.exit_code == 0, done.output
    np.testing.assert_array_equal(read_photograph(folder / "wall.blended.png").pixels, pixels)


def test_steps_are_taken_back_closed_started_anew_and_corners_pulled(desk):
    click_corners(desk, CORNERS[:4])
    assert corner_count(desk) == 4
    desk.keyboard.press("Backspace")
    wait_for_corners(desk, 3)
    desk.click("#blend-undo")
    wait_for_corners(desk, 2)
    desk.click("#blend-close")  # two corners are no area
    desk.wait_for_selector("text=three or more corners")
    click_corners(desk, [CORNERS[3]])
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#blend-region polygon.outline")
    until(desk, "polygon", "40,20 120,22 82,105")
    wait_for_preview(desk)
    desk.click("#blend-undo")  # opens it again
    desk.wait_for_selector("#blend-region polyline.outline")
    until(desk, "polygon", "")
    desk.click("#blend-anew")
    wait_for_corners(desk, 0)
    click_corners(desk, [*CORNERS[:3], CORNERS[0]])
    desk.wait_for_selector("#blend-region polygon.outline")
    until(desk, "polygon", "40,20 120,22 125,95")
    desk.mouse.move(*on_screen(desk, "region", CORNERS[2], SOURCE_SIZE))
    desk.mouse.down()
    desk.mouse.move(*on_screen(desk, "region", (90, 80), SOURCE_SIZE), steps=4)
    desk.mouse.up()
    until(desk, "polygon", "40,20 120,22 90,80")


def test_a_typed_offset_is_the_same_place_as_a_dragged_one(desk):
    field(desk, "polygon").fill("40,20 120,22 125,95")
    field(desk, "polygon").press("Enter")
    wait_for_preview(desk)
    drag_region(desk, (21, -9))
    until(desk, "at", "21,-9")
    wait_for_preview(desk)
    dragged, seen = (desk.locator("#blend-landing .handle").get_attribute("d"), where(desk))
    field(desk, "at").fill("0,0")
    assert where(desk) != pytest.approx(seen, abs=1)
    field(desk, "at").fill("21,-9")
    wait_for_preview(desk)
    assert desk.locator("#blend-landing .handle").get_attribute("d") == dragged
    assert where(desk) == pytest.approx(seen, abs=0.1)
    desk.locator("#blend-landing svg").focus()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Shift+ArrowDown")
    until(desk, "at", "22,1")


def where(page):
    """Return left and top of the region's outline in pixels of the target."""
    corners = """(path) => {
      const matrix = path.parentNode.transform.baseVal.consolidate().matrix;
      return path.getAttribute("d").match(/-?[\\d.]+,-?[\\d.]+/g).map((pair) => {
        const [x, y] = pair.split(",").map(Number);
        const landed = new DOMPoint(x, y).matrixTransform(matrix);
        return [landed.x, landed.y];
      });
    }"""
    return tuple(np.min(page.locator("#blend-landing .handle").evaluate(corners), axis=0))


def test_an_earlier_look_never_ends_after_a_later_one(page_settings, tmp_path):
    """Gradio's queue takes the events of one name in their order, one at a time if their limit is one."""
    workspaces = Workspaces(tmp_path, grace_seconds=1, program_seconds=1, idle_seconds=1)
    events = build_app(make_page(page_settings, workspaces)).fns.values()
    looks = [event for event in events if event.concurrency_id == "blend-look"]
    assert len(looks) > 5
    assert {event.concurrency_limit for event in looks} == {1}
    assert {event.name for event in looks} == {"refresh"}


def test_the_outline_stands_where_the_pixels_change(desk, tmp_path):
    field(desk, "polygon").fill("40,20 120,22 125,95")
    field(desk, "polygon").press("Enter")
    field(desk, "at").fill("30,15")
    desk.locator("#blend-rotate input[type=number]").fill("30")
    desk.locator("#blend-scale input[type=number]").fill("0.8")
    desk.locator("#blend-scale input[type=number]").press("Tab")
    desk.wait_for_function("document.querySelector('#blend-landing svg > g > g').transform.baseVal[0].matrix.b < -0.3")
    wait_for_preview(desk)
    files, command = full_result(desk, tmp_path)
    assert "--at 30,15 --scale 0.8 --rotate 30" in command
    rows, columns = np.nonzero((read_photograph(files[0]).pixels != target_pixels()).any(axis=2))
    assert where(desk) == pytest.approx((columns.min(), rows.min()), abs=1.5)


def test_a_painted_region_comes_down_as_a_mask_and_repeats(desk, pair, tmp_path):
    desk.get_by_role("radio", name="Brush").check()
    desk.wait_for_selector("#blend-region svg.paints")
    stroke(desk, (50, 60), (110, 62))
    desk.get_by_role("radio", name="Eraser").check()
    desk.wait_for_selector("#blend-brush")
    stroke(desk, (80, 40), (80, 80))
    wait_for_preview(desk)
    files, command = full_result(desk, tmp_path)
    mask = read_mask(files[1])
    assert [path.name for path in files] == ["wall.blended.png", "motif.mask.png"]
    assert mask.shape == SOURCE_SIZE
    assert mask[60, 60] and mask[62, 100] and not mask[61, 80]
    np.testing.assert_array_equal(read_photograph(files[0]).pixels, blend(source_pixels(), target_pixels(), mask))
    assert_command_gives(command, read_photograph(files[0]).pixels, pair, tmp_path)


def stroke(page, start, end):
    page.mouse.move(*on_screen(page, "region", start, SOURCE_SIZE))
    page.mouse.down()
    page.mouse.move(*on_screen(page, "region", end, SOURCE_SIZE), steps=8)
    page.mouse.up()


def test_a_mask_is_imported_and_one_of_another_size_is_refused(desk, tmp_path):
    mask = polygon_region(CORNERS, SOURCE_SIZE)
    write_image(tmp_path / "mine.png", mask)
    write_image(tmp_path / "small.png", mask[::2, ::2])
    chooser = desk.locator("#blend-tools input[type=file]")
    chooser.set_input_files(tmp_path / "small.png")
    desk.wait_for_selector("text=small.png is 80x60 but motif.png is 160x120")
    chooser.set_input_files(tmp_path / "mine.png")
    wait_for_preview(desk)
    files, command = full_result(desk, tmp_path)
    assert command == "murals blend motif.png wall.png --mask mine.png"
    np.testing.assert_array_equal(read_photograph(files[0]).pixels, blend(source_pixels(), target_pixels(), mask))


def test_an_edit_of_one_picture_takes_the_target_alone(tab, pair, tmp_path):
    page = tab()
    choose(page, "membrane")
    page.locator("#blend-source").wait_for(state="hidden")
    page.locator("#blend-target input[type=file]").set_input_files(pair[1])
    page.wait_for_selector("#blend-region image[href^=data]")
    field(page, "polygon").fill("60,30 120,40 90,100")
    field(page, "polygon").press("Enter")
    wait_for_preview(page)
    assert page.locator("#blend-landing .handle").count() == 0
    files, command = full_result(page, tmp_path)
    region = polygon_region([(60, 30), (120, 40), (90, 100)], TARGET_SIZE)
    assert command == 'murals blend wall.png --mode membrane --polygon "60,30 120,40 90,100"'
    wanted = blend(None, target_pixels(), region, mode="membrane")
    np.testing.assert_array_equal(read_photograph(files[0]).pixels, wanted)


def choose(page, name, *, of="mode"):
    page.locator(f"#blend-{of} input").click()
    page.locator(f"#blend-{of}").get_by_role("option", name=name, exact=True).click()


def test_one_click_shows_an_example_of_the_docs(tab, tmp_path):
    page = tab()
    page.click("#blend-example-recolour")
    wait_for_preview(page)
    files, command = full_result(page, tmp_path)
    docs = (Path(__file__).parents[2] / "docs" / "blending.md").read_text()
    assert command in re.findall(r"^murals blend .*$", docs, re.M)
    draw_inputs("recolour", tmp_path)
    picture, mask = read_photograph(tmp_path / "lotus.png").pixels, read_mask(tmp_path / "lotus_mask.png")
    wanted = blend(None, picture, mask, mode="recolour", factors=parse_numbers("0.7,0.9,1.7", "", count=3))
    np.testing.assert_array_equal(read_photograph(files[0]).pixels, wanted)


def test_another_edit_keeps_what_was_drawn_on_the_other_picture(desk):
    click_corners(desk, [*CORNERS, CORNERS[0]])
    choose(desk, "flatten")
    wait_for_corners(desk, 0)
    desk.locator("#blend-edge-threshold").wait_for()
    choose(desk, "mixed")
    wait_for_corners(desk, len(CORNERS))
    desk.locator("#blend-edge-threshold").wait_for(state="hidden")
    desk.locator("#runs-tab-button:visible").click()  # nor does another tab take it away
    desk.locator("#blend-tab-button:visible").click()
    desk.wait_for_selector("#blend-region polygon.outline")
    wait_for_preview(desk)


def test_stop_ends_a_long_work(tab, tmp_path):
    write_image(tmp_path / "wide.png", np.tile(source_pixels(), (5, 5, 1)))
    page = tab()
    put_down(page, tmp_path / "wide.png", tmp_path / "wide.png")
    field(page, "polygon").fill("5,5 795,5 795,595 5,595")
    field(page, "polygon").press("Enter")
    wait_for_preview(page)
    page.locator("#blend-more button").first.click()
    choose(page, "adam", of="solver")  # thousands of steps
    page.click("#blend-go")
    page.wait_for_selector("text=gradient descent")
    page.click("#blend-stop")
    page.wait_for_selector("text=Stopped: nothing was changed.")
    assert not page.locator("#blend-files a").count() and not page.locator("#blend-outcome").is_visible()


def test_what_is_missing_and_what_is_no_picture_is_told_in_a_sentence(tab, pair, tmp_path):
    (tmp_path / "letter.png").write_text("dear museum")
    page = tab()
    page.click("#blend-go")
    page.wait_for_selector("text=Choose a source and a target")
    page.locator("#blend-source input[type=file]").set_input_files(tmp_path / "letter.png")
    page.wait_for_selector("text=letter.png is no image")
    put_down(page, *pair)  # and the page goes on
    page.wait_for_selector("#blend-status >> text=Draw the region")


def test_a_finger_on_a_narrow_screen_in_chinese(tab, pair):
    page = tab(viewport=NARROW, locale="zh-CN", has_touch=True)
    put_down(page, *pair)
    for corner in [*CORNERS[:3], CORNERS[0]]:
        page.touchscreen.tap(*on_screen(page, "region", corner, SOURCE_SIZE))
    page.wait_for_selector("#blend-region polygon.outline")
    wait_for_preview(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert page.locator("#blend-tool").get_by_text("多边形").is_visible()
    assert "预览" in page.locator("#blend-status").inner_text()
