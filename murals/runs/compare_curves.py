"""Curves of two runs in one plot: loss, PSNR and SSIM, a colour for each run.

Validation is drawn as a line, training dotted. Only the colour tells the runs apart here: their names are in the legend
of the page, which can wrap them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from murals.figures.figure import FAINT, LAPIS, OCHRE, calm, new_figure
from murals.runs.curves import METRICS, PANEL, draw_series

RUN_COLOURS = (LAPIS, OCHRE)  # of the first run and the second
_WIDTHS = (3.0, 1.4)  # points: where both have one history, as phases of one start have, both lines are seen
_UNITS = {"loss": "weighted sum of its parts", "psnr": "dB", "ssim": "1 is identical"}
_TITLES = {"loss": "Loss", "psnr": "PSNR", "ssim": "SSIM"}

Rows = Sequence[dict[str, Any]]


def compare_panels(first: Rows, second: Rows) -> Iterator[tuple[str, Figure]]:
    """Yield a figure, by its title, for each validation measure that one of the two histories has."""
    for measure in METRICS:
        if any(f"valid_{measure}" in row for row in (*first, *second)):
            figure = new_figure(*PANEL, layout=None)
            _draw_measure(figure.add_subplot(), first, second, measure)
            yield _TITLES[measure], figure


def _draw_measure(axes: Axes, first: Rows, second: Rows, measure: str) -> None:
    calm(axes, title=_TITLES[measure], unit=_UNITS[measure])
    axes.set_xlabel("training steps (batches); dotted: training", fontsize=8, color=FAINT)
    for rows, colour, width in zip((first, second), RUN_COLOURS, _WIDTHS, strict=True):
        draw_series(axes, rows, f"train_{measure}", color=colour, alpha=0.45, linestyle=":")
        draw_series(axes, rows, f"valid_{measure}", color=colour, linewidth=width)
    _leave_out_the_start(axes, [*first, *second], measure)


def _leave_out_the_start(axes: Axes, rows: Rows, measure: str) -> None:
    """Fit the axis to the trained epochs: beside an untrained start every difference between two runs looks flat."""
    names = (f"valid_{measure}", f"train_{measure}")
    values = [row[name] for row in rows for name in names if name in row and row["epoch"] > 0]
    if values and max(values) > min(values):
        margin = 0.12 * (max(values) - min(values))
        axes.set_ylim(min(values) - margin, max(values) + margin)
