"""Run a piece of work in a forked process: as another user, inside limits, and hear what it told."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from murals.errors import MuralsError

NOBODY = 65534


def told_in_child(work: Callable[[], object]) -> str:
    """Return the sentence of the MuralsError that `work` raised in a process of its own, or what else happened."""
    if not hasattr(os, "fork"):
        pytest.skip("a process of its own needs fork")
    out, into = os.pipe()
    if (child := os.fork()) == 0:
        os.write(into, _sentence(work).encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return told


def told_to_nobody(folder: Path, work: Callable[[], object]) -> str:
    """Return what `work`, done inside `folder` by a user who owns nothing there, raised."""
    if os.getuid() != 0:
        pytest.skip("only root can become another user")
    folder.chmod(0o755)

    def work_as_nobody() -> None:
        os.chdir(folder)  # the folders above it are closed to others
        os.setuid(NOBODY)
        work()

    return told_in_child(work_as_nobody)


def _sentence(work: Callable[[], object]) -> str:
    try:
        work()
    except MuralsError as error:
        return str(error)
    except BaseException as error:  # whatever it is, this process must end here
        return repr(error)
    return "nothing was raised"
