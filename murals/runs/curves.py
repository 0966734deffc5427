"""Curves of a training as one PNG: loss, PSNR, the parts of the loss, SSIM and the rate, over the steps of all phases.

Rows are those of `murals.learn.run`: `phase`, `epoch`, `step`, and numbers named `train_...` and `valid_...`. Each
panel is drawn from the columns that exist. The curve of `murals lr-find` is here too.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator

from murals.errors import MuralsError
from murals.figures.figure import COLOURS, FAINT, INK, LAPIS, OCHRE, calm, logarithmic, new_figure, save_figure
from murals.learn.run import title

Row = Mapping[str, Any]

SIDES = {"train": "training", "valid": "validation"}
METRICS = ("loss", "psnr", "ssim")  # what is left of a side's columns are the parts of the loss
PANEL = (5.4, 3.0)  # inches
_STROKE: dict[str, Any] = {"marker": "o", "markersize": 2.6, "linewidth": 1.5}  # points
_ACROSS = 2  # panels in a row
_USUAL = 0.8  # share of the losses of a range test that are shown wherever they lie
_CROWD = 6  # names in a legend, which then has smaller letters: it shares its line with the title
_MANY_DECADES = 1e4  # of rates, beyond which numbers at 1, 2 and 5 of each would touch: one-cycle ends near zero


def draw_curves(rows: Sequence[Row], path: str | Path) -> None:
    """Draw the history as a PNG; an older one is replaced.

    Raises
    ------
    MuralsError
        If no epoch has finished.
    """
    if not rows:
        raise MuralsError(f"nothing to draw into {path}: the history holds no epoch yet; train at least one")
    panels = [draw for has, draw in _panels(rows) if has]
    down = -(-len(panels) // _ACROSS)
    figure = new_figure(PANEL[0] * _ACROSS, PANEL[1] * down)
    for place, draw in enumerate(panels, start=1):
        axes = figure.add_subplot(down, _ACROSS, place)
        draw(axes, rows)
        mark_phases(axes, rows)
    save_figure(figure, Path(path))


def curve_panels(rows: Sequence[Row]) -> Iterator[tuple[str, Figure]]:
    """Yield each panel as a figure of its own, by its title, for a page that places them by its width.

    Their margins are matplotlib's own, so that plots below each other are aligned.
    """
    for has, draw in _panels(rows):
        if has:
            figure = new_figure(*PANEL, layout=None)
            axes = figure.add_subplot()
            draw(axes, rows)
            mark_phases(axes, rows)
            yield axes.get_title(loc="left"), figure


def draw_lr_find(
    lrs: Sequence[float], losses: Sequence[float], suggestions: Mapping[str, float], path: str | Path
) -> None:
    """Draw loss over learning rate, with the suggested rates marked by name; an older PNG is replaced.

    Raises
    ------
    MuralsError
        If rates and losses differ in length or are empty.
    """
    if not lrs or len(lrs) != len(losses):
        raise MuralsError(f"cannot draw {path}: expected as many losses as rates, got {len(losses)} and {len(lrs)}")
    figure = new_figure(8.0, 4.4)
    axes = figure.add_subplot()
    calm(axes, title="Loss while the learning rate rises", unit="training loss, each batch against the start")
    logarithmic(axes, "x")
    axes.set_xlabel("learning rate", fontsize=9, color=FAINT)
    axes.plot(lrs, losses, color=INK, linewidth=1.6)
    bottom, top = _lr_find_limits(losses)
    axes.set_ylim(bottom, top)
    for (name, lr), colour in zip(suggestions.items(), COLOURS * len(suggestions), strict=False):
        nearest = min(range(len(lrs)), key=lambda i: abs(lrs[i] - lr))
        height = losses[nearest] if top is None else min(losses[nearest], top)  # at the edge where the loss diverges
        axes.plot(lr, height, "o", color=colour, markersize=8, label=f"{name}  {lr:.2g}", clip_on=False)
    if suggestions:
        axes.legend(frameon=False, fontsize=9, labelcolor=INK)
    save_figure(figure, Path(path))


def parts_of(rows: Sequence[Row]) -> list[str]:
    """Return the names of the loss parts that any row has, in order of appearance."""
    names = dict.fromkeys(
        name.partition("_")[2] for row in rows for name in row if name.startswith(("train_", "valid_"))
    )
    return [name for name in names if name not in METRICS]


def _panels(rows: Sequence[Row]) -> list[tuple[bool, Any]]:
    """Return for each panel whether there is anything to draw, and the function that draws it."""
    names = {name for row in rows for name in row}
    return [
        (bool({"train_loss", "valid_loss"} & names), _draw_loss),
        (bool({"train_psnr", "valid_psnr"} & names), _draw_psnr),
        (bool(parts_of(rows)), _draw_parts),
        (bool({"train_ssim", "valid_ssim"} & names), _draw_ssim),
        ("lr" in names, _draw_rate),
    ]


def _draw_loss(axes: Axes, rows: Sequence[Row]) -> None:
    calm(axes, title="Loss", unit="weighted sum of its parts")
    _draw_sides(axes, rows, "loss")


def _draw_psnr(axes: Axes, rows: Sequence[Row]) -> None:
    calm(axes, title="PSNR", unit="dB")
    _draw_sides(axes, rows, "psnr")
    for place, phase in enumerate(_phases(rows)):
        scored = [row for row in rows if row["phase"] == phase and "valid_psnr" in row]
        if scored:
            _mark_best(axes, max(scored, key=lambda row: row["valid_psnr"]), line=place % 2)


def _draw_ssim(axes: Axes, rows: Sequence[Row]) -> None:
    calm(axes, title="SSIM", unit="1 is identical")
    _draw_sides(axes, rows, "ssim")


def _draw_parts(axes: Axes, rows: Sequence[Row]) -> None:
    """Draw the parts before weighting, on a logarithmic axis: they differ by orders of magnitude."""
    calm(axes, title="Parts", unit="of the loss, unweighted; dotted: training")
    logarithmic(axes, "y")
    parts = parts_of(rows)
    for part, colour in zip(parts, COLOURS * len(parts), strict=False):
        draw_series(axes, rows, f"train_{part}", color=colour, alpha=0.45, linestyle=":")
        draw_series(axes, rows, f"valid_{part}", color=colour)
    lines = [Line2D([], [], color=colour) for _, colour in zip(parts, COLOURS * len(parts), strict=False)]
    _put_legend(axes, lines, [part.removeprefix("loss_") for part in parts])


def _draw_rate(axes: Axes, rows: Sequence[Row]) -> None:
    calm(axes, title="Learning rate", unit="at the end of each epoch")
    logarithmic(axes, "y")
    draw_series(axes, rows, "lr", color=INK)
    low, high = axes.get_ylim()
    if high > low * _MANY_DECADES:
        axes.yaxis.set_major_locator(LogLocator(numticks=8))


def _draw_sides(axes: Axes, rows: Sequence[Row], measure: str) -> None:
    """Draw training and validation of one measure, with a legend."""
    for side, colour in zip(SIDES, (OCHRE, LAPIS), strict=True):
        draw_series(axes, rows, f"{side}_{measure}", color=colour)
    lines = [Line2D([], [], color=colour) for colour in (OCHRE, LAPIS)]
    _put_legend(axes, lines, list(SIDES.values()))


def draw_series(axes: Axes, rows: Sequence[Row], column: str, **style: Any) -> None:
    """Draw one column phase by phase: a phase starts from the best epoch of the phase before, not from its last."""
    for phase in _phases(rows):
        points = [(row["step"], row[column]) for row in rows if row["phase"] == phase and column in row]
        if points:
            axes.plot(*zip(*points, strict=True), **(_STROKE | style))


def _mark_best(axes: Axes, row: Row, *, line: int) -> None:
    """Mark the best epoch of a phase with a ring and its value, on one of two lines so that neighbours can be read."""
    axes.plot(row["step"], row["valid_psnr"], "o", markersize=8, markerfacecolor="none", color=LAPIS)
    axes.annotate(
        f"{row['valid_psnr']:.2f}",
        (row["step"], row["valid_psnr"]),
        xytext=(5, -13 - 11 * line),
        textcoords="offset points",
        fontsize=8,
        color=LAPIS,
    )


def mark_phases(axes: Axes, rows: Sequence[Row]) -> None:
    """Draw a line where each phase begins, with its name above."""
    axes.set_xlabel("training steps (batches)", fontsize=8, color=FAINT)
    for phase in _phases(rows):
        start = min(row["step"] for row in rows if row["phase"] == phase)
        axes.axvline(start, color=FAINT, linewidth=0.8, alpha=0.6)
        axes.annotate(title(phase), (start, 1.0), xycoords=("data", "axes fraction"), xytext=(3, 4),
                      textcoords="offset points", fontsize=8, color=FAINT)  # fmt: skip


def _put_legend(axes: Axes, lines: Sequence[Line2D], names: Sequence[str]) -> None:
    """Put the legend beside the title in one row: inside the plot it would cover a curve."""
    axes.legend(
        lines,
        names,
        frameon=False,
        fontsize=8 if len(names) < _CROWD else 7.5,
        labelcolor=INK,
        ncols=len(names),
        loc="lower right",
        bbox_to_anchor=(1.01, 1.09),
        borderpad=0,
        borderaxespad=0,
        handlelength=1.2,
        handletextpad=0.4,
        columnspacing=0.9,
    )


def _lr_find_limits(losses: Sequence[float]) -> tuple[float | None, float | None]:
    """Return the lowest and highest loss to show: the divergence at the end would flatten the valley into a line."""
    lowest, start = min(losses), losses[0]
    usual = sorted(losses)[int(_USUAL * (len(losses) - 1))]
    depth = start - lowest
    return (lowest - 0.2 * depth, max(start, usual) + depth) if depth > 0 else (None, None)


def _phases(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(row["phase"] for row in rows))
