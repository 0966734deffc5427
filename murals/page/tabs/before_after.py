"""Two pictures of one size, one over the other, with a slider between them that fingers, mice and keys can move.

Gradio's own ImageSlider is out of reach of the keyboard.
"""

from typing import Any

import gradio as gr

from murals.page.tabs.mask_board import BOARDS
from murals.page.words import LANGUAGES, WORDS, word


def before_after(*, elem_id: str) -> gr.HTML:
    """Return the empty element; its value is what `pair_value` makes."""
    names = ("before", "after", "slider")
    words = {language: {name: WORDS[f"compare.{name}"][i] for name in names} for i, language in enumerate(LANGUAGES)}
    html, css, js = ((BOARDS / f"compare.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    return gr.HTML(
        value=None,
        label=word("compare.pair"),
        html_template=html,
        css_template=css,
        js_on_load=js,
        apply_default_css=False,
        elem_id=elem_id,
        words=words,
    )


def pair_value(before: str, after: str, size: tuple[int, int]) -> dict[str, Any]:
    """Return the value that shows two pictures by their addresses.

    `size` is (height, width) as shown: the room is taken at once, so that nothing below moves when a picture arrives.
    """
    height, width = size
    return {"before": before, "after": after, "height": height, "width": width}
