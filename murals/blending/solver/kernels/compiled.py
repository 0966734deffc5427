"""Compilation of functions by numba, with the options of this package."""

import logging
from collections.abc import Callable
from typing import Any

import numba
from numba.core import event

FASTMATH = {"nnan", "nsz", "contract"}  # no NaN gets here; sums keep their order, so that each run gives the same bits

logger = logging.getLogger("murals")


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile `function` at its first call, to run without the interpreter's lock; cache it on disk if possible."""
    try:
        return numba.njit(nogil=True, fastmath=FASTMATH, cache=True)(function)
    except RuntimeError:  # numba found no folder that it may write to: a read-only machine without a home
        logger.debug(
            "%s is compiled again at each start: set NUMBA_CACHE_DIR to a folder that can be written", function.__name__
        )
        return numba.njit(nogil=True, fastmath=FASTMATH)(function)


class Announcement(event.Listener):
    """A listener that says once that something is compiled, which takes seconds."""

    def __init__(self) -> None:
        self.said = False

    def on_start(self, _: event.Event) -> None:
        """Log the message before the first compilation."""
        if not self.said:
            logger.info("compiling the solver for this machine: some seconds, once")
        self.said = True

    def on_end(self, _: event.Event) -> None:
        """Do nothing."""
