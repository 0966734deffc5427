"""A box with the command that repeats a result, to copy. It has its final height as soon as it is seen.

In: the command as text. Out: a `gr.HTML`. Gradio's own box for code measures and colours its lines after it is shown;
the page then shrinks under a visitor who has scrolled to its end, and a link moves away from under the pointer.
"""

from typing import Any

import gradio as gr

from murals.page.tabs.mask_board import BOARDS
from murals.page.words import LANGUAGES, WORDS, word


def command_box(*, elem_id: str) -> gr.HTML:
    """Return the empty box; its value is the command."""
    names = ("copy", "copied")
    words: Any = {language: {name: WORDS[f"page.{name}"][i] for name in names} for i, language in enumerate(LANGUAGES)}
    html, css, js = ((BOARDS / f"command.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    return gr.HTML(
        value=None,
        label=word("page.command"),
        html_template=html,
        css_template=css,
        js_on_load=js,
        apply_default_css=False,
        elem_id=elem_id,
        words=words,
    )
