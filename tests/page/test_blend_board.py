import base64
import re

import cv2
import gradio as gr
import numpy as np
import pytest

from murals.page.tabs.blend_board import landing_board, picture_uri, region_board, region_uri
from murals.page.words import word


def decoded(uri: str) -> np.ndarray:
    data = base64.b64decode(uri.split(",", 1)[1])
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)


def test_a_picture_travels_as_rgb():
    pixels = np.full((20, 30, 3), (200, 90, 30), np.uint8)
    assert picture_uri(pixels).startswith("data:image/jpeg;base64,")
    assert np.abs(decoded(picture_uri(pixels))[..., ::-1].astype(int) - pixels).max() <= 3


def test_a_mask_travels_without_loss():
    region = np.random.default_rng(0).random((20, 30)) > 0.5
    np.testing.assert_array_equal(decoded(region_uri(region)), region * np.uint8(255))


@pytest.mark.parametrize(("make", "value"), [(region_board, []), (landing_board, [0, 0])], ids=["region", "landing"])
def test_a_board_is_whole_and_asks_nobody(make, value):
    with gr.Blocks():
        board = make(word("blend.region"), "a-board")
    assert board.value == value and board.elem_id == "a-board"
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", board.js_on_load + board.css_template)
    used = set(re.findall(r"props\.(\w+)", board.js_on_load))
    assert used <= set(board.props) | {"value", "label"}  # what the script reads, Python gives
    quoted = {name for name in board.props if f'"{name}"' in board.js_on_load}
    assert quoted == set()  # Gradio would take a quoted name for that of an event
    assert "`" not in board.css_template and "{{" not in board.css_template  # it is a template
