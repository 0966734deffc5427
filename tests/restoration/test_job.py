"""What a job reads and writes, and the sentence of each failure."""

import errno
from pathlib import Path

import pytest

from murals.errors import MuralsError
from murals.restoration.job import Job, fail


def test_what_is_read_and_written():
    job = Job(Path("a.png"), Path("a.restored.png"), Path("m.png"), None, None, Path("a.uncertainty.png"))
    assert [path.name for path in job.read] == ["a.png", "m.png"]
    assert [path.name for path in job.written] == ["a.restored.png", "a.uncertainty.png"]


def test_a_failure_without_a_name_gets_one_in_the_log(caplog):
    assert fail(Path("a.png"), MuralsError("too dark")).reason == "too dark"
    assert caplog.messages == ["a.png: too dark"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "not enough memory for a.png: restore it in parts"),
        (OSError(errno.EIO, "Input/output error"), "a.png: Input/output error: mend that and run again"),
        (OSError(errno.EIO, "Input/output error", "b.png"), "a.png: Input/output error (b.png): mend that"),
        (ZeroDivisionError("division by zero"), "a.png failed unexpectedly (ZeroDivisionError: division by zero)"),
        (KeyError(), "a.png failed unexpectedly (KeyError): run it again with --debug and report what that shows"),
    ],
)
def test_every_error_is_a_sentence(error, words):
    assert fail(Path("a.png"), error).reason.startswith(words)


@pytest.mark.parametrize(("level", "shown"), [("INFO", False), ("DEBUG", True)])
def test_the_traceback_is_for_those_who_ask(caplog, level, shown):
    caplog.set_level(level, "murals")
    try:
        raise ValueError("odd")
    except ValueError as error:
        fail(Path("a.png"), error)
    assert ("Traceback" in caplog.text) is shown
