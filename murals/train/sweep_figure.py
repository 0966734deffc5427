"""The picture of a study: PSNR by trial, PSNR by epoch, and a panel for each setting that was chosen."""

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from optuna.distributions import BaseDistribution
from optuna.trial import FrozenTrial, TrialState

from murals.figures.figure import FAINT, INK, LAPIS, OCHRE, calm, logarithmic, new_figure, save_figure

PANEL = (5.4, 3.0)  # inches
_ACROSS = 2  # panels in a row
_UNIT = "validation PSNR, dB"
Trials = Sequence[FrozenTrial]


def draw_study(trials: Trials, space: Mapping[str, BaseDistribution], path: Path) -> None:
    """Draw the study as a PNG; an older one is replaced. At least one trial must have finished."""
    chosen = [name for name, choice in space.items() if not choice.single()]
    draws: list[Callable[[Axes, Trials], None]] = [_draw_history, _draw_epochs]
    draws += [_slice_of(name) for name in chosen]
    down = -(-len(draws) // _ACROSS)
    figure = new_figure(PANEL[0] * _ACROSS, PANEL[1] * down)
    for place, draw in enumerate(draws, start=1):
        draw(figure.add_subplot(down, _ACROSS, place), trials)
    save_figure(figure, path)


def _draw_history(axes: Axes, trials: Trials) -> None:
    """Draw the value of each trial, and the best up to it."""
    calm(axes, title="Trials", unit=_UNIT)
    _name_x(axes, "trial")
    finished = _finished(trials)
    best = list(accumulate(_values(finished), max))
    axes.step([t.number for t in finished], best, where="post", color=LAPIS, linewidth=1.2, alpha=0.6)
    _draw_points(axes, trials, lambda trial: trial.number)
    failed = [t.number for t in trials if t.state is TrialState.FAIL]
    if failed:
        axes.plot(failed, [0.03] * len(failed), "x", color=INK, markersize=5, label="failed",
                  transform=axes.get_xaxis_transform(), clip_on=False)  # fmt: skip
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(frameon=False, fontsize=8, labelcolor=INK, ncols=4, loc="lower right", bbox_to_anchor=(1.01, 1.0),
                handletextpad=0.1, columnspacing=0.8)  # fmt: skip


def _draw_epochs(axes: Axes, trials: Trials) -> None:
    """Draw the curve of each trial, the best one on top."""
    calm(axes, title="Epochs", unit=_UNIT)
    _name_x(axes, "epoch")
    best = _best(trials)
    for trial in sorted(trials, key=lambda trial: trial.number == best.number):
        points = sorted(trial.intermediate_values.items())
        if points:
            pruned = trial.state is TrialState.PRUNED
            colour = LAPIS if trial.number == best.number else OCHRE if pruned else FAINT
            axes.plot(*zip(*points, strict=True), color=colour, linewidth=2 if colour == LAPIS else 1,
                      alpha=1 if colour == LAPIS else 0.7, marker="o", markersize=3)  # fmt: skip
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def _slice_of(name: str) -> Callable[[Axes, Trials], None]:
    def draw(axes: Axes, trials: Trials) -> None:
        calm(axes, title=_title(name), unit=_UNIT)
        if name == "lr":
            logarithmic(axes, "x")
        _draw_points(axes, trials, lambda trial: trial.params[name])

    return draw


def _draw_points(axes: Axes, trials: Trials, x: Callable[[FrozenTrial], float | str]) -> None:
    """Draw finished trials as dots, pruned ones as circles, and a ring around the best."""
    finished, best = _finished(trials), _best(trials)
    pruned = [t for t in trials if t.state is TrialState.PRUNED and t.value is not None]
    axes.plot([x(t) for t in finished], _values(finished), "o", color=LAPIS, markersize=5, label="finished")
    if pruned:
        axes.plot([x(t) for t in pruned], _values(pruned), "o", color=OCHRE, markersize=5,
                  markerfacecolor="none", label="pruned")  # fmt: skip
    axes.plot([x(best)], _values([best]), "o", color=LAPIS, markersize=11, markerfacecolor="none", label="best")


def _name_x(axes: Axes, name: str) -> None:
    axes.set_xlabel(name, fontsize=8, color=FAINT)


def _finished(trials: Trials) -> list[FrozenTrial]:
    return [trial for trial in trials if trial.state is TrialState.COMPLETE]


def _best(trials: Trials) -> FrozenTrial:
    return max(_finished(trials), key=lambda trial: _values([trial]))


def _values(trials: Trials) -> list[float]:
    """Return the PSNR of each trial that has one, dB."""
    return [trial.value for trial in trials if trial.value is not None]


def _title(name: str) -> str:
    return {"lr": "Learning rate", "encoder": "Encoder"}.get(name, f"Weight of {name.removesuffix('_weight')}")
