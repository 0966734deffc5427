"""The group of commands that words typer's refusals of a value as our own sentences are worded."""

import re
from typing import Any

import typer
from typer.core import TyperGroup

_WORDS = (  # typer passes pydantic's sentences on
    (r"^Value error, ", ""),
    (r"^Input should be a valid number\b.*", "expected a number"),
    (r"^Input should be a valid integer\b.*", "expected a whole number"),
    (r"^Input should be greater than or equal to (.+)", r"expected \1 or more"),
    (r"^Input should be less than or equal to (.+)", r"expected \1 or less"),
    (r"^Input should be ", "expected "),
)


class Commands(TyperGroup):
    """A group of commands, or of such groups."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is named; a value that it does not take is refused in plain words."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = in_words(error.message)
            raise


def in_words(message: str) -> str:
    """Return a sentence of typer or pydantic about a value in plain words."""
    for pattern, words in _WORDS:
        message = re.sub(pattern, words, message)
    return message
