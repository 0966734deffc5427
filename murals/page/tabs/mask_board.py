"""The board on which damage is marked: the photograph with the mask of lost and veiled paint over it.

In: photographs and masks, by `photograph_value` and `mask_value`. Out: the drawing as the visitor has left it, as the
address of a PNG, with the mask that it began from. What a hand has drawn is replaced by nothing that it cannot undo.
"""

import secrets
from pathlib import Path
from typing import Any

import gradio as gr

from murals.errors import MuralsError
from murals.page.words import LANGUAGES, WORDS

BOARDS = Path(__file__).parent / "boards"
_PREFIX = "board."


def mask_board(*, elem_id: str) -> gr.HTML:
    """Return the empty board; a stroke changes its value, and an event that takes it as input reads that.

    Event: `stroke` at the first change by hand of a photograph's mask.
    """
    words = {
        language: {key.removeprefix(_PREFIX): texts[i] for key, texts in WORDS.items() if key.startswith(_PREFIX)}
        for i, language in enumerate(LANGUAGES)
    }
    return gr.HTML(
        value=None,
        html_template=(BOARDS / "mask.html").read_text(encoding="utf-8"),
        css_template=(BOARDS / "mask.css").read_text(encoding="utf-8"),
        js_on_load="".join((BOARDS / name).read_text(encoding="utf-8") for name in ("mask_history.js", "mask.js")),
        apply_default_css=False,
        elem_id=elem_id,
        words=words,
    )


def photograph_value(picture: str, sheet: str) -> dict[str, Any]:
    """Return what begins the board anew: a photograph by its address, without a mask, and the name of its sheet."""
    return {
        "id": secrets.token_hex(8),
        "sheet": sheet,
        "picture": picture,
        "base": None,  # the name of the mask that the drawing began from
        "mask": None,
        "drawn": False,
        "strokes": 0,
    }


def mask_value(mask: str, name: str, sheet: str, *, since: int | None) -> dict[str, Any]:
    """Return what lays a mask over the board: its address and its name among those of its `sheet`.

    In the picture white is lost and grey (128) veiled. `since`: how many strokes there were when it was asked for;
    later ones stay on top of it. None: nobody asked, so a single stroke keeps it away.
    """
    sent = {"id": secrets.token_hex(8), "sheet": sheet, "base": name, "mask": mask, "drawn": False}
    return {**sent, "asked": since is not None, "since": since or 0}


def drawn_on(value: Any) -> str | None:
    """Return the address of the mask that a visitor has drawn, None where he has left it as it was."""
    return str(value["mask"]) if isinstance(value, dict) and value.get("drawn") and value.get("mask") else None


def base_of(value: Any, sheet: str) -> str | None:
    """Return the name of the mask that the drawing began from, None for no mask.

    Raises
    ------
    MuralsError
        If the board shows another sheet.
    """
    if not isinstance(value, dict) or value.get("sheet") != sheet:
        raise MuralsError("the drawing belongs to another picture: reload the page and draw again")
    return None if value.get("base") is None else str(value["base"])


def strokes_on(value: Any) -> int:
    """Return how many strokes the board has counted."""
    count = value.get("strokes") if isinstance(value, dict) else 0
    return count if isinstance(count, int) else 0
