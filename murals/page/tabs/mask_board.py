"""The board on which damage is marked: the photograph, and over it the mask that brush and eraser change.

In: what `board_value` makes. Out: the same with the mask as the visitor has left it, as the address of a PNG.
"""

import secrets
from pathlib import Path
from typing import Any

import gradio as gr

from murals.page.words import LANGUAGES, WORDS

BOARDS = Path(__file__).parent / "boards"
_PREFIX = "board."


def mask_board(*, elem_id: str) -> gr.HTML:
    """Return the empty board; a stroke changes its value, and an event that takes it as input reads that."""
    words = {
        language: {key.removeprefix(_PREFIX): texts[i] for key, texts in WORDS.items() if key.startswith(_PREFIX)}
        for i, language in enumerate(LANGUAGES)
    }
    return gr.HTML(
        value=None,
        html_template=(BOARDS / "mask.html").read_text(encoding="utf-8"),
        css_template=(BOARDS / "mask.css").read_text(encoding="utf-8"),
        js_on_load=(BOARDS / "mask.js").read_text(encoding="utf-8"),
        apply_default_css=False,
        elem_id=elem_id,
        words=words,
    )


def board_value(picture: str, mask: str | None) -> dict[str, Any]:
    """Return what the board shows: the addresses of the photograph and of its mask, white = repair."""
    return {"id": secrets.token_hex(8), "picture": picture, "mask": mask, "drawn": False}


def drawn_on(value: Any) -> str | None:
    """Return the address of the mask that a visitor has drawn, None where he has left it as it was."""
    return str(value["mask"]) if isinstance(value, dict) and value.get("drawn") and value.get("mask") else None
