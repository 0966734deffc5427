"""How long work tells how far it is: worker functions take a `Progress`, the command line passes one that draws.

Messages to the user (not progress) go through `logging.getLogger("murals")`; nothing below the command line prints.
"""

from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

T = TypeVar("T")


class Bar:
    """One piece of work with `total` steps (None: unknown); this base class shows nothing."""

    def advance(self, note: str = "") -> None:
        """Say that one more step is done; `note` is a short live text such as `loss 0.123`."""

    def close(self) -> None:
        """Say that the work has ended, finished or not."""


class Progress:
    """Makes bars; this base class is silent, `murals.terminal.TerminalProgress` draws them."""

    def start(self, label: str, total: int | None = None) -> Bar:
        """Begin a piece of work named `label`."""
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
