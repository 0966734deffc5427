"""Progress of long work on the page, with the time left, and the point where Stop takes effect.

In: the `Progress` calls of any worker function. Out: Gradio's bar. Between two steps, as between two tiles, a pressed
switch raises `Stopped`, so that the work really ends.
"""

import threading
import time
from collections.abc import Callable

import gradio as gr

from murals.page.sentences import Stopped
from murals.page.words import WORDS, say
from murals.progress import Bar, Progress

STOPPED = "page.stopped"  # the text that says that work was stopped


class PageBar(Bar):
    """One piece of work on the page."""

    def __init__(self, progress: "PageProgress", label: str, total: int | None) -> None:
        """`total` steps, None where unknown."""
        self.progress, self.label, self.total, self.done = progress, label, total, 0
        self.began = time.monotonic()
        self._show()

    def advance(self, note: str = "") -> None:
        """Count one step; raises `Stopped` where the visitor wants no more."""
        self.done += 1
        self._show()

    def _show(self) -> None:
        self.progress.check()
        seconds = time.monotonic() - self.began
        self.progress.show(self.done, self.total, self.progress.caption(self.label, self.done, self.total, seconds))


class PageProgress(Progress):
    """Makes bars on the page of one visitor, in his language, that his switch stops."""

    def __init__(
        self,
        bar: gr.Progress,
        stop: threading.Event,
        language: str,
        touch: Callable[[], None] = lambda: None,
        stopped: str = STOPPED,
    ) -> None:
        """`bar` is what Gradio hands to an event's handler; each step calls `touch`; `stopped` names what Stop says."""
        self._bar, self._stop, self._language, self._touch, self._stopped = bar, stop, language, touch, stopped

    def start(self, label: str, total: int | None = None) -> Bar:
        """Begin a piece of work; raises `Stopped` where the visitor wants no more."""
        return PageBar(self, label, total)

    def check(self) -> None:
        """Raise `Stopped` where the visitor wants no more."""
        self._touch()
        if self._stop.is_set():
            raise Stopped(say(self._stopped, self._language))

    def show(self, done: int, total: int | None, caption: str) -> None:
        """Move Gradio's bar."""
        self._bar((done, total), desc=caption, unit="")

    def caption(self, label: str, done: int, total: int | None, seconds: float) -> str:
        """Return what stands on the bar after `seconds` of work, with the time left as soon as it can be known."""
        key = f"progress.{label}"
        label = say(key, self._language) if key in WORDS else label
        if not (total and done):
            return label
        left = say("page.left", self._language, done=done, total=total, time=clock(seconds / done * (total - done)))
        return f"{label}: {left}"


def clock(seconds: float) -> str:
    """Return a duration as minutes and seconds, `2:05`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
