"""Learning rates read off the curve of a range test, and for those that cannot be trusted the reason.

In: rates `(N,)` that rise, and the smoothed losses `(N,)` at them. Out: fastai's `valley`, `steep` and `minimum` where
the curve supports them: https://docs.fast.ai/callback.schedule.html#suggestion-methods
"""

from dataclasses import dataclass, field

from fastai.callback.schedule import minimum, steep, valley
from torch import Tensor

LEAST_FALL = 0.02  # of the loss at the start; a smaller fall is the noise of the batches
_EDGE = 3  # points at the end of the curve: a lowest loss among them was not the lowest yet, or diverges at once
_FAR = 10  # times below the valley, where the loss has hardly begun to fall
_START = 10  # the first tenth of the curve tells the loss at the start


@dataclass(frozen=True)
class Suggestions:
    """Suggested rates by name, `valley` first, and for each name left out the reason."""

    kept: dict[str, float] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """Return them as lines of text."""
        kept = [f"{name}: {rate:.2g}" for name, rate in self.kept.items()]
        return [*kept, *(f"{name} left out: {reason}" for name, reason in self.left_out.items())]

    @property
    def first(self) -> float | None:
        """The rate to take: the valley's, else the first that is left; None where no rate can be trusted."""
        return next(iter(self.kept.values()), None)


def suggest_rates(lrs: Tensor, losses: Tensor) -> Suggestions:
    """Return what the curve suggests; both tensors `(N,)`, N at least 20."""
    found = {f.__name__: float(f(lrs, losses, len(lrs))[0]) for f in (valley, steep, minimum)}
    reasons = {name: _reason(name, rate, lrs, losses) for name, rate in found.items()}
    for name in ("steep", "minimum"):
        reasons[name] = reasons[name] or _beside_valley(name, found[name], found["valley"], reasons["valley"])
    kept = {name: rate for name, rate in found.items() if reasons[name] is None}
    return Suggestions(kept, {name: reason for name, reason in reasons.items() if reason is not None})


def _beside_valley(name: str, rate: float, valley_rate: float, trouble: str | None) -> str | None:
    """Return why a rate cannot be trusted beside the valley's, whose own `trouble` is a reason too."""
    if trouble is not None:
        return "the curve has no valley that could be trusted"
    if name == "minimum" and rate < valley_rate:
        return f"a tenth of the rate with the lowest loss is {rate:.2g}, below the valley"
    if rate < valley_rate / _FAR:
        return f"{rate:.2g} lies in the noise far below the valley"
    return None


def _reason(name: str, rate: float, lrs: Tensor, losses: Tensor) -> str | None:
    """Return why the suggestion cannot be trusted; None where it can."""
    start = float(losses[: max(1, len(losses) // _START)].mean())
    lowest = int(losses.argmin())
    fall = start - float(losses[lowest])
    if fall < LEAST_FALL * abs(start):
        return f"the loss never falls by more than {LEAST_FALL:.0%} of {start:.3g}, so no rate stands out"
    if name == "minimum":
        edge = lowest >= len(losses) - _EDGE
        return "the loss was lowest at the end of the curve, where it diverges or the test stops" if edge else None
    at = int((lrs - rate).abs().argmin())
    if at >= len(losses) - _EDGE:
        return f"{rate:.2g} lies at the end of the curve, where the loss diverges or the test stops"
    if at > lowest or float(losses[at]) > start + fall / 2:
        return f"{rate:.2g} lies past the lowest loss, where the loss rises again"
    return None
