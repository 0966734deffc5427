"""The error for a user's mistake: what was expected, what was found, what to do next, with the path."""

from collections.abc import Iterable
from difflib import get_close_matches


class MuralsError(Exception):
    """A mistake that the user can correct.

    The command line prints its sentence without a traceback and exits with 1.
    """


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return `did you mean NAME?` for the nearest of `names`; empty if none is near."""
    near = get_close_matches(name, list(names), n=1)
    return f"did you mean {near[0]}?" if near else ""
