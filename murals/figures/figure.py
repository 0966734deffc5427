"""The common style of all plots; matplotlib is used through its objects only, so that no global state changes."""

from pathlib import Path
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from murals.files import whole_file

# The palette of the page: ink on paper, lapis, red ochre, malachite, yellow ochre, plum; sky and rose beside them.
INK, FAINT, PAPER = "#2b2723", "#8d857a", "#fbf9f5"
LAPIS, OCHRE, MALACHITE, YELLOW, PLUM = "#2d5d86", "#b0492f", "#4c7f68", "#b98a2c", "#7a4f74"
SKY, ROSE = "#6fb1cf", "#d69a8b"
COLOURS = (LAPIS, OCHRE, MALACHITE, YELLOW, PLUM, SKY, ROSE)

_DPI = 144  # sharp on a dense screen at half its size
_TITLE_FONT = "DejaVu Serif"  # matplotlib brings it along


def new_figure(width: float, height: float, *, layout: Literal["constrained"] | None = "constrained") -> Figure:
    """Return an empty figure, sizes in inches, drawn by Agg; `constrained` fits the margins to the texts."""
    figure = Figure(figsize=(width, height), dpi=_DPI, facecolor=PAPER, layout=layout)
    FigureCanvasAgg(figure)
    return figure


def calm(axes: Axes, *, title: str, unit: str) -> None:
    """Remove what is not data: two spines, ticks, dark grids; set title and unit."""
    axes.set_facecolor(PAPER)
    axes.set_title(title, loc="left", fontsize=11, color=INK, fontfamily=_TITLE_FONT, pad=16)
    axes.set_ylabel(unit, fontsize=9, color=FAINT)
    axes.tick_params(colors=FAINT, labelsize=8, length=0)
    axes.grid(axis="y", color=FAINT, alpha=0.22, linewidth=0.6)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
    axes.margins(x=0.02, y=0.12)


def logarithmic(axes: Axes, which: Literal["x", "y"], *, fine: bool | None = None) -> None:
    """Make one axis logarithmic, with numbers at 1 of each decade; if `fine`, as y is by itself, at 1, 2 and 5."""
    fine = which == "y" if fine is None else fine
    scale, axis = (axes.set_xscale, axes.xaxis) if which == "x" else (axes.set_yscale, axes.yaxis)
    scale("log")
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if fine else (1.0,), numticks=12))
    axis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axis.set_minor_formatter(NullFormatter())
    axes.tick_params(which="minor", length=0)


def save_figure(figure: Figure, path: Path) -> None:
    """Write the figure as a PNG, whole or not at all; an older one is replaced."""
    with whole_file(path, overwrite=True) as part:
        figure.savefig(part, format="png", facecolor=figure.get_facecolor())
