"""The tab Restore: upload a photograph, correct its proposed damage by hand, restore it."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from murals.page.events import opened_or_chosen
from murals.page.page import Page
from murals.page.restoring import Sheet
from murals.page.tabs.downloads import downloads_value
from murals.page.tabs.restore_api import restore_api
from murals.page.tabs.restore_controls import (
    Options,
    RestoreInputs,
    Result,
    copies_paint,
    feather_within,
    make_result,
    make_table,
)
from murals.page.tabs.restore_model import ModelChoice
from murals.page.tabs.restore_work import WORK, RestoreWork

PRIVATE: dict[str, Any] = {"api_visibility": "private"}
LIGHT: dict[str, Any] = {**PRIVATE, "queue": False, "show_progress": "hidden"}


def restore_tab(page: Page) -> None:
    """Build the tab."""
    table, options = make_table()
    work = RestoreWork(page)
    restore_api(page, work)  # before the tab's own events, whose handlers would take the calls' names
    desk = RestoreDesk(page, work, gr.State(None), table, options, make_result())
    desk.take_photographs()
    desk.choose_model()
    desk.mark_damage()
    desk.restore()


@dataclass(frozen=True)
class RestoreDesk:
    """The components of one page's tab; each method ties those of one concern to their handlers."""

    page: Page
    work: RestoreWork
    sheet: gr.State
    table: RestoreInputs
    options: Options
    result: Result

    def take_photographs(self) -> None:
        """An upload is shown at once, and its damage proposed, unless a hand begins before."""
        table, page = self.table, self.page
        opened = table.upload.upload(page.handler(self.begin), None, self.busy, **LIGHT)
        opened = opened.then(
            page.handler(self.open),
            [table.upload, self.sheet],
            [self.sheet, table.board, table.about, table.doubt, self.result.files],
            show_progress_on=[table.progress],
            **PRIVATE,
            **page.heavy,
        )
        proposed = opened.success(
            page.handler(self.work.propose_first),
            [self.sheet, table.model, self.options.threshold],
            [table.board, table.doubt],
            **self._proposal(),
        )
        proposed.then(self.rest, None, self.busy, **LIGHT)
        table.board.stroke(page.handler(self.work.end_first), self.sheet, None, **LIGHT)
        opened.failure(self.rest, None, self.busy, **LIGHT)

    def choose_model(self) -> None:
        """Which model restores, as trainings come and go."""
        table, page, choice = self.table, self.page, ModelChoice(self.page)
        gr.on(opened_or_chosen(), page.handler(choice.look), table.model, [table.model, table.speaks], **LIGHT)
        table.model.input(page.handler(choice.tell), table.model, table.speaks, **LIGHT)

    def mark_damage(self) -> None:
        """Proposals, masks from elsewhere, masks to take along."""
        table, page = self.table, self.page
        begun = table.propose.click(page.handler(self.begin), None, self.busy, **LIGHT)
        proposed = begun.then(
            page.handler(self.work.propose),
            [self.sheet, table.board, table.model, self.options.threshold],
            [table.board, table.doubt],
            **self._proposal(),
        )
        proposed.then(self.rest, None, self.busy, **LIGHT)
        table.open_mask.upload(
            page.handler(self.work.open_mask),
            [table.open_mask, self.sheet, table.board],
            [table.board, table.doubt],
            show_progress_on=[table.progress],
            **PRIVATE,
            **page.heavy,
        )
        table.save_mask.click(
            page.handler(self.work.write_mask),
            [self.sheet, table.board],
            table.mask_file,
            show_progress_on=[table.progress],
            **PRIVATE,
            **page.heavy,
        )

    def restore(self) -> None:
        """The work itself, and its end before the end."""
        table, page = self.table, self.page
        begun = table.run.click(page.handler(self.begin), None, self.busy, **LIGHT)
        restored = begun.then(
            page.handler(self.work.restore),
            [self.sheet, table.board, table.model, *self.options.all()],
            list(vars(self.result).values()),
            show_progress_on=[table.progress],
            **PRIVATE,
            **page.heavy,
        )
        restored.then(self.rest, None, self.busy, **LIGHT)
        table.stop.click(page.handler(self.stop), self.sheet, None, **LIGHT)
        options = self.options
        resting = [*options.of_holes(), *options.of_paint()]
        chosen = gr.on(
            [options.whole.change, options.fill.change],
            self.choose_fill,
            [options.whole, options.fill],
            resting,
            **LIGHT,
        )
        chosen.then(**self._feather())
        options.dilate.change(**self._feather())

    @property
    def busy(self) -> list[gr.components.Component]:
        """Return the buttons that change while work is done."""
        return [self.table.propose, self.table.run, self.table.stop]

    def open(self, upload: str | None, earlier: Sheet | None, request: gr.Request) -> tuple[Any, ...]:
        """Lay the photograph on the table; an earlier one leaves, with its result."""
        self.work.end_first(earlier, request)
        sheet, board, about = self.work.open(upload, request)
        return sheet, board, gr.Markdown(about, visible=True), "", downloads_value([])

    def begin(self, request: gr.Request) -> list[Any]:
        """Make ready: no second start, and Stop within reach."""
        self.page.begin(request, WORK)
        return [gr.Button(interactive=False), gr.Button(interactive=False), gr.Button(interactive=True)]

    def rest(self) -> list[Any]:
        """Undo `begin`."""
        return [gr.Button(interactive=True), gr.Button(interactive=True), gr.Button(interactive=False)]

    def stop(self, sheet: Sheet | None, request: gr.Request) -> None:
        """Stop at the next tile."""
        self.work.end_first(sheet, request)
        self.page.stop(request, WORK)

    def choose_fill(self, whole: bool, fill: str) -> list[Any]:
        """Say by their looks that options of holes mean nothing where all is repainted, nor those of paint without."""
        of_holes = [gr.update(interactive=not whole) for _ in self.options.of_holes()]
        return of_holes + [gr.update(interactive=copies_paint(whole, fill)) for _ in self.options.of_paint()]

    def _feather(self) -> dict[str, Any]:
        """Return the keywords of the event that keeps one option within another."""
        options = self.options
        of = [options.dilate, options.feather, options.whole]
        return {"fn": feather_within, "inputs": of, "outputs": options.feather, **LIGHT}

    def _proposal(self) -> dict[str, Any]:
        """Return the keywords of a proposal."""
        return {"show_progress_on": [self.table.progress], **PRIVATE, **self.page.heavy}
