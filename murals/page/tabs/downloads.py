"""Links to the files that a visitor may save. A link is drawn once, complete, and stays the element that it is.

In: paths of the visitor's workspace. Out: a `gr.HTML` whose links have their final address as soon as they are seen; a
new result changes the address of a link, never the element, so that no click falls between two of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import gradio as gr

from murals.page.tabs.mask_board import BOARDS
from murals.page.words import word

# The class of a column that is seen as soon as links in it are. What Gradio itself hides it builds only when it is
# shown, piece by piece, and each piece moves what lies below it.
OUTCOME = "murals-outcome"


@dataclass(frozen=True)
class Download:
    """One file to save, and the text of its link: its name and size where there is none."""

    path: Path
    text: str = ""


def downloads(
    *, elem_id: str, heading: str = "", leading: bool = False, visible: bool | Literal["hidden"] = True
) -> gr.HTML:
    """Return the empty element, below the text named `heading` if any; its value is what `downloads_value` makes.

    With `leading` the first file is what the visitor came for, and its link looks so.
    """
    css, js = ((BOARDS / f"downloads.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    return gr.HTML(
        value=None,
        label=word(heading) if heading else None,
        html_template="<p></p><ul></ul>",
        css_template=css,
        js_on_load=js,
        apply_default_css=False,
        visible=visible,
        elem_id=elem_id,
        leading=leading,
    )


def downloads_value(files: Iterable[Download], *, save: bool = False) -> dict[str, Any]:
    """Return the value that shows a link to each of `files`; with `save` the browser saves the first at once."""
    return {"files": [{"text": file.text, "file": _file(file.path)} for file in files], "save": save}


def _file(path: Path) -> dict[str, Any]:
    """Return the form in which Gradio gives a file its address."""
    size, meta = path.stat().st_size, {"_type": "gradio.FileData"}
    return {"path": str(path), "orig_name": path.name, "size": size, "meta": meta}
