"""The board of masks: as values, and in a browser with masks that arrive early, late, unasked and for another sheet."""

import base64
import io

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from murals.errors import MuralsError
from murals.images import LOST, VEILED
from murals.page.preview import kinds_uri
from murals.page.tabs.mask_board import (
    base_of,
    drawn_on,
    mask_board,
    mask_value,
    photograph_value,
    strokes_on,
)

SIZE = (60, 80)


def test_a_photograph_begins_without_mask_and_strokes():
    value = photograph_value("data:p", "sheet")
    assert (drawn_on(value), base_of(value, "sheet"), strokes_on(value)) == (None, None, 0)


def test_a_drawing_says_which_mask_it_began_from():
    value = photograph_value("data:p", "sheet") | {"base": "abc", "mask": "data:m", "drawn": True, "strokes": 3}
    assert (drawn_on(value), base_of(value, "sheet"), strokes_on(value)) == ("data:m", "abc", 3)


@pytest.mark.parametrize("value", [None, "nonsense", {}, {"sheet": "another"}])
def test_a_board_of_another_sheet_is_told(value):
    with pytest.raises(MuralsError, match="reload the page and draw again"):
        base_of(value, "sheet")


def test_whoever_speaks_http_may_send_anything():
    assert drawn_on("nonsense") is None
    assert strokes_on({"strokes": "many"}) == strokes_on(None) == 0


def test_only_a_mask_that_was_asked_for_may_be_laid_over_strokes():
    assert mask_value("data:m", "abc", "sheet", since=None)["asked"] is False
    asked = mask_value("data:m", "abc", "sheet", since=2)
    assert (asked["asked"], asked["since"], asked["base"]) == (True, 2, "abc")


def picture():
    file = io.BytesIO()
    Image.new("RGB", SIZE[::-1], (150, 120, 90)).save(file, "png")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def lower_half():
    mask = np.zeros(SIZE, np.uint8)
    mask[30:] = LOST
    return kinds_uri(mask, 100)


def right_half():
    mask = np.zeros(SIZE, np.uint8)
    mask[:, 40:] = VEILED
    return kinds_uri(mask, 100)


@pytest.fixture(scope="module")
def address():
    """A page of nothing but the board; its buttons send what Python sends to it in the tab."""
    mask, veiled = lower_half(), right_half()
    with gr.Blocks() as blocks:
        gr.HTML("", elem_id="page-tabs", min_height=1)
        board = mask_board(elem_id="board")
        first = gr.State(0)
        told, count = (gr.Textbox(label=name, elem_id=name, interactive=True) for name in ("told", "count"))
        for name, made in {
            "open": lambda: photograph_value(picture(), "sheet"),
            "unasked": lambda: mask_value(mask, "one", "sheet", since=None),
            "asked": lambda: mask_value(mask, "two", "sheet", since=0),
            "veiled": lambda: mask_value(veiled, "four", "sheet", since=0),
            "other": lambda: mask_value(mask, "three", "other", since=0),
        }.items():
            gr.Button(name).click(made, None, board)
        gr.Button("read").click(
            lambda value: f"{base_of(value, 'sheet')} {value['drawn']} {strokes_on(value)}", board, told
        )
        gr.Button("look").click(lambda value: drawn_on(value) or value["mask"], board, told)
        board.stroke(lambda n: (n + 1, str(n + 1)), first, [first, count])
    _, url, _ = blocks.launch(prevent_thread_lock=True, quiet=True, footer_links=[])
    yield url
    blocks.close(verbose=False)


@pytest.fixture
def board(visit):
    page = visit()
    send(page, "open")
    page.wait_for_function(f"() => document.querySelector('#board canvas').width === {SIZE[1]}")
    return page


def send(page, name):
    before = page.evaluate("document.querySelector('[data-shown]')?.dataset.shown ?? ''")
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_function(
        "(before) => (document.querySelector('[data-shown]')?.dataset.shown ?? '') !== before", arg=before
    )


def paint(page, y):
    page.locator("#board .tools").scroll_into_view_if_needed()
    box = page.locator("#board canvas").bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + y * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + y * box["height"], steps=3)
    page.mouse.up()


def marked(page, y):
    """Tell whether the middle of the board is marked at height `y` of 0 to 1."""
    look = "(c, y) => c.getContext('2d').getImageData(c.width / 2, Math.floor(y * c.height), 1, 1).data[3] > 127"
    return page.locator("#board canvas").evaluate(look, y)


def undo(page):
    page.click("#board [data-act=undo]")


def levels(page):
    """Return the mask (h, w) that Python reads."""
    with Image.open(io.BytesIO(base64.b64decode(told(page, "look").split(",")[1]))) as png:
        return np.asarray(png.convert("RGB"))[..., 0]  # red is the kind of damage


def told(page, button="read"):
    page.get_by_label("told").fill("")
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_function("() => document.querySelector('#told :is(textarea, input)').value !== ''")
    return page.get_by_label("told").input_value()


def test_a_proposal_that_nobody_asked_for_is_laid_on_an_untouched_board_and_can_be_undone(board):
    send(board, "unasked")
    assert (marked(board, 0.2), marked(board, 0.8)) == (False, True)
    assert told(board) == "one False 0"
    undo(board)
    assert not marked(board, 0.8)
    assert told(board) == "None True 0"


def test_a_proposal_that_nobody_asked_for_does_not_touch_strokes(board):
    paint(board, 0.2)
    send(board, "unasked")
    assert (marked(board, 0.2), marked(board, 0.8)) == (True, False)
    assert told(board) == "None True 1"
    undo(board)
    assert not marked(board, 0.2)


def test_undo_goes_back_behind_a_mask_that_was_asked_for(board):
    paint(board, 0.2)
    board.click("#board [data-act=clear]")
    paint(board, 0.4)
    before = told(board)
    assert before == "None True 2"
    board.evaluate("window.kept = document.querySelector('#board canvas').toDataURL()")
    send(board, "asked")
    assert marked(board, 0.8)
    undo(board)
    assert board.evaluate("document.querySelector('#board canvas').toDataURL() === window.kept")
    assert told(board) == before
    undo(board)
    undo(board)
    assert marked(board, 0.2)  # behind the clearing too


def test_strokes_made_since_a_mask_was_asked_for_lie_on_top_of_it(board):
    paint(board, 0.2)  # after stroke number 0, at which the button says that it asked
    send(board, "asked")
    assert (marked(board, 0.2), marked(board, 0.8)) == (True, True)
    assert told(board) == "two True 1"
    undo(board)
    assert (marked(board, 0.2), marked(board, 0.8)) == (True, False)


def test_a_mask_for_another_photograph_is_not_laid(board):
    send(board, "other")
    assert not marked(board, 0.8)
    assert told(board) == "None False 0"


def test_only_the_first_stroke_is_told(board):
    paint(board, 0.2)
    board.wait_for_function("() => document.querySelector('#count :is(textarea, input)').value === '1'")
    paint(board, 0.4)
    assert told(board) == "None True 2"
    assert board.get_by_label("count").input_value() == "1"


def test_each_brush_paints_its_kind_and_the_eraser_takes_both(board):
    paint(board, 0.2)
    board.click("#board [data-tool=veiled]")
    paint(board, 0.8)
    drawn = levels(board)
    assert set(np.unique(drawn)) == {0, VEILED, LOST}
    assert (drawn[12, 30:42] == LOST).all()
    assert (drawn[48, 30:42] == VEILED).all()
    board.click("#board [data-tool=erase]")
    paint(board, 0.2)
    paint(board, 0.8)
    assert not levels(board)[[12, 48], 30:42].any()


def test_keys_choose_the_kind(board):
    board.focus("#board canvas")
    for key, kind in (("v", VEILED), ("b", LOST), ("v", VEILED)):
        board.keyboard.press(key)
        board.keyboard.press(" ")
        assert levels(board)[30, 40] == kind
        board.focus("#board canvas")
    board.keyboard.press("e")
    assert board.get_attribute("#board [data-tool=erase]", "aria-pressed") == "true"


def test_a_veiled_mask_comes_back_as_it_was_sent(board):
    send(board, "veiled")
    paint(board, 0.2)  # so that the board makes the picture
    drawn = levels(board)
    assert (drawn[30:, 40:] == VEILED).all()
    assert not drawn[30:, :40].any()
    assert (drawn[12, 30:42] == LOST).all()


def test_undo_and_strokes_made_meanwhile_keep_their_kind(board):
    board.click("#board [data-tool=veiled]")
    paint(board, 0.8)  # after stroke number 0, at which the button says that it asked
    board.click("#board [data-tool=lost]")
    paint(board, 0.2)
    send(board, "asked")
    assert (levels(board)[48, 30:42] == VEILED).all()  # again on top of what is lost
    undo(board)
    drawn = levels(board)
    assert (drawn[48, 30:42] == VEILED).all()
    assert (drawn[12, 30:42] == LOST).all()
    undo(board)
    assert not levels(board)[12].any()
