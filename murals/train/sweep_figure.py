"""The picture of a study: PSNR by trial, PSNR by epoch, and a panel for each setting that was chosen.

Pruned and failed trials stand at the lower edge: what a pruned one had reached is not the PSNR of a whole training.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from optuna.distributions import BaseDistribution, FloatDistribution
from optuna.trial import FrozenTrial, TrialState

from murals.figures.figure import FAINT, INK, LAPIS, OCHRE, calm, logarithmic, new_figure, save_figure

PANEL = (5.4, 3.0)  # inches
_ACROSS = 2  # panels in a row
_UNIT = "validation PSNR, dB"
_LOW = 0.04  # share of the height
_FINE = 200.0  # from the lowest to the highest of a logarithmic axis: up to there 1, 2 and 5 have room
_OUTLIERS = 10  # percent of the numbers by epoch that may lie below the panel: one bad epoch would flatten the others
_BELOW = {TrialState.PRUNED: ("o", OCHRE), TrialState.FAIL: ("x", INK)}
_WORDS = {TrialState.PRUNED: "pruned", TrialState.FAIL: "failed"}
_TITLES = {
    "lr": "Learning rate",
    "encoder": "Encoder",
    "l1_weight": "Weight of L1",
    "ssim_weight": "Weight of 1 - SSIM",
    "perceptual_weight": "Weight of the perceptual part",
    "edge_weight": "Weight of the edge part",
}

Trials = Sequence[FrozenTrial]
Draw = Callable[[Axes, Trials], None]


def draw_study(trials: Trials, space: Mapping[str, BaseDistribution], path: Path) -> None:
    """Draw the study as a PNG; an older one is replaced. At least one trial must have finished."""
    draws: list[Draw] = [_draw_history, _draw_epochs]
    draws += [_slice_of(name, choice) for name, choice in space.items() if not choice.single()]
    down = -(-len(draws) // _ACROSS)
    figure = new_figure(PANEL[0] * _ACROSS, PANEL[1] * down)
    for place, draw in enumerate(draws, start=1):
        draw(figure.add_subplot(down, _ACROSS, place), trials)
    save_figure(figure, path)


def _draw_history(axes: Axes, trials: Trials) -> None:
    """Draw the PSNR of each trial, and the best up to it."""
    calm(axes, title="Trials", unit=_UNIT)
    finished = _finished(trials)
    best = list(accumulate(_values(finished), max))
    numbers = [trial.number for trial in finished]
    axes.step([*numbers, trials[-1].number], [*best, best[-1]], where="post", color=LAPIS, linewidth=1.2, alpha=0.6)
    _draw_points(axes, trials, lambda trial: trial.number)
    _count_on_x(axes, "trial")
    axes.legend(
        frameon=False,
        fontsize=8,
        labelcolor=INK,
        ncols=4,
        loc="lower right",
        bbox_to_anchor=(1.01, 1.0),
        handletextpad=0.1,
        columnspacing=0.8,
    )


def _draw_epochs(axes: Axes, trials: Trials) -> None:
    """Draw the curve of each trial, the best one on top."""
    calm(axes, title="Epochs (bold: the best trial)", unit=_UNIT)
    best = _best(trials)
    for trial in sorted(trials, key=lambda trial: trial is best):
        points = sorted(trial.intermediate_values.items())
        colour = LAPIS if trial is best else OCHRE if trial.state is TrialState.PRUNED else FAINT
        style: dict[str, Any] = {"linewidth": 2.0, "zorder": 3} if trial is best else {"linewidth": 1.0, "alpha": 0.7}
        axes.plot([epoch for epoch, _ in points], [psnr for _, psnr in points], color=colour, marker="o", markersize=3,
                  **style)  # fmt: skip
    numbers = [psnr for trial in trials for psnr in trial.intermediate_values.values() if np.isfinite(psnr)]
    if numbers:
        low, high = np.percentile(numbers, _OUTLIERS), max(numbers)
        margin = 0.12 * max(high - low, 0.1)
        axes.set_ylim(low - margin, high + margin)
    _count_on_x(axes, "epoch")


def _slice_of(name: str, choice: BaseDistribution) -> Draw:
    """Return the function that draws PSNR over the setting `name`."""

    def draw(axes: Axes, trials: Trials) -> None:
        calm(axes, title=_TITLES[name], unit=_UNIT)
        if isinstance(choice, FloatDistribution) and choice.log:
            logarithmic(axes, "x", fine=choice.high / choice.low <= _FINE)
        if name == "encoder":
            axes.margins(x=0.35)  # room for names below the outer ones
        _draw_points(axes, [trial for trial in trials if name in trial.params], lambda trial: trial.params[name])

    return draw


def _draw_points(axes: Axes, trials: Trials, x: Callable[[FrozenTrial], float | str]) -> None:
    """Draw finished trials as dots, a ring around the best, and the others at the lower edge."""
    finished, best = _finished(trials), _best(trials)
    axes.plot([x(trial) for trial in finished], _values(finished), "o", color=LAPIS, markersize=5, label="finished")
    axes.plot([x(best)], _values([best]), "o", color=LAPIS, markersize=11, markerfacecolor="none", label="best")
    for state, (marker, colour) in _BELOW.items():
        places = [x(trial) for trial in trials if trial.state is state]
        if places:
            axes.plot(places, [_LOW] * len(places), marker, color=colour, markersize=5, markerfacecolor="none",
                      label=_WORDS[state], transform=axes.get_xaxis_transform(), clip_on=False)  # fmt: skip


def _count_on_x(axes: Axes, name: str) -> None:
    axes.set_xlabel(name, fontsize=8, color=FAINT)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    low, high = axes.get_xlim()
    if high - low < 1:  # of one number alone
        axes.set_xlim(low - 0.5, high + 0.5)


def _finished(trials: Trials) -> list[FrozenTrial]:
    return [trial for trial in trials if trial.state is TrialState.COMPLETE]


def _best(trials: Trials) -> FrozenTrial:
    return max(_finished(trials), key=lambda trial: _values([trial]))


def _values(trials: Trials) -> list[float]:
    """Return the PSNR of each trial that has one, dB."""
    return [trial.value for trial in trials if trial.value is not None]
