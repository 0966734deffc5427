"""The one error a user's mistake raises: what was expected, what was got, what to do next, with the path."""

from collections.abc import Iterable
from difflib import get_close_matches


class MuralsError(Exception):
    """A mistake that the user can mend; the command line prints its sentence without a traceback and exits with 1."""


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return `did you mean NAME?` for the nearest of `names`, or an empty string where none is near."""
    near = get_close_matches(name, list(names), n=1)
    return f"did you mean {near[0]}?" if near else ""
