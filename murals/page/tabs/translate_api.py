"""The HTTP interface of translating for programs: `/translators` and `/translate`."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from murals.page.page import Page
from murals.page.translating import BAR, WORK, TranslateWork


def translate_api(page: Page, work: TranslateWork) -> None:
    """Add the two calls to the page; no one sees their components."""
    calls = TranslateCalls(page, work)
    with gr.Column(visible=False):
        images = gr.File(label="images", file_count="multiple")
        run, pairs, size = gr.Textbox(label="run"), gr.Checkbox(label="pairs"), gr.Number(0, label="size")
        results, facts = gr.File(label="translated", file_count="multiple"), gr.JSON(label="facts")
        offer, button = gr.JSON(label="translators"), gr.Button()
    button.click(
        page.handler(calls.translators),
        None,
        [offer],
        api_name="translators",
        api_description="List the trainings that translate, the newest first.",
    )
    button.click(
        page.handler(calls.translate),
        [images, run, pairs, size],
        [results, facts],
        api_name="translate",
        api_description="Translate images by the training called `run`; empty is the newest.",
        **page.heavy,
    )


@dataclass(frozen=True)
class TranslateCalls:
    """The handlers of the two calls."""

    page: Page
    work: TranslateWork

    def translators(self) -> list[dict[str, Any]]:
        """Return name, network and direction of what can be chosen."""
        return [
            {"run": one.run.name, "network": one.architecture, "direction": one.direction}
            for one in self.work.translators.offer().found
        ]

    def translate(
        self,
        request: gr.Request,
        bar: gr.Progress = BAR,
        images: list[str] | None = None,
        run: str = "",
        pairs: bool = False,
        size: float = 0,
    ) -> tuple[list[str], dict[str, Any]]:
        """Return the translated files, and a sentence for each image that failed with the command that repeats it."""
        self.page.begin(request, WORK)
        done = self.work.run(images or [], run, bool(pairs), size, request, bar)
        return [str(output) for _, output in done.done], {"failed": done.failed, "command": done.command}
