"""The choice of the model in the tab Restore, and the line that names it and says why.

In: the models of the page, a visitor's choice. Out: values of the components. Models are called by the names of their
runs; no path of the server is told.
"""

import html
from dataclasses import dataclass
from typing import Any

import gradio as gr

from murals.learn.checkpoint import PACKAGE
from murals.learn.speaker import Speaker
from murals.page.models import AUTOMATIC, model_name
from murals.page.page import Page
from murals.page.words import language_of, say


@dataclass(frozen=True)
class ModelChoice:
    """The handlers, for one page."""

    page: Page

    def look(self, choice: str | None, request: gr.Request) -> tuple[Any, str]:
        """Return what can be chosen now, keeping the choice where it is still there, and the line about it."""
        models, language = self.page.models, language_of(request)
        names = [*models.offered()] if models.model else [AUTOMATIC, *models.offered()]
        choice = choice if choice in names else names[0]
        choices = [(_called(name, language), name) for name in names]
        return gr.Dropdown(choices=choices, value=choice), self.tell(choice, request)

    def tell(self, choice: str | None, request: gr.Request) -> str:
        """Return the line about the model of this choice, as HTML."""
        language, speaker = language_of(request), self.page.models.speaker(choice)
        called = _called(model_name(speaker.checkpoint), language)
        line = say("restore.speaks", language, model=called, reason=why_it_speaks(speaker, language))
        return f"<p>{html.escape(line)}</p>"


def why_it_speaks(speaker: Speaker, language: str) -> str:
    """Return why this model restores and no other; a clause without a path."""
    values: dict[str, object] = {"newest": model_name(speaker.newest) if speaker.newest else ""}
    if speaker.comparison is not None:
        one = speaker.comparison
        values |= {"own": f"{one.own:.2f}", "packaged": f"{one.packaged:.2f}", "pairs": one.pairs}
    return say(f"restore.why.{speaker.why}", language, **values)


def _called(name: str, language: str) -> str:
    """Return how people call the model or the choice `name`."""
    return say(f"restore.model.{name}", language) if name in (AUTOMATIC, PACKAGE) else name
