"""Threads that share the rows of a picture.

They replace numba's `prange`, whose loops take several times as long to compile, and whose default threads must not be
entered from two threads at once, as a web page would. The result does not depend on the number of bands.
"""

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from types import TracebackType
from typing import Any

SMALLEST_BAND = 1 << 15  # values that make it worth to wake a thread
FEWEST_ROWS = 8  # of a band, some at either end of which may have to wait for the band beside
BANDS_PER_THREAD = 4  # so that none waits long for a thread whose core is busy with something else


def count_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Bands:
    """A pool of threads for functions that fill rows `top` to `bottom`, counted from 1, and release the lock."""

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or count_cores()
        self._pool = ThreadPoolExecutor(self.threads - 1) if self.threads > 1 else None

    def __enter__(self) -> "Bands":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown()

    def split(self, height: int, values: int) -> list[tuple[int, int]]:
        """Return `(top, bottom)` of bands that share `height` rows with `values` numbers, from the first row, 1, on."""
        most = BANDS_PER_THREAD * self.threads if self.threads > 1 else 1
        count = max(1, min(most, height // FEWEST_ROWS, values // SMALLEST_BAND))
        cuts = [1 + height * band // count for band in range(count + 1)]
        return list(pairwise(cuts))

    def run(self, function: Callable[..., Any], height: int, *arguments: Any, values: int) -> list[Any]:
        """Call `function(*arguments, top, bottom)` on each band; return what it returned, band by band."""
        return self.each(function, [(*arguments, *band) for band in self.split(height, values)])

    def each(self, function: Callable[..., Any], calls: list[tuple[Any, ...]]) -> list[Any]:
        """Call `function` with each of the arguments, on all threads; return what it returned, in their order."""
        if self._pool is None or len(calls) == 1:
            return [function(*call) for call in calls]
        results: list[Any] = [None] * len(calls)
        waiting = enumerate(calls)  # threads take the next one each: to do so is one step under the lock

        def work() -> None:
            try:
                for place, call in waiting:
                    results[place] = function(*call)
            except BaseException:  # Ctrl-C too: the others finish their call and take no other
                deque(waiting, maxlen=0)
                raise

        helpers = [self._pool.submit(work) for _ in range(self.threads - 1)]
        work()
        for helper in helpers:
            if not helper.cancel():  # a thread that has not even begun is not waited for
                helper.result()
        return results
