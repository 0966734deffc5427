"""Work on the rows of a picture, shared out to a few threads.

Bands of rows instead of numba's own `prange`: its loops take several times as long to compile, and its default threads
must not be entered from two threads at once, as a web page would. The result does not depend on the number of bands.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from types import TracebackType
from typing import Any

SMALLEST_BAND = 1 << 15  # values that make it worth to wake a thread


def count_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Bands:
    """A pool of threads for functions that fill rows `top` to `bottom`, counted from 1, and let go of the lock."""

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
        count = max(1, min(self.threads, height, values // SMALLEST_BAND))
        cuts = [1 + height * band // count for band in range(count + 1)]
        return list(pairwise(cuts))

    def run(self, function: Callable[..., Any], height: int, *arguments: Any, values: int) -> list[Any]:
        """Call `function(*arguments, top, bottom)` on each band; return what it returned, band by band."""
        return self.each(function, [(*arguments, *band) for band in self.split(height, values)])

    def each(self, function: Callable[..., Any], calls: list[tuple[Any, ...]]) -> list[Any]:
        """Call `function` with each of the arguments, the last in this thread."""
        if self._pool is None or len(calls) == 1:
            return [function(*call) for call in calls]
        waiting = [self._pool.submit(function, *call) for call in calls[:-1]]
        own = function(*calls[-1])
        return [*(future.result() for future in waiting), own]
