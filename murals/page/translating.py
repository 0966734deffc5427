"""Translating for the page: a visitor's images in, translated files out, by the function of the command line.

In: uploads and what was asked for, as a browser or a program sends it. Out: a `Translation`. One image that fails never
stops the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from murals.data.aligned import Side
from murals.errors import MuralsError
from murals.page.page import Page
from murals.page.sentences import without_places
from murals.page.translate_results import translate_command
from murals.page.translators import Offered, Translators
from murals.page.words import language_of, say
from murals.restoration.plan import Failure
from murals.translate.files import input_side, translate_files
from murals.translate.settings import TranslateFilesSettings

WORK = "translate"  # what Stop stops
MOST_IMAGES = 24  # at once: more than anyone compares by eye; a folder is work for the command line
LEAST_SIZE, LARGEST_SIZE = 16, 2048  # pixels a side in the network: what it can halve, and what memory takes
BAR = gr.Progress()  # how Gradio hands it over: as a default


@dataclass(frozen=True)
class Translation:
    """What became of the images."""

    done: Sequence[tuple[Path, Path]]  # input and result, both in the visitor's folder
    failed: Sequence[str]  # a sentence for each
    side: Side  # which part of the inputs was read
    command: str  # repeats it; empty where nothing was done


@dataclass(frozen=True)
class TranslateWork:
    """Translates for the visitors of one page."""

    page: Page
    translators: Translators

    def run(
        self, uploads: Sequence[str], run: Any, pairs: bool, size: float | None, request: gr.Request, bar: gr.Progress
    ) -> Translation:
        """Translate by the training named `run`, the newest where it is empty. Raises `MuralsError`."""
        language = language_of(request)
        pixels = wanted_size(size, language)
        offered = self._choose(run, language)
        sources, refused = self._take(uploads, request)
        translator = self.translators.load(offered)
        progress = self.page.progress(bar, request, WORK)
        settings = TranslateFilesSettings(inputs=tuple(sources), pairs=pairs, size=pixels)
        report = translate_files(settings, model=translator, progress=progress)
        names = [source.name for source, _ in report.done]
        device = self.page.settings.device
        command = translate_command(names, offered.run, pairs=pairs, size=pixels, device=device) if names else ""
        failed = [without_places(f.reason, self.page.workspaces.root) for f in (*refused, *report.failed)]
        return Translation(report.done, failed, input_side(translator) if pairs else "whole", command)

    def _choose(self, run: Any, language: str) -> Offered:
        offer = self.translators.offer()
        chosen = offer.named(run) if run else next(iter(offer.found), None)
        if chosen is None:
            raise MuralsError(say("translate.gone" if run else "translate.no_model", language, name=run))
        return chosen

    def _take(self, uploads: Sequence[str], request: gr.Request) -> tuple[list[Path], list[Failure]]:
        """Return the uploads as the visitor's own files, and those refused."""
        if not uploads:
            raise MuralsError(say("page.no_image", language_of(request)))
        if len(uploads) > MOST_IMAGES:
            count = len(uploads)
            raise MuralsError(say("translate.too_many", language_of(request), count=count, most=MOST_IMAGES))
        taken, refused = [], []
        for upload in uploads:
            try:
                taken.append(self.page.take(upload, request))
            except MuralsError as error:
                refused.append(Failure(Path(upload), str(error)))
        return taken, refused


def wanted_size(size: float | None, language: str) -> int | None:
    """Return the side in pixels that was asked for, None for the trained one. Raises `MuralsError`."""
    if not size:
        return None
    if not LEAST_SIZE <= size <= LARGEST_SIZE or size != int(size):
        raise MuralsError(say("translate.wrong_size", language, size=size, least=LEAST_SIZE, most=LARGEST_SIZE))
    return int(size)
