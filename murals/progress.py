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


SILENT = Progress()
