"""The handlers of the tab Restore: what a visitor asks for becomes calls of `murals.page.restoring`.

In: values of the components. Out: values of the components; a dictionary where only some change.
"""

import html
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np

from murals.images import Kinds, read_image8, read_kinds, read_photograph
from murals.images.small import strip_size
from murals.learn.speaker import Speaker
from murals.page.page import Page
from murals.page.preview import kinds_uri, photograph_uri, read_drawn
from murals.page.progress import PageProgress
from murals.page.repeat import restore_command
from murals.page.restoring import (
    Sheet,
    add_mask,
    drawn_mask,
    find_mask,
    open_sheet,
    propose_damage,
    restore_sheet,
    save_mask,
    sources_map,
)
from murals.page.sentences import require_choice
from murals.page.tabs.before_after import pair_value
from murals.page.tabs.downloads import Download, downloads_value
from murals.page.tabs.mask_board import base_of, drawn_on, mask_value, photograph_value, strokes_on
from murals.page.tabs.restore_badge import badge, doubt_html
from murals.page.tabs.restore_controls import RestoreWish, wished
from murals.page.tabs.restore_files import files_to_save
from murals.page.words import language_of, say
from murals.progress import Progress
from murals.restoration.options import RestoreOptions
from murals.restoration.restore_report import Done

WORK = "restore"  # what Stop stops

BAR = gr.Progress()


@dataclass(frozen=True)
class RestoreWork:
    """The handlers, for one page."""

    page: Page

    def open(self, upload: str | None, request: gr.Request) -> tuple[Sheet, dict[str, Any], str]:
        """Lay an uploaded photograph on the table: the sheet, the board without a mask, a line about it."""
        sheet = open_sheet(self.page.take(require_choice(upload, request), request), self._folder(request))
        picture = photograph_uri(read_photograph(sheet.photograph), self._side)
        return sheet, photograph_value(picture, sheet.name), self._about(sheet, request)

    def propose_first(
        self, sheet: Sheet | None, model: str | None, threshold: float, request: gr.Request, bar: gr.Progress = BAR
    ) -> tuple[dict[str, Any], str]:
        """Let the network mark the damage of a new photograph, until a hand begins to: see `end_first`."""
        sheet = require_choice(sheet, request)
        progress = self.page.progress(bar, request, _first(sheet), stopped="restore.proposal.stopped")
        return self._proposed(sheet, model, threshold, progress, request, since=None)

    def end_first(self, sheet: Sheet | None, request: gr.Request) -> None:
        """End the proposal that began by itself when the photograph came, or before it has begun."""
        if sheet is not None:
            self.page.stop(request, _first(sheet))

    def propose(
        self,
        sheet: Sheet | None,
        board: Any,
        model: str | None,
        threshold: float,
        request: gr.Request,
        bar: gr.Progress = BAR,
    ) -> tuple[dict[str, Any], str]:
        """Let the network mark the damage; the board lays it over what was drawn before, and can take it back.

        Returns what the board takes, and why the proposal should not be trusted.
        """
        sheet = require_choice(sheet, request)
        progress = self._progress(bar, request)
        return self._proposed(sheet, model, threshold, progress, request, since=strokes_on(board))

    def open_mask(
        self, upload: str, sheet: Sheet | None, board: Any, request: gr.Request
    ) -> tuple[dict[str, Any], str]:
        """Take a mask that was drawn elsewhere, at the size of the photograph; nothing of it is doubted.

        It ends the proposal that began by itself, which would come later and take the mask's place.
        """
        sheet = require_choice(sheet, request)
        self.end_first(sheet, request)
        mask = read_kinds(self.page.take(upload, request), (sheet.height, sheet.width), of=sheet.photograph)
        return self._laid(sheet, mask, since=strokes_on(board)), ""

    def write_mask(self, sheet: Sheet | None, board: Any, request: gr.Request) -> dict[str, Any]:
        """Write the mask at full size, with what was drawn; the browser saves it as soon as its address is there."""
        sheet = require_choice(sheet, request)
        written = self._mask(sheet, board, request)
        if written is None:
            nothing = np.zeros((sheet.height, sheet.width), np.uint8)
            written = save_mask(nothing, sheet.photograph, self._folder(request))
        return downloads_value([Download(written)], save=True)

    def restore(
        self,
        request: gr.Request,
        bar: gr.Progress = BAR,
        sheet: Sheet | None = None,
        board: Any = None,
        model: str | None = None,
        *wishes: Any,
    ) -> tuple[Any, ...]:
        """Restore what lies on the table: the components of the result in their order."""
        sheet = require_choice(sheet, request)
        mask = self._mask(sheet, board, request)
        wish = wished(*wishes)
        speaker = self.page.models.speaker(model)
        progress = self._progress(bar, request)
        progress.check()
        done = self.run(sheet.photograph, mask, speaker, wish, request, progress, record=True)
        shown = board.get("picture") if isinstance(board, dict) else None
        return self._shown(done, shown, self.command(done, speaker, wish), request)

    def run(
        self,
        photograph: Path,
        mask: Path | None,
        speaker: Speaker,
        wish: RestoreWish,
        request: gr.Request,
        progress: Progress,
        *,
        record: bool = False,
    ) -> Done:
        """Restore a visitor's photograph into a new folder of theirs."""
        folder, restorer = self._folder(request), self.page.models.restorer(speaker)
        return restore_sheet(
            photograph,
            mask,
            restorer,
            wish.options,
            folder,
            format=wish.format,
            sources=wish.sources,
            record=record,
            progress=progress,
        )

    def command(self, done: Done, speaker: Speaker, wish: RestoreWish) -> str:
        """Return the command that gives the same pixels from the downloaded files."""
        return restore_command(
            done.source.name,
            wish.options,
            mask=done.job.mask.name if done.job.mask else None,
            format=wish.format,
            sources=wish.sources,
            model=self.page.models.named(speaker),
            device=self.page.settings.device,
        )

    def _shown(self, done: Done, before: str | None, command: str, request: gr.Request) -> tuple[Any, ...]:
        """Return what the components of the result show, in their order."""
        photograph = read_photograph(done.output)
        before = before or photograph_uri(read_photograph(done.source), self._side)
        height, width = photograph.pixels.shape[:2]
        return (
            badge(done.facts, language_of(request)),
            pair_value(before, photograph_uri(photograph, self._side), strip_size(height, width, self._side)),
            downloads_value(files_to_save(done, language_of(request))),
            self._uncertainty(done, request),
            self._sources(done, request),
            command,
        )

    def _uncertainty(self, done: Done, request: gr.Request) -> str:
        """Return the map of uncertainty as HTML, nothing where it was not asked for."""
        if done.job.uncertainty is None:
            return ""
        grey = read_image8(done.job.uncertainty)
        uri = photograph_uri(read_photograph(done.job.uncertainty), self._side, grey)
        return _figure(uri, say("restore.uncertain", language_of(request)))

    def _sources(self, done: Done, request: gr.Request) -> str:
        """Return the map of sources as HTML, nothing where none was written."""
        written = sources_map(done)
        if written is None:
            return ""
        uri = photograph_uri(read_photograph(written), self._side)
        return _figure(uri, say("restore.copied.from", language_of(request)))

    def _proposed(
        self,
        sheet: Sheet,
        model: str | None,
        threshold: float,
        progress: PageProgress,
        request: gr.Request,
        *,
        since: int | None,
    ) -> tuple[dict[str, Any], str]:
        models, options = self.page.models, RestoreOptions(threshold=threshold)
        restorer = models.restorer(models.speaker(model))
        progress.check()
        damage = propose_damage(sheet.photograph, restorer, options, progress=progress)
        return self._laid(sheet, damage.mask, since=since), doubt_html(damage.doubt_kind, language_of(request))

    def _laid(self, sheet: Sheet, mask: Kinds, *, since: int | None) -> dict[str, Any]:
        """Return what lays `mask` over the board, at full size among those of the sheet; see `mask_value`."""
        return mask_value(kinds_uri(mask, self._side), add_mask(sheet, mask), sheet.name, since=since)

    def _mask(self, sheet: Sheet, board: Any, request: gr.Request) -> Path | None:
        """Return the mask at full size, with the strokes that are on the board; None where there is none yet."""
        base, uri = base_of(board, sheet.name), drawn_on(board)
        if uri is None:
            return None if base is None else find_mask(sheet, base)
        folder = self._folder(request)
        drawing = read_drawn(uri, strip_size(sheet.height, sheet.width, self._side), folder)
        return save_mask(drawn_mask(sheet, base, drawing), sheet.photograph, folder)

    def _about(self, sheet: Sheet, request: gr.Request) -> str:
        full = (sheet.height, sheet.width)
        key = "restore.sheet" if strip_size(*full, self._side) == full else "restore.shown"
        return say(key, language_of(request), name=sheet.photograph.name, width=sheet.width, height=sheet.height)

    def _progress(self, bar: gr.Progress, request: gr.Request) -> Any:
        return self.page.progress(bar, request, WORK)

    def _folder(self, request: gr.Request) -> Path:
        return self.page.workspace(request).new_folder()

    @property
    def _side(self) -> int:
        return self.page.settings.preview_side


def _figure(uri: str, caption: str) -> str:
    """Return a picture with a caption as HTML."""
    return f'<figure><img src="{uri}" alt=""><figcaption>{html.escape(caption)}</figcaption></figure>'


def _first(sheet: Sheet) -> str:
    """Return the name of the proposal that begins by itself: one of each sheet, so that ending it ends no other."""
    return f"{WORK}-{sheet.name}"
