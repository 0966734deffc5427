"""Progress reporting for long-running work: functions take a `Progress`, the command line passes one that draws.

Messages to the user go through `logging.getLogger("murals")` instead; only the command line prints.
"""

from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

T = TypeVar("T")


class Bar:
    """The progress of one piece of work with `total` steps (None: unknown); this base class shows nothing."""

    def advance(self, note: str = "") -> None:
        """Count one more finished step; `note` is a short live text such as `loss 0.123`."""

    def tell(self, note: str) -> None:
        """Replace the note, and count nothing."""

    def close(self) -> None:
        """End the work, finished or not."""


class Progress:
    """A source of bars; this base class is silent, `murals.terminal.TerminalProgress` draws them."""

    def start(self, label: str, total: int | None = None) -> Bar:
        """Start a piece of work named `label`."""
        return Bar()

    def track(self, items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
        """Yield `items` one by one, advancing a bar after each."""
        if total is None and isinstance(items, Sized):
            total = len(items)
        bar = self.start(label, total)
        try:
            for item in items:
                yield item
                bar.advance()
        finally:
            bar.close()


class Within(Progress):
    """The progress of a part of a longer work: all its bars together advance `bar` by `steps`, `times` of them."""

    def __init__(self, bar: Bar, steps: int, *, times: int = 1) -> None:
        """Advance `bar` by `steps` in the course of `times` bars."""
        self.bar, self.steps, self.times = bar, steps, times
        self.reached, self.told = 0.0, 0

    def start(self, label: str, total: int | None = None) -> Bar:
        """Start one of the bars."""
        return _Part(self, (total or 1) * self.times)

    def reach(self, share: float) -> None:
        """Add a share of the whole, and advance the bar by the steps that are complete."""
        self.reached = min(1.0, self.reached + share)
        while self.told < int(self.reached * self.steps + 1e-6):
            self.told += 1
            self.bar.advance()

    def close(self) -> None:
        """Advance the bar by all that is left."""
        self.reach(1.0)


class _Part(Bar):
    def __init__(self, whole: Within, steps: int) -> None:
        self.whole, self.steps = whole, steps

    def advance(self, note: str = "") -> None:
        self.whole.reach(1 / self.steps)


SILENT = Progress()


def clock(seconds: float) -> str:
    """Return a time as a clock shows it: `0:07`, `12:30`, `1:02:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
