"""The two boards of the tab Blend, on which a region is drawn and dragged.

In: pictures as arrays. Out: `gr.HTML` components whose `value` is what the visitor does, and whose other properties are
what the server shows. Pictures travel inside the properties: no file lies about that another visitor could ask for.
"""

import base64
import io
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
from gradio.i18n import I18nData
from numpy.typing import NDArray
from PIL import Image

BOARDS = Path(__file__).parent / "boards"
JPEG_QUALITY = 88  # of what is shown, not of what is written; a fifth of the size of a PNG


def region_board(label: I18nData, elem_id: str) -> gr.HTML:
    """Return the board on which the region is drawn; its value is a list of marks, see `blend_marks`.

    Events: `input` after each change by hand, `undo` and `submit` (close the polygon) by keys.
    """
    shown = {"picture": None, "imported": None, "width": 1, "height": 1, "tool": "polygon", "brushWidth": 1.0}
    return _board("region.js", [], label, elem_id, shown)


def landing_board(label: I18nData, elem_id: str) -> gr.HTML:
    """Return the board on which the region lands; its value is [x, y], `at` in the words of `murals blend`.

    Event: `input` after each move, at most every 120 ms.
    """
    pictures = {
        "picture": None,
        "preview": None,
        "phantom": None,
        "width": 1,
        "height": 1,
        "phantomWidth": 1,
        "phantomHeight": 1,
    }
    region = {"contour": "", "centre": [0, 0], "size": 1.0, "angle": 0.0, "place": [], "movable": True}
    return _board("landing.js", [0, 0], label, elem_id, pictures | region)


def picture_uri(pixels: NDArray[np.uint8], *, icc: bytes | None = None) -> str:
    """Return RGB (h, w, 3) with its profile as the address of a JPEG that holds itself."""
    return _uri(pixels, "jpeg", quality=JPEG_QUALITY, icc_profile=icc)


def region_uri(region: NDArray[np.bool_]) -> str:
    """Return a region (h, w) as the address of a PNG that holds itself, white where it is."""
    return _uri(region.astype(np.uint8) * 255, "png")


def _board(script: str, value: Any, label: I18nData, elem_id: str, shown: dict[str, Any]) -> gr.HTML:
    return gr.HTML(
        value,
        label=label,
        html_template='<svg tabindex="0" role="application"></svg>',
        css_template=(BOARDS / "board.css").read_text(),
        js_on_load="".join((BOARDS / name).read_text() for name in ("board.js", script)),
        apply_default_css=False,
        elem_id=elem_id,
        **shown,
    )


def _uri(pixels: NDArray[np.uint8], kind: str, **options: Any) -> str:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return f"data:image/{kind};base64,{base64.b64encode(file.getvalue()).decode()}"
