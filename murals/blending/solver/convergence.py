"""The stopping rule of iterations: the remaining error, estimated by how fast the corrections shrink."""

from murals.errors import MuralsError
from murals.progress import Bar

SAFETY = 3.0  # times the error expected: sweeps correct as well, and their part is not seen
FIRST_RATE = 0.5  # taken for the shrinking until it is known twice


class NotConverged(MuralsError):
    """A solver did not reach the tolerance, and there is no result."""


class Convergence:
    """A record of the largest correction of each step.

    If corrections shrink by a rate r < 1, the remaining ones sum to at most r / (1 - r) times the last one. The rate is
    the worse of the last two, because corrections of conjugate gradients do not shrink evenly.
    """

    def __init__(self, tolerance: float, bar: Bar) -> None:
        self.tolerance = tolerance
        self.bar = bar
        self.rates = [FIRST_RATE, FIRST_RATE]
        self.last: float | None = None

    @property
    def rate(self) -> float:
        """The ratio of successive corrections; above 1 if they grow."""
        return max(self.rates[-2:])

    def reached(self, correction: float) -> bool:
        """Record a correction; return whether the remaining error is within the tolerance."""
        self.bar.advance(f"correction {correction:.2g}")
        if self.last:
            self.rates.append(correction / self.last)
        self.last = correction
        if correction == 0:
            return True
        return self.rate < 1 and SAFETY * correction * self.rate / (1 - self.rate) <= self.tolerance
