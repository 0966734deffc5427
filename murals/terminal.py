"""Output on the terminal: progress bars and messages on standard error, results on standard output.

On a terminal a bar with the time left is drawn. In a pipe or a log a line is written now and then instead.
"""

import json
import logging
import sys
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from murals import ranks
from murals.errors import MuralsError
from murals.progress import SILENT, Bar, Progress, clock

LINE_EVERY = 20.0  # seconds between two lines in a log
LOG_WIDTH = 160  # characters of a table in a pipe or a log, where nobody says how wide the paper is
INTERRUPTED = 130  # the shell's number for Ctrl-C
KEPT = "what was finished is kept"  # after Ctrl-C, of a command that has nothing better to say


class LogBar(Bar):
    """Progress as lines in a log: one at the start, then one now and then."""

    def __init__(self, label: str, total: int | None) -> None:
        """Start with `total` steps, None if unknown."""
        self.label, self.total, self.done, self.note = label, total, 0, ""
        self.began = self.told = time.monotonic()

    def advance(self, note: str = "") -> None:
        """Count a step, and write a line if the last one is old."""
        self.done, self.note = self.done + 1, note
        if time.monotonic() - self.told >= LINE_EVERY:
            self._tell()

    def tell(self, note: str) -> None:
        """Keep the note for the next line."""
        self.note = note

    def close(self) -> None:
        """Write the last line, if anything was done."""
        if self.done:
            self._tell()

    def _tell(self) -> None:
        self.told = time.monotonic()
        spent = self.told - self.began
        of = f"/{self.total}" if self.total else ""
        left = f", {clock(spent / self.done * (self.total - self.done))} left" if self.total and self.done else ""
        typer.echo(f"{self.label}: {self.done}{of} in {clock(spent)}{left} {self.note}".rstrip(), err=True)


class RichBar(Bar):
    """Progress as a drawn bar with the time left."""

    def __init__(self, label: str, total: int | None) -> None:
        """Start with `total` steps, None if unknown."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        columns = (
            "[bold]{task.description}",
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            "<",
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}", markup=False),
        )
        shown = [TextColumn(c) if isinstance(c, str) else c for c in columns]
        self.bars = RichProgress(*shown, console=Console(stderr=True))
        self.bars.start()
        self.task = self.bars.add_task(label, total=total, note="")

    def advance(self, note: str = "") -> None:
        """Draw one step more."""
        self.bars.update(self.task, advance=1, note=note)

    def tell(self, note: str) -> None:
        """Draw the note."""
        self.bars.update(self.task, note=note)

    def close(self) -> None:
        """Leave the bar as it is and start a new line."""
        self.bars.stop()


class TerminalProgress(Progress):
    """Progress as a bar on a terminal, as lines elsewhere."""

    def start(self, label: str, total: int | None = None) -> Bar:
        """Start a bar on standard error."""
        return RichBar(label, total) if sys.stderr.isatty() else LogBar(label, total)


class Output:
    """The output of a command: text, or with `--json` one object on standard output."""

    def __init__(self, *, as_json: bool, quiet: bool, kept: str = KEPT) -> None:
        """Start the output of a command; with `quiet` it says nothing but errors, and prints JSON if asked to.

        `kept` is what is said after Ctrl-C about the work that is left.
        """
        self.as_json, self.quiet, self.kept = as_json, quiet, kept
        self.progress: Progress = SILENT if quiet else TerminalProgress()

    def show(self, *things: Any) -> None:
        """Print text or rich tables for people."""
        if self.as_json or self.quiet:
            return
        from rich.console import Console

        console = Console() if sys.stdout.isatty() else Console(soft_wrap=True, width=LOG_WIDTH)
        for thing in things:
            if isinstance(thing, str):
                typer.echo(_printable(thing))
            else:
                console.print(thing)

    def wrote(self, **files: Any) -> None:
        """Print the files that were written, the last lines of a command."""
        for name, path in files.items():
            self.show(f"{name.replace('_', ' ')}: {path}")

    def report(self, report: Any, **files: Any) -> None:
        """Print the lines of a report, then `files`, and its JSON object; exit with 1 if something failed.

        Of several processes the first alone exits so: their launcher ends all when one does, in the middle of a word.
        """
        self.show(*report.lines())
        self.wrote(**files)
        self.result(report.as_plain())
        if report.failed and ranks.is_first():
            raise typer.Exit(1)

    def result(self, values: dict[str, Any]) -> None:
        """Print the JSON object."""
        if self.as_json:
            typer.echo(json.dumps(values, indent=1, default=str))


@contextmanager
def command(*, as_json: bool, quiet: bool, debug: bool, kept: str = KEPT, shared: bool = False) -> Iterator[Output]:
    """Run the body of a command.

    Messages go to standard error. A user's mistake becomes one sentence and exit code 1, Ctrl-C exit code 130. `kept`
    is what is said after Ctrl-C about the work that is left. A command that is `shared` may be run by several
    processes, of which the first speaks; the others say what failed in them alone.
    """
    if not debug:  # what libraries say of their own future is no news for the user
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("murals")
    logger.addHandler(handler)
    level = logger.level
    as_json, quiet = as_json and ranks.is_first(), quiet or not ranks.is_first()
    logger.setLevel(logging.DEBUG if debug else logging.ERROR if quiet else logging.INFO)
    logger.propagate = False
    output = Output(as_json=as_json, quiet=quiet, kept=kept)
    try:
        if ranks.world() > 1 and not shared:
            raise MuralsError("this command works in one process: start it without accelerate launch")
        yield output
    except ranks.ToldByFirst:  # which exits with 1; another that did so would have it ended before it has spoken
        raise typer.Exit(0) from None
    except MuralsError as error:
        _fail(str(error), debug=debug)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        if ranks.is_first():
            _fail(f"stopped; {output.kept}", debug=debug)
        raise typer.Exit(INTERRUPTED) from None
    except (MemoryError, OSError) as error:
        _fail(f"{type(error).__name__}: {error}", debug=debug)
        raise typer.Exit(1) from None
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = True


def _printable(text: str) -> str:
    """Return `text` with replacements for bytes of a file's name that are not UTF-8: printing them would fail."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _fail(sentence: str, *, debug: bool) -> None:
    if debug:
        traceback.print_exc()
    who = "murals" if ranks.is_first() else f"murals (process {ranks.rank() + 1} of {ranks.world()})"
    typer.echo(_printable(f"{who}: {sentence}"), err=True)
