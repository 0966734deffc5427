"""The tab Translate: images become their translations by a chosen translator."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from murals.page.events import opened_or_chosen
from murals.page.page import Page
from murals.page.parts import sentence_html, trouble_html
from murals.page.tabs.command_box import command_box
from murals.page.tabs.downloads import Download, downloads, downloads_value
from murals.page.tabs.translate_api import translate_api
from murals.page.translate_results import result_pictures
from murals.page.translating import BAR, WORK, TranslateWork
from murals.page.translators import Offer, Translators
from murals.page.words import language_of, say, word

LIGHT: dict[str, Any] = {"api_visibility": "private", "queue": False, "show_progress": "hidden"}


@dataclass(frozen=True)
class TranslateTab:
    """The handlers of one page's tab; what a handler raises is told in a sentence."""

    page: Page
    work: TranslateWork

    def look(self, chosen: Any, request: gr.Request) -> tuple[Any, str]:
        """Return the translators that there are now, keeping the chosen one, and what is wrong with others."""
        offer, language = self.work.translators.offer(), language_of(request)
        return offered(offer, chosen, language), offer_trouble(offer, language)

    def begin(self, request: gr.Request) -> list[Any]:
        """Forget an earlier Stop; no second start, and Stop within reach."""
        self.page.begin(request, WORK)
        return [gr.Button(interactive=False), gr.Button(interactive=True)]

    def rest(self) -> list[Any]:
        """Undo `begin`."""
        return [gr.Button(interactive=True), gr.Button(interactive=False)]

    def stop(self, request: gr.Request) -> None:
        """Stop before the next image."""
        self.page.stop(request, WORK)

    def show(
        self,
        uploads: list[str] | None,
        run: str | None,
        pairs: bool,
        size: float | None,
        request: gr.Request,
        bar: gr.Progress = BAR,
    ) -> tuple[str, dict[str, Any], list[tuple[str, str]], str]:
        """Return what failed as HTML, files to download, pictures with captions, and the command."""
        language = language_of(request)
        done = self.work.run(uploads or [], run, bool(pairs), size, request, bar)
        folder, longest = self.page.workspace(request).new_folder(), self.page.settings.preview_side
        pictures = result_pictures(done.done, folder, side=done.side, longest=longest, language=language)
        failed = trouble_html(say("translate.failed", language), done.failed)
        files = downloads_value(Download(output) for _, output in done.done)
        return failed, files, pictures, done.command


def translate_tab(page: Page) -> None:
    """Build the tab."""
    tab = TranslateTab(page, TranslateWork(page, Translators(page.settings.models, page.settings.device)))
    gr.HTML(html_template="<p>${value}</p>", value=word("translate.lead"), elem_classes="murals-lead", js_on_load=None)
    trouble = gr.HTML(elem_id="translate-trouble", js_on_load=None)
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=300):
            model = gr.Dropdown(
                [], label=word("translate.model"), info=word("translate.model.info"), elem_id="translate-model"
            )
            uploads = gr.File(
                label=word("translate.upload"),
                file_count="multiple",
                file_types=["image"],
                height=180,
                elem_id="translate-upload",
            )
            pairs = gr.Checkbox(
                label=word("translate.pairs"), info=word("translate.pairs.info"), elem_id="translate-pairs"
            )
            size = gr.Number(
                0,
                label=word("translate.size"),
                info=word("translate.size.info"),
                precision=0,
                elem_id="translate-size",
            )
            with gr.Row():
                start = gr.Button(word("translate.start"), variant="primary", elem_id="translate-start")
                stop = gr.Button(word("page.cancel"), interactive=False, elem_id="translate-stop")
        with gr.Column(scale=3, min_width=300):
            results = _results()
    gr.on(
        opened_or_chosen(),
        page.handler(tab.look),
        model,
        [model, trouble],
        **LIGHT,
    )
    begun = start.click(page.handler(tab.begin), None, [start, stop], **LIGHT)
    done = begun.then(
        page.handler(tab.show),
        [uploads, model, pairs, size],
        results,
        api_visibility="private",
        show_progress_on=[results[2]],
        **page.heavy,
    )
    done.success(tab.rest, None, [start, stop], **LIGHT)
    done.failure(tab.rest, None, [start, stop], **LIGHT)  # `then` does not come after an error
    stop.click(page.handler(tab.stop), None, None, **LIGHT)
    translate_api(page, tab.work)


def offered(offer: Offer, chosen: Any, language: str) -> Any:
    """Return the dropdown of translators, `chosen` if it is still there, else the newest."""
    names = [one.run.name for one in offer.found]
    labels = [
        say("translate.choice", language, name=one.run.name, architecture=one.architecture, direction=one.direction)
        for one in offer.found
    ]
    value = chosen if chosen in names else next(iter(names), None)
    return gr.Dropdown(choices=list(zip(labels, names, strict=True)), value=value)


def offer_trouble(offer: Offer, language: str) -> str:
    """Return how to get a translator where there is none, and which ones are left out."""
    missing = "" if offer.found else sentence_html(say("translate.no_model", language))
    left_out = [say("translate.broken", language, name=name, reason=reason) for name, reason in offer.broken]
    return missing + trouble_html(say("translate.left_out", language), left_out)


def _results() -> list[Any]:
    """Build the right side: failures, files, pictures in pairs, the command.

    The files stand above the pictures, which grow as they arrive.
    """
    failed = gr.HTML(elem_id="translate-failed", js_on_load=None)
    files = downloads(elem_id="translate-files", heading="translate.files")
    gallery = gr.Gallery(
        label=word("translate.results"),
        columns=2,
        fit_columns=False,
        object_fit="contain",
        height="auto",
        interactive=False,
        buttons=["fullscreen"],
        elem_id="translate-results",
    )
    command = command_box(elem_id="translate-command")
    return [failed, files, gallery, command]
