"""Curves of runs as SVG inside the page; colours are variables of its style, for light and dark.

In: matplotlib figures in the colours of `murals.figures.figure`. Out: `<svg>` elements that can stand on one page: no
id is there twice, and no style reaches beyond its own picture.
"""

import html
import io
import re
import secrets
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from murals.figures.figure import FAINT, INK, LAPIS, MALACHITE, OCHRE, PAPER, PLUM, YELLOW
from murals.runs.compare_curves import compare_panels
from murals.runs.curves import curve_panels

COLOURS = {  # of a figure -> the variable that the page's style sets
    INK: "--curve-ink",
    FAINT: "--curve-faint",
    PAPER: "--curve-paper",
    LAPIS: "--curve-lapis",
    OCHRE: "--curve-ochre",
    MALACHITE: "--curve-malachite",
    YELLOW: "--curve-yellow",
    PLUM: "--curve-plum",
}
_MARGINS = {"left": 0.125, "right": 0.95, "top": 0.84, "bottom": 0.15}  # of the panel's size
_DRAWING = Lock()  # the font cache of matplotlib is one for all threads

Rows = Sequence[dict[str, Any]]


def curves_html(rows: Rows) -> str:
    """Return the panels of one history, empty where no epoch is finished."""
    return _panels(curve_panels(rows)) if rows else ""


def comparison_html(first: Rows, second: Rows) -> str:
    """Return the panels of two histories, the first run's curves in lapis, the second's in ochre."""
    return _panels(compare_panels(first, second))


def figure_svg(figure: Figure, label: str) -> str:
    """Return the figure as an `<svg>` as wide as its place; `label` is what a screen reader says of it."""
    file = io.StringIO()
    figure.subplots_adjust(**_MARGINS)
    FigureCanvasSVG(figure).print_svg(file, metadata={"Date": None, "Creator": None})
    mark = f"c{secrets.token_hex(4)}"
    text = file.getvalue()
    text = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.DOTALL)
    text = re.sub(r'<g id="[^"]*"', "<g", text)  # names of groups, to which nothing refers
    text = re.sub(r'( id="|href="#|url\(#)', rf"\g<1>{mark}-", text).replace("xlink:href", "href")
    text = text.replace("*{", f".{mark} *{{")  # matplotlib's rule about line ends, for this picture alone
    for colour, variable in COLOURS.items():
        text = text.replace(colour, f"var({variable}, {colour})")
    opening = f'<svg class="murals-curve {mark}" role="img" aria-label="{html.escape(label)}"'
    return re.sub(r'<svg(.*?)( width="[^"]*"| height="[^"]*")(.*?)( width="[^"]*"| height="[^"]*")',
                  rf"{opening}\g<1>\g<3>", text, count=1, flags=re.DOTALL)  # fmt: skip


def _panels(panels: Iterable[tuple[str, Figure]]) -> str:
    with _DRAWING:
        return f'<div class="murals-curves">{"".join(figure_svg(figure, label) for label, figure in panels)}</div>'
