"""The tab Blend: a region of one picture goes into another without a seam, drawn and dragged by hand.

Every event ends in a look at what is now on the table. Looks are bounded: of each kind the latest waits, so that
whoever drags sees the last place, not all of them. One runs at a time, in the order in which they were asked for: of
two at once the earlier can end later, and would put its old place over the new one for good.
"""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from murals.page.events import opened_or_chosen
from murals.page.page import Page
from murals.page.tabs.blend_api import blend_api
from murals.page.tabs.blend_controls import (
    TWO_COLUMNS,
    DrawnOn,
    Landing,
    Result,
    Settings,
    Uploads,
    example_buttons,
    landing_controls,
    mode_control,
    region_controls,
    result_controls,
    settings_controls,
    upload_controls,
)
from murals.page.tabs.blend_scene import Scene
from murals.page.tabs.blend_table import BlendTable
from murals.page.tabs.blend_view import BlendView
from murals.page.tabs.blend_work import BlendWork
from murals.page.words import word

LOOK = {"concurrency_id": "blend-look", "concurrency_limit": 1, "trigger_mode": "always_last"}
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
LIGHT: dict[str, Any] = {**QUIET, "queue": False}  # for what cannot fail: Gradio shows no sentence of these
# What the browser does by itself, at once, so that no late answer of the server wipes out what is being typed.
# A position on the board is one in the field, and the other way round. The field is the truth; what is no position
# leaves the board as it is. A list is taken for a list of outputs, so a place is one. Corners are written where a
# closed polygon is all there is, as `only_polygon` has it.
PLACE_TO_TEXT = "(place) => place.join(',')"
TEXT_TO_PLACE = """(text, place) => {
  const typed = text.split(',').map((part) => (part.trim() ? Number(part) : NaN));
  return typed.length === 2 && typed.every(Number.isFinite) ? [typed] : [place];
}"""
MARKS_TO_TEXT = """(marks) => {
  const shown = (marks ?? []).filter((mark) => mark.kind !== 'polygon' || mark.closed);
  return shown.length === 1 && shown[0].kind === 'polygon' ? shown[0].points.map((p) => p.join(',')).join(' ') : '';
}"""


def blend_tab(page: Page) -> None:
    """Build the tab."""
    blend_api(page)  # before the tab's own events, whose handlers would take the call's name
    scene = gr.State(Scene())
    mode = mode_control()
    examples = example_buttons()
    uploads = upload_controls()
    with gr.Row(equal_height=False):
        with gr.Column(min_width=TWO_COLUMNS):
            region = region_controls()
        with gr.Column(min_width=TWO_COLUMNS):
            landing = landing_controls()
    status = gr.Markdown(word("blend.need.both"), elem_id="blend-status")
    settings = settings_controls()
    result = result_controls()
    desk = BlendDesk(page, scene, mode, uploads, region, landing, settings, status, result)
    desk.take_pictures()
    desk.draw()
    desk.land()
    desk.tune()
    desk.work()
    desk.show_examples(examples)


@dataclass(frozen=True)
class BlendDesk:
    """The components of one page's tab; each method ties those of one concern to their handlers."""

    page: Page
    scene: gr.State
    mode: gr.Dropdown
    uploads: Uploads
    region: DrawnOn
    landing: Landing
    settings: Settings
    status: gr.Markdown
    result: Result

    def take_pictures(self) -> None:
        """Uploads, and the mode, which says which picture is drawn on."""
        table, drawn = BlendTable(self.page), [self.scene, self.region.board]
        for upload, handler in ((self.uploads.source, table.open_source), (self.uploads.target, table.open_target)):
            given = [upload, self.scene, self.mode, self.region.board]
            opened = gr.on([upload.upload, upload.clear], self.page.handler(handler), given, drawn, **QUIET)
            opened.failure(lambda: None, None, upload, **LIGHT)  # what was refused does not stay as if it were taken
            self._lay_out_after(opened)
        given = [self.mode, self.scene, self.region.board]
        self._lay_out_after(self.mode.input(self.page.handler(table.change_mode), given, drawn, **LIGHT))

    def draw(self) -> None:
        """Polygon, brush and mask file."""
        table, region, board = BlendTable(self.page), self.region, self.region.board
        self._look_when([board.input])
        gr.on([board.input, board.change], None, board, region.polygon, js=MARKS_TO_TEXT, show_progress="hidden")
        for triggers, handler in (
            ([board.undo, region.undo.click], table.undo),
            ([board.submit, region.close.click], table.close),
        ):
            self._look_after(gr.on(triggers, self.page.handler(handler), board, board, **QUIET))
        self._look_after(region.anew.click(lambda: [], None, board, **LIGHT))
        self._look_after(region.polygon.submit(self.page.handler(table.type_polygon), region.polygon, board, **QUIET))
        masked = region.mask.upload(
            self.page.handler(table.take_mask), [region.mask, self.scene, self.mode], [self.scene, board], **QUIET
        )
        self._lay_out_after(masked)
        view = BlendView(self.page)
        gr.on(opened_or_chosen(), self.page.handler(view.name_tools), None, region.tool, **LIGHT)
        chosen = [self.scene, self.mode, region.tool, region.brush]
        gr.on([region.tool.input, region.brush.input], self.page.handler(view.hold_tool), chosen,
              [board, region.brush], **LIGHT)  # fmt: skip

    def land(self) -> None:
        """Offset, scale and angle: dragged, moved by keys, or typed."""
        place, view = self.landing, BlendView(self.page)
        place.board.input(None, place.board, place.at, js=PLACE_TO_TEXT, show_progress="hidden")
        place.at.change(None, [place.at, place.board], place.board, js=TEXT_TO_PLACE, show_progress="hidden")
        self._look_when([place.at.change, place.scale.change, place.rotate.change])
        place.centre.click(self.page.handler(view.centre), [self.scene, *self.wish], place.at, **QUIET)

    def tune(self) -> None:
        """The numbers of single modes."""
        tuned = self.settings
        controls: list[Any] = [tuned.edge_threshold, tuned.alpha, tuned.beta, tuned.factors, tuned.linear_light]
        self._look_when([control.change for control in controls])

    def work(self) -> None:
        """The full result."""
        work, out = BlendWork(self.page), self.result
        begun = out.go.click(self.page.handler(work.begin), None, None, **LIGHT)
        shown = [out.compare, out.note, out.files, out.command]
        begun.then(
            self.page.handler(work.blend),
            [self.scene, *self.wish],
            shown,
            show_progress_on=[self.status],  # the results are hidden until there are some
            api_visibility="private",
            **self.page.heavy,
        )
        out.stop.click(self.page.handler(work.stop), None, None, **LIGHT)

    def show_examples(self, buttons: dict[str, gr.Button]) -> None:
        """One click shows one."""
        table, place, tuned = BlendTable(self.page), self.landing, self.settings
        files = [self.uploads.source, self.uploads.target]
        places = [place.at, place.scale, place.rotate]
        tunings = [tuned.edge_threshold, tuned.alpha, tuned.beta, tuned.factors]
        shown = [self.scene, *files, self.mode, self.region.board, *places, *tunings]
        for button in buttons.values():
            drawn = button.click(self.page.handler(table.show_example), button, shown, **QUIET)
            self._lay_out_after(drawn)

    @property
    def wish(self) -> list[Any]:
        """The controls in the order of `read_wish`."""
        place, tuned = self.landing, self.settings
        placed = [place.at, place.scale, place.rotate]
        tunings = [tuned.edge_threshold, tuned.alpha, tuned.beta, tuned.factors]
        return [self.mode, self.region.board, *placed, *tunings, tuned.linear_light, tuned.solver]

    def _lay_out_after(self, event: Any) -> None:
        """Show the pictures and the controls that the mode needs, then the preview."""
        tuned = self.settings
        needed = [self.uploads.source, self.region.tools, self.landing.place]
        tunings = [tuned.edge_threshold, tuned.illuminate, tuned.factors]
        shown = [self.mode, self.region.board, self.landing.board, *needed, *tunings]
        handler = self.page.handler(BlendView(self.page).lay_out)
        given = [self.scene, self.mode, self.region.tool, self.region.brush]
        self._look_after(event.then(handler, given, shown, **LIGHT))

    def _look_after(self, event: Any) -> None:
        """Show the preview when `event` is through."""
        event.then(
            self.page.handler(BlendView(self.page).refresh), [self.scene, *self.wish], self._seen, **LOOK, **QUIET
        )

    def _look_when(self, triggers: list[Any]) -> None:
        """Show the preview whenever one of `triggers` fires."""
        handler = self.page.handler(BlendView(self.page).refresh)
        gr.on(triggers, handler, [self.scene, *self.wish], self._seen, **LOOK, **QUIET)

    @property
    def _seen(self) -> list[Any]:
        return [self.landing.board, self.landing.at, self.status]
