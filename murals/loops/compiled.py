"""Compilation of functions by numba: without the interpreter's lock, cached on disk."""

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

import numba
from numba.core import event
from numba.core.event import install_listener

FASTMATH = {"nnan", "nsz", "contract"}  # no NaN gets here; sums keep their order
IN_ANY_ORDER = FASTMATH | {"reassoc"}  # sums in the order that the processor adds fastest: the same in each run

logger = logging.getLogger("murals")


def compiled(function: Callable[..., Any], fastmath: Collection[str] = FASTMATH) -> Callable[..., Any]:
    """Compile `function` at its first call, to run without the interpreter's lock; cache it on disk if possible."""
    options = {"nogil": True, "fastmath": set(fastmath), "error_model": "numpy"}
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # numba found no folder that it may write to: a read-only machine without a home
        logger.debug(
            "%s is compiled at each start: set NUMBA_CACHE_DIR to a folder that can be written", function.__name__
        )
        return numba.njit(**options)(function)


def compiled_sums(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile `function` as `compiled` does, with sums in any order: several times as fast for long ones."""
    return compiled(function, IN_ANY_ORDER)


@contextmanager
def announced() -> Iterator[None]:
    """Say once, within the `with`, that something is compiled."""
    with install_listener("numba:compile", Announcement()):
        yield


class Announcement(event.Listener):
    """A listener that says once that something is compiled, which takes seconds."""

    def __init__(self) -> None:
        self.said = False

    def on_start(self, _: event.Event) -> None:
        """Log the message before the first compilation."""
        if not self.said:
            logger.info("compiling the loops for this machine: some seconds, once")
        self.said = True

    def on_end(self, _: event.Event) -> None:
        """Do nothing."""
