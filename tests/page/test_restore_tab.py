"""The whole way of the tab Restore in a real browser: from the upload to the file, whose pixels are checked."""

import re
import shlex
import shutil
from contextlib import contextmanager

import numpy as np
import pytest
from commands import run
from still_links import assert_links_stayed, watch_links

from murals.drawing.draw import draw_mural
from murals.images import LOST, VEILED, from_float, image_size, read_kinds, read_mask, read_photograph, write_image
from murals.learn.checkpoint import packaged_checkpoint

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

READY = "() => document.querySelector('#restore-stop').disabled && !document.querySelector('#restore-run').disabled"

ENDED = "The proposal was stopped; the mask stays as you have it."
RESULT, MASK, UNCERTAINTY, SOURCES, EVERYTHING = (
    f"#restore-files a:has-text('Save {what}')"
    for what in ("the result", "its mask", "the uncertainty", "the map of sources", "everything")
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with a small wall, one four times the size of what is shown, a mask, and a file that is no image."""
    folder = tmp_path_factory.mktemp("desk")
    wall = from_float(draw_mural(2, height=192, width=256), "uint8")
    write_image(folder / "wall.png", wall)
    write_image(folder / "other.png", wall[::-1])
    mask = np.zeros((192, 256), np.bool_)
    mask[100:140, 150:200] = True
    write_image(folder / "losses.png", mask)
    write_image(folder / "small.png", mask[:50])
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnonsense")
    return folder


def open_wall(page, path):
    page.set_input_files("#restore-upload input[type=file]", path)
    page.wait_for_selector("#restore-board canvas", state="visible")
    page.wait_for_function(READY)
    return page


def choose_mask(page, path):
    with page.expect_file_chooser() as waiting:
        page.click("#restore-open-mask")
    waiting.value.set_files(path)


def open_mask(page, path):
    with laid_mask(page):
        choose_mask(page, path)


@contextmanager
def laid_mask(page):
    """Wait until the board has taken the mask that the block asks for."""
    before = page.locator("[data-shown]", has=page.locator("canvas")).get_attribute("data-shown")
    yield
    page.locator(f"[data-shown]:not([data-shown='{before}']) canvas").wait_for()


def draw_line(page, *points):
    box = page.locator("#restore-board canvas").bounding_box()
    spots = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*spots[0])
    page.mouse.down()
    for spot in spots[1:]:
        page.mouse.move(*spot, steps=4)
    page.mouse.up()


def saved(page, selector, folder):
    with page.expect_download() as waiting:
        page.click(selector)
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def restore(page):
    page.click("#restore-run")
    page.wait_for_selector("#restore-badge .badge")
    page.wait_for_function(READY)


def test_from_the_upload_to_the_downloaded_file(visit, desk, tmp_path, monkeypatch):
    page = open_wall(visit(), desk / "wall.png")
    assert page.inner_text("#restore-about").startswith("wall.png, 256 x 192 pixels")
    open_mask(page, desk / "losses.png")
    draw_line(page, (0.2, 0.25), (0.4, 0.25))
    page.click("#restore-board [data-tool=erase]")
    draw_line(page, (0.7, 0.6), (0.7, 0.6))
    drawn = read_mask(saved(page, "#restore-save-mask", tmp_path))
    given = read_mask(desk / "losses.png")
    assert drawn[48, 60:95].all()  # painted
    assert not drawn[115, 179]  # erased
    assert drawn[102:105, 152:155].all()  # as it was
    assert np.array_equal(drawn[150:], given[150:])
    restore(page)
    result = saved(page, RESULT, tmp_path)
    assert result.name == "wall.restored.png"
    mask = saved(page, MASK, tmp_path)
    assert np.array_equal(read_mask(mask), drawn)
    restored, wall = read_photograph(result).pixels, read_photograph(desk / "wall.png").pixels
    assert np.array_equal(restored[~drawn], wall[~drawn])
    assert (restored[drawn] != wall[drawn]).any()
    badge = page.inner_text("#restore-badge")
    assert f"{drawn.sum():,} pixels repaired. All {(~drawn).sum():,} others are identical" in badge

    line = page.inner_text("#restore-command code").strip()
    shutil.copy(desk / "wall.png", tmp_path)
    result.rename(tmp_path / "by_hand.png")
    monkeypatch.chdir(tmp_path)
    assert run(*shlex.split(line)[1:]).exit_code == 0
    assert (tmp_path / "wall.restored.png").read_bytes() == (tmp_path / "by_hand.png").read_bytes()


@pytest.mark.parametrize(("height", "width"), [(100, 1600), (1600, 100)])
def test_of_a_strip_a_part_is_seen_that_the_slider_moves(visit, tmp_path, height, width):
    """A frieze as wide as the board was a thread on it, and on the slider."""
    strip = np.tile(from_float(draw_mural(2, height=100, width=160), "uint8"), (1, 10, 1))
    write_image(tmp_path / "strip.png", strip if width > height else np.rot90(strip))
    page = open_wall(visit(), tmp_path / "strip.png")
    assert page.inner_text("#restore-about") == f"strip.png, {width} x {height} pixels"
    draw_line(page, (0.05, 0.05), (0.08, 0.08))
    restore(page)
    assert int(re.search(r"([\d,]+) pixels repaired", page.inner_text("#restore-badge"))[1].replace(",", "")) > 0
    for picture in ("#restore-board canvas", "#restore-compare .stack"):
        box = page.locator(picture).bounding_box()
        assert min(box["width"], box["height"]) > 90
    for end in ("Home", "End") if width > height else ():
        page.locator("#restore-compare input").press(end)
        line, room = (page.locator(f"#restore-compare {part}").bounding_box() for part in (".line", ".room"))
        assert room["x"] - 2 <= line["x"] <= room["x"] + room["width"]


def test_veiled_paint_is_painted_saved_and_restored_by_the_command(visit, desk, tmp_path, monkeypatch):
    page = open_wall(visit(), desk / "wall.png")
    open_mask(page, desk / "losses.png")
    page.click("#restore-board [data-tool=veiled]")
    draw_line(page, (0.2, 0.25), (0.4, 0.25))
    drawn = read_kinds(saved(page, "#restore-save-mask", tmp_path))
    assert set(np.unique(drawn)) == {0, VEILED, LOST}
    assert (drawn[48, 60:95] == VEILED).all()
    assert np.array_equal(drawn == LOST, read_mask(desk / "losses.png"))
    open_mask(page, tmp_path / "wall.mask.png")  # both kinds come back
    restore(page)
    assert np.array_equal(read_kinds(saved(page, MASK, tmp_path)), drawn)
    result = saved(page, RESULT, tmp_path).rename(tmp_path / "by_hand.png")
    line = page.inner_text("#restore-command code").strip()
    shutil.copy(desk / "wall.png", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run(*shlex.split(line)[1:]).exit_code == 0
    assert (tmp_path / "wall.restored.png").read_bytes() == result.read_bytes()


def test_everything_is_saved_with_the_record_which_proves_it(visit, desk, tmp_path):
    page = open_wall(visit(), desk / "wall.png")
    open_mask(page, desk / "losses.png")
    draw_line(page, (0.2, 0.25), (0.4, 0.25))
    restore(page)
    archive = saved(page, EVERYTHING, tmp_path)
    assert archive.name == "wall.murals.zip"
    shutil.unpack_archive(archive, tmp_path / "home")
    assert saved(page, RESULT, tmp_path).read_bytes() == (tmp_path / "home/wall.restored.png").read_bytes()
    result = str(tmp_path / "home/wall.restored.png")
    proved = run("verify", result)
    assert proved.exit_code == 0 and "wall.restored.png: proved" in proved.output
    (tmp_path / "home/wall.png").unlink()
    assert run("layer", result).exit_code == 0
    assert run("undo", result).exit_code == 0
    assert np.array_equal(
        read_photograph(tmp_path / "home/wall.undone.png").pixels, read_photograph(desk / "wall.png").pixels
    )


def test_the_links_stay_where_they_are_first_seen(visit, desk):
    page = open_wall(visit(), desk / "wall.png")
    open_mask(page, desk / "losses.png")
    watch_links(page, "#restore-files")
    restore(page)
    assert page.locator("#restore-files a").count() == 3
    assert_links_stayed(page)


@pytest.mark.skipif(packaged_checkpoint() is None, reason="murals came without its model")
def test_another_model_is_chosen_and_named(visit, desk):
    page = open_wall(visit(), desk / "wall.png")
    speaks = page.locator("#restore-speaks p")
    assert speaks.inner_text().startswith("This model restores: run/phase1 (the newest training that beat")
    page.locator("#restore-model input").click()
    page.get_by_role("option", name="the model that comes with murals").click()
    page.get_by_text("This model restores: the model that comes with murals (you chose it).").wait_for()
    open_mask(page, desk / "losses.png")
    restore(page)
    assert "run/phase1" not in page.inner_text("#restore-command code")


def test_the_proposal_is_shown_and_the_slider_is_dragged(visit, desk):
    page = open_wall(visit(), desk / "wall.png")
    page.click("#restore-propose")
    page.wait_for_function(READY)
    open_mask(page, desk / "losses.png")
    restore(page)
    page.locator("#restore-compare .stack").scroll_into_view_if_needed()
    box = page.locator("#restore-compare .stack").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    slider = page.locator("#restore-compare input")
    assert float(slider.input_value()) == pytest.approx(25, abs=1)
    slider.press("ArrowRight")
    assert float(slider.input_value()) == pytest.approx(25.5, abs=1)
    assert page.locator("#restore-compare .stack").evaluate("(e) => e.style.getPropertyValue('--at')") == (
        f"{slider.input_value()}%"
    )


def test_the_board_is_reached_and_used_by_keys_alone(visit, desk, tmp_path):
    page = open_wall(visit(), desk / "wall.png")
    page.click("#restore-board [data-act=clear]")
    page.focus("#restore-board canvas")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    drawn = read_mask(saved(page, "#restore-save-mask", tmp_path))
    assert drawn.any()
    assert drawn[96, 128:].any()
    page.focus("#restore-board canvas")
    page.keyboard.press("Control+z")
    (tmp_path / "wall.mask.png").unlink()
    assert not read_mask(saved(page, "#restore-save-mask", tmp_path)).any()


def test_a_large_image_is_shown_small_and_worked_on_in_full(visit, tmp_path):
    wall = np.full((1200, 2400, 3), 150, np.uint8)
    wall[:, ::3] = 90
    write_image(tmp_path / "long.png", wall)
    mask = np.zeros((1200, 2400), np.bool_)
    mask[200, 1001] = True  # finer than what is shown
    write_image(tmp_path / "fine.png", mask)
    page = open_wall(visit(), tmp_path / "long.png")
    assert "shown smaller and worked on in full" in page.inner_text("#restore-about")
    assert page.locator("#restore-board canvas").evaluate("(c) => [c.width, c.height]") == [1200, 600]
    open_mask(page, tmp_path / "fine.png")
    draw_line(page, (0.9, 0.5), (0.9, 0.5))
    restore(page)
    drawn = read_mask(saved(page, MASK, tmp_path))
    assert drawn.shape == (1200, 2400)
    assert drawn[:, :2000].sum() == 1
    assert drawn[600, 2160]
    restored = read_photograph(saved(page, RESULT, tmp_path)).pixels
    assert np.array_equal(restored[~drawn], wall[~drawn])


@pytest.mark.parametrize(
    ("name", "sentence"), [("broken.png", "broken.png is broken"), ("small.png", "draw the mask at 256x192")]
)
def test_a_bad_file_is_a_sentence_and_the_page_goes_on(visit, desk, name, sentence):
    page = visit()
    if name == "broken.png":
        page.set_input_files("#restore-upload input[type=file]", desk / name)
    else:
        open_wall(page, desk / "wall.png")
        choose_mask(page, desk / name)
    told = page.locator(".toast-body.error")
    told.wait_for()
    assert sentence in told.inner_text()
    assert "/tmp" not in told.inner_text()
    page.wait_for_function(READY)


def test_nothing_was_chosen(visit):
    page = visit()
    page.click("#restore-run")
    page.get_by_text("Choose an image first.").wait_for()


def test_a_script_in_a_file_name_stays_a_name(visit, desk):
    page = visit()
    content = (desk / "wall.png").read_bytes()
    name = "<img src=x onerror=document.title='owned'>.png"
    named = {"name": name, "mimeType": "image/png"}
    page.set_input_files("#restore-upload input[type=file]", [{**named, "buffer": content}])
    page.wait_for_function(READY)
    page.wait_for_selector("#restore-board canvas", state="visible")
    assert page.title() != "owned"
    assert page.locator("#restore-tab img[src=x], #restore-about img").count() == 0
    page.reload()
    page.set_input_files("#restore-upload input[type=file]", [{**named, "buffer": b"no image"}])
    page.locator(".toast-body.error").wait_for()
    assert page.title() != "owned"


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """A wall of many tiles: its proposal takes seconds."""
    path = tmp_path_factory.mktemp("wide") / "wide.png"
    write_image(path, np.tile(from_float(draw_mural(2, height=300, width=450), "uint8"), (4, 2, 1)))
    return path


def wait_for_tiles(page):
    page.get_by_text(re.compile(r"tiles: [1-9]\d* of \d+, about \d+:\d\d left")).first.wait_for()


def test_what_is_painted_during_the_first_proposal_ends_it_and_stays(visit, wide, tmp_path):
    page = visit()
    page.set_input_files("#restore-upload input[type=file]", wide)
    page.wait_for_selector("#restore-board canvas", state="visible")
    wait_for_tiles(page)
    draw_line(page, (0.2, 0.5), (0.6, 0.5))
    page.get_by_text(ENDED).first.wait_for()
    page.wait_for_function(READY)
    drawn = read_mask(saved(page, "#restore-save-mask", tmp_path))
    assert drawn[600, 190:530].all()
    assert not drawn[:500].any() and not drawn[700:].any()  # nothing of a proposal
    page.click("#restore-board [data-act=undo]")
    assert not read_mask(saved(page, "#restore-save-mask", tmp_path)).any()


@pytest.mark.parametrize("during", [False, True], ids=["before its first tile", "during it"])
def test_a_mask_that_is_opened_ends_the_first_proposal_and_stays(visit, wide, tmp_path, during):
    mask = np.zeros(image_size(wide), bool)
    mask[300:420, 200:330] = True
    write_image(tmp_path / "losses.png", mask)
    page = visit()
    page.set_input_files("#restore-upload input[type=file]", wide)
    page.wait_for_selector("#restore-board canvas", state="visible")
    if during:
        wait_for_tiles(page)
    open_mask(page, tmp_path / "losses.png")
    page.get_by_text(ENDED).first.wait_for()
    page.wait_for_function(READY)
    assert np.array_equal(read_mask(saved(page, "#restore-save-mask", tmp_path)), mask)


def test_undo_after_a_proposal_that_was_asked_for_brings_the_strokes_back(visit, desk, tmp_path):
    page = open_wall(visit(), desk / "wall.png")
    page.click("#restore-board [data-act=clear]")
    draw_line(page, (0.2, 0.25), (0.4, 0.25))
    by_hand = read_mask(saved(page, "#restore-save-mask", tmp_path))
    with laid_mask(page):
        page.click("#restore-propose")
    page.wait_for_function(READY)
    proposed = read_mask(saved(page, "#restore-save-mask", tmp_path))
    assert not np.array_equal(proposed, by_hand)
    open_mask(page, desk / "losses.png")
    page.click("#restore-board [data-act=undo]")
    assert np.array_equal(read_mask(saved(page, "#restore-save-mask", tmp_path)), proposed)
    page.click("#restore-board [data-act=undo]")
    assert np.array_equal(read_mask(saved(page, "#restore-save-mask", tmp_path)), by_hand)
    restore(page)
    assert np.array_equal(read_mask(saved(page, MASK, tmp_path)), by_hand)


def test_a_late_proposal_lies_under_the_strokes_that_were_made_meanwhile(visit, wide, tmp_path):
    page = visit()
    page.set_input_files("#restore-upload input[type=file]", wide)
    page.wait_for_selector("#restore-board canvas", state="visible")
    page.click("#restore-board [data-act=clear]")
    page.wait_for_function(READY)
    with laid_mask(page):
        page.click("#restore-propose")
        wait_for_tiles(page)
        draw_line(page, (0.2, 0.5), (0.6, 0.5))
    page.wait_for_function(READY)
    assert read_mask(saved(page, "#restore-save-mask", tmp_path))[600, 190:530].all()


def test_a_stroke_over_a_speckled_mask_of_a_large_photograph_marks_all_of_it(visit, tmp_path):
    write_image(tmp_path / "long.png", np.full((1200, 2400, 3), 150, np.uint8))
    speckled = np.zeros((1200, 2400), np.bool_)
    speckled[::2, ::2] = True  # one of four pixels that the screen shows as one
    write_image(tmp_path / "speckled.png", speckled)
    page = open_wall(visit(), tmp_path / "long.png")
    open_mask(page, tmp_path / "speckled.png")
    draw_line(page, (0.2, 0.5), (0.4, 0.5))
    page.click("#restore-board [data-tool=erase]")
    draw_line(page, (0.6, 0.5), (0.8, 0.5))
    drawn = read_mask(saved(page, "#restore-save-mask", tmp_path))
    assert drawn[590:610, 490:950].all() and not drawn[590:610, 1450:1910].any()
    assert np.array_equal(drawn[:, :400], speckled[:, :400]) and np.array_equal(drawn[:, 2000:], speckled[:, 2000:])
    page.click("#restore-board [data-act=undo]")
    page.click("#restore-board [data-act=undo]")
    assert np.array_equal(read_mask(saved(page, "#restore-save-mask", tmp_path)), speckled)


def test_a_second_photograph_is_not_replaced_by_the_proposal_for_the_first(visit, wide, desk, tmp_path):
    page = visit()
    page.set_input_files("#restore-upload input[type=file]", wide)
    page.wait_for_selector("#restore-board canvas", state="visible")
    wait_for_tiles(page)
    page.click("#restore-upload [aria-label=Clear]")
    page.set_input_files("#restore-upload input[type=file]", desk / "wall.png")
    page.wait_for_function("() => document.querySelector('#restore-board canvas').width === 256")
    page.wait_for_function(READY)
    page.wait_for_timeout(500)
    assert page.locator("#restore-board canvas").evaluate("(c) => [c.width, c.height]") == [256, 192]
    draw_line(page, (0.2, 0.25), (0.4, 0.25))
    assert read_mask(saved(page, "#restore-save-mask", tmp_path)).shape == (192, 256)


def test_two_visitors_at_once_see_their_own(visit, desk, tmp_path):
    pages = [visit(), visit()]
    for page, name in zip(pages, ("wall.png", "other.png"), strict=True):
        open_wall(page, desk / name)
        open_mask(page, desk / "losses.png")
    for page in pages:
        page.click("#restore-run")
    mask = read_mask(desk / "losses.png")
    for page, name in zip(pages, ("wall.png", "other.png"), strict=True):
        page.wait_for_selector("#restore-badge .badge")
        result = read_photograph(saved(page, RESULT, tmp_path)).pixels
        assert np.array_equal(result[~mask], read_photograph(desk / name).pixels[~mask])


def test_stop_ends_the_work_between_two_tiles(visit, tmp_path):
    write_image(tmp_path / "wide.png", np.full((900, 1800, 3), 150, np.uint8))
    page = visit()
    page.set_input_files("#restore-upload input[type=file]", tmp_path / "wide.png")
    page.wait_for_selector("#restore-board canvas", state="visible")  # the proposal of many tiles has begun
    page.wait_for_function("() => !document.querySelector('#restore-stop').disabled")
    page.get_by_text(re.compile(r"tiles: [1-9]\d* of \d+, about \d+:\d\d left")).first.wait_for()
    page.click("#restore-stop")
    page.get_by_text(ENDED).first.wait_for()
    page.wait_for_function(READY)
    assert page.locator("#restore-badge .badge").count() == 0
    page.click("#restore-board [data-act=clear]")  # the page goes on
    draw_line(page, (0.5, 0.5), (0.5, 0.5))
    restore(page)


def test_everything_that_can_be_asked_for_and_every_control_has_a_name(visit, desk, tmp_path):
    page = open_wall(visit(), desk / "wall.png")
    open_mask(page, desk / "losses.png")
    page.click("#restore-options")
    for name in ("seamless", "visible", "uncertainty", "sources"):
        page.locator(f"#restore-{name} input").check()
    page.locator("#restore-dilate input[type=number]").fill("2")
    page.locator("#restore-dilate input[type=number]").press("Enter")
    page.locator("#restore-seed input").fill("2")
    page.locator("#restore-format input").click()
    page.get_by_role("option", name="TIF").click()
    restore(page)
    line = page.inner_text("#restore-command code")
    files = ("--uncertainty", "--sources", "--format tif")
    for option in ("--dilate 2", "--seamless", "--style visible", "--seed 2", *files):
        assert option in line
    assert saved(page, RESULT, tmp_path).name == "wall.restored.tif"
    assert saved(page, UNCERTAINTY, tmp_path).name == "wall.uncertainty.png"
    assert page.locator("#restore-uncertainty-map img").is_visible()
    assert saved(page, SOURCES, tmp_path).name == "wall.sources.png"
    assert page.locator("#restore-sources-map img").is_visible()
    assert "was copied from this wall" in page.inner_text("#restore-badge")
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('#restore-tab :is(button, input, canvas, textarea, a)')]
        .filter((e) => e.offsetParent && e.type !== 'file')
        .filter((e) => !(e.innerText?.trim() || e.getAttribute('aria-label') || e.labels?.length || e.title || e.alt))
        .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert nameless == []


def test_the_neutral_fill_is_chosen_and_what_concerns_paint_rests(visit, desk):
    page = open_wall(visit(), desk / "wall.png")
    open_mask(page, desk / "losses.png")
    fill, neutral = page.locator("#restore-fill"), page.get_by_label("Neutral: the losses get the network's tone")
    assert fill.get_by_label("Mimetic: paint of this wall is copied").is_checked()
    page.click("#restore-options")
    sources, seed, whole = (page.locator(f"#restore-{name} input") for name in ("sources", "seed", "whole"))
    sources.check()
    neutral.check()
    page.wait_for_function("() => document.querySelector('#restore-seed input').disabled")
    assert sources.is_disabled()
    restore(page)
    line = page.inner_text("#restore-command code")
    assert "--fill neutral" in line
    assert "--sources" not in line
    assert page.locator("#restore-files a").count() == 3
    assert page.locator("#restore-sources-map img").count() == 0
    assert "copied from" not in page.inner_text("#restore-badge")
    whole.check()
    page.wait_for_function("() => document.querySelector('#restore-fill input').disabled")
    whole.uncheck()
    page.wait_for_function("() => !document.querySelector('#restore-fill input').disabled")
    assert seed.is_disabled()


def test_the_feather_follows_what_the_mask_grows_by(visit, desk):
    page = open_wall(visit(), desk / "wall.png")
    open_mask(page, desk / "losses.png")
    page.click("#restore-options")
    dilate, feather = (page.locator(f"#restore-{name} input[type=number]") for name in ("dilate", "feather"))
    assert feather.is_disabled()
    dilate.fill("3")
    page.wait_for_function("() => document.querySelector('#restore-feather input[type=range]').max === '3'")
    feather.fill("2")
    feather.press("Enter")
    restore(page)
    assert "--dilate 3 --feather 2" in page.inner_text("#restore-command code")
    dilate.fill("1")
    page.wait_for_function("() => document.querySelector('#restore-feather input[type=number]').value === '1'")


def test_a_proposal_that_found_next_to_nothing_is_doubted(visit, tmp_path):
    write_image(tmp_path / "plain.png", np.full((96, 128, 3), 150, np.uint8))
    page = visit()
    page.click("#restore-options")  # long before it is typed into: its sliders are made when it opens
    open_wall(page, tmp_path / "plain.png")
    page.locator("#restore-threshold input[type=number]").fill("0.95")
    page.locator("#restore-threshold input[type=number]").press("Enter")
    page.wait_for_function("() => document.querySelector('#restore-threshold input[type=range]').value === '0.95'")
    with laid_mask(page):
        page.click("#restore-propose")
    page.locator("#restore-doubt").get_by_text("The network found no").wait_for()
    write_image(tmp_path / "losses.png", np.full((96, 128), LOST, np.uint8))
    open_mask(page, tmp_path / "losses.png")  # nobody proposed it
    page.wait_for_function("() => !document.querySelector('#restore-doubt .badge')")


def test_chinese_is_spoken(visit, desk):
    page = open_wall(visit(locale="zh-CN"), desk / "wall.png")
    assert page.inner_text("#restore-run") == "修复"
    assert page.inner_text("#restore-board [data-tool=lost]") == "缺失"
    assert page.inner_text("#restore-about").endswith("256 x 192 像素")
    assert page.get_by_label("仿真：在网络给出的色调上").is_checked()
    page.locator("#restore-options").click()
    page.locator("#restore-format input").click()
    page.get_by_role("option", name="与照片相同").wait_for()
