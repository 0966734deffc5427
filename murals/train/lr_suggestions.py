"""Learning rates suggested by the curve of a range test.

fastai's `valley`, `steep` and `minimum` are kept if the curve supports them; for the others there is a reason.

References
----------
https://docs.fast.ai/callback.schedule.html#suggestion-methods
"""

from dataclasses import dataclass, field

from fastai.callback.schedule import minimum, steep, valley
from torch import Tensor

LEAST_FALL = 0.001  # of the loss at the start: a smaller fall is none
_WAVERS = 1.5  # times what the loss wavers by at the lowest rates, where nothing is learned: less is noise
_LOWEST = 3  # the first third of the curve has these rates
_EDGE = 3  # points at the end of the curve: a lowest loss among them was not the lowest yet, or diverges at once
_FAR = 10  # times below the valley, where the loss has hardly begun to fall
_START = 10  # the first tenth of the curve tells the loss at the start


@dataclass(frozen=True)
class Suggestions:
    """The suggested rates by name, `valley` first, and the reason for each that is left out."""

    kept: dict[str, float] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """Return them as lines of text."""
        kept = [f"{name}: {rate:.2g}" for name, rate in self.kept.items()]
        return [*kept, *(f"{name} left out: {reason}" for name, reason in self.left_out.items())]

    @property
    def first(self) -> float | None:
        """The rate to take: that of the valley, else the first that is left; None if no rate can be trusted."""
        return next(iter(self.kept.values()), None)


def suggest_rates(lrs: Tensor, losses: Tensor) -> Suggestions:
    """Return the rates that the curve suggests.

    Parameters
    ----------
    lrs
        (N,), rising; N is at least 20.
    losses
        (N,), the smoothed losses at these rates.
    """
    found = {f.__name__: float(f(lrs, losses, len(lrs))[0]) for f in (valley, steep, minimum)}
    reasons = {name: _reason(name, rate, lrs, losses) for name, rate in found.items()}
    for name in ("steep", "minimum"):
        reasons[name] = reasons[name] or _beside_valley(name, found[name], found["valley"], reasons["valley"])
    kept = {name: rate for name, rate in found.items() if reasons[name] is None}
    return Suggestions(kept, {name: reason for name, reason in reasons.items() if reason is not None})


def _beside_valley(name: str, rate: float, valley_rate: float, trouble: str | None) -> str | None:
    """Return why a rate cannot be trusted, given the valley's rate and what is wrong with that; None if it can."""
    if trouble is not None:
        return "the curve has no valley that could be trusted"
    if name == "minimum" and rate < valley_rate:
        return f"a tenth of the rate with the lowest loss is {rate:.2g}, below the valley"
    if rate < valley_rate / _FAR:
        return f"{rate:.2g} lies in the noise far below the valley"
    return None


def _reason(name: str, rate: float, lrs: Tensor, losses: Tensor) -> str | None:
    """Return why the suggestion cannot be trusted; None if it can."""
    start = float(losses[: max(1, len(losses) // _START)].mean())
    lowest = int(losses.argmin())
    fall = start - float(losses[lowest])
    if fall < LEAST_FALL * abs(start):
        return f"the loss never falls by more than {LEAST_FALL:.1%} of {start:.3g}, so no rate stands out"
    lowest_rates = losses[: max(1, len(losses) // _LOWEST)]
    if fall < _WAVERS * float(lowest_rates.max() - lowest_rates.min()):
        return "the loss falls by hardly more than it wavers at the lowest rates, so no rate stands out"
    if name == "minimum":
        edge = lowest >= len(losses) - _EDGE
        return "the loss was lowest at the end of the curve, where it diverges or the test stops" if edge else None
    at = int((lrs - rate).abs().argmin())
    if at >= len(losses) - _EDGE:
        return f"{rate:.2g} lies at the end of the curve, where the loss diverges or the test stops"
    if at > lowest or float(losses[at]) > start + fall / 2:
        return f"{rate:.2g} lies past the lowest loss, where the loss rises again"
    return None
