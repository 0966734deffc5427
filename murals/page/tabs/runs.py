"""The tab Runs: the trainings under `models/`, also running ones, with their curves; two side by side."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from murals.page.events import opened_or_chosen
from murals.page.page import Page
from murals.page.runs_overview import overview_html, run_trouble
from murals.page.runs_pictures import sample_pictures
from murals.page.runs_shelf import RunShelf, find_named
from murals.page.runs_view import RunsView, view_runs
from murals.page.words import language_of, say, word
from murals.runs.run_record import RunRecord

EVERY = 3.0  # seconds between two looks: an epoch takes longer, and a look at unchanged files costs next to nothing
NOTHING = ""  # in the second list: no run is compared
LISTS, DETAILS = 2, 5  # outputs: lists of runs; what is shown of the chosen ones


@dataclass(frozen=True)
class Seen:
    """What a visitor's page shows: the next look sends only what has changed."""

    names: tuple[str, ...] = ()
    runs: Hashable = None  # marks of all
    view: Hashable = None  # marks of the one or two that are shown


@dataclass(frozen=True)
class RunsTab:
    """The handlers of one page's tab."""

    page: Page
    shelf: RunShelf

    def look(self, chosen: Any, other: Any, seen: Seen, request: gr.Request) -> tuple[Any, ...]:
        """Return the outputs that have changed since `seen`, and a skip for each other; last what is seen now."""
        language = language_of(request)
        records = self.shelf.records()
        shown = chosen_records(records, chosen, other)
        now = self._seen(records, shown)
        overview, lists, details = gr.skip(), [gr.skip()] * LISTS, [gr.skip()] * DETAILS
        if now != seen:
            overview = overview_html(records, language, chosen=[record.name for record in shown])
        if (now.names, now.view) != (seen.names, seen.view):
            lists = choices(now.names, shown, language, chosen=chosen, other=other)
        if now.view != seen.view:
            details = self._details(shown, request, language)
        return overview, *lists, *details, now

    def _seen(self, records: Sequence[RunRecord], shown: Sequence[RunRecord]) -> Seen:
        marks = [tuple(map(self.shelf.mark, some)) for some in (records, shown)]
        return Seen(tuple(record.name for record in records), *marks)

    def _details(self, shown: Sequence[RunRecord], request: gr.Request, language: str) -> list[Any]:
        view: RunsView = view_runs(self.shelf, shown, language)
        pictures, wrong = sample_pictures(shown, self.page.workspace(request), language)
        trouble = run_trouble(shown, language, pictures=wrong)
        gallery = gr.Gallery(pictures, visible=bool(pictures))
        return [trouble, view.curves, view.numbers, gallery, view.settings]


def runs_tab(page: Page) -> None:
    """Build the tab."""
    tab = RunsTab(page, RunShelf(page.settings.models))
    gr.HTML(html_template="<p>${value}</p>", value=word("runs.lead"), elem_classes="murals-lead", js_on_load=None)
    overview = gr.HTML(elem_id="runs-overview", js_on_load=None)
    with gr.Row():
        chosen = gr.Dropdown(
            [], label=word("runs.choose"), info=word("runs.choose.info"), min_width=300, elem_id="runs-choose"
        )
        other = gr.Dropdown(
            [], label=word("runs.other"), info=word("runs.other.info"), min_width=300, elem_id="runs-other"
        )
    trouble = gr.HTML(elem_id="runs-trouble", js_on_load=None)
    curves = gr.HTML(elem_id="runs-curves", js_on_load=None)
    numbers = gr.HTML(elem_id="runs-numbers", js_on_load=None)
    gallery = gr.Gallery(
        label=word("runs.samples"),
        columns=2,
        fit_columns=False,
        object_fit="contain",
        height="auto",
        interactive=False,
        visible=False,
        buttons=["fullscreen", "download"],
        elem_id="runs-samples",
    )
    settings = gr.HTML(elem_id="runs-settings", js_on_load=None)
    seen = gr.State(Seen())
    gr.on(
        [*opened_or_chosen(), gr.Timer(EVERY).tick, chosen.select, other.select],
        page.handler(tab.look),
        [chosen, other, seen],
        [overview, chosen, other, trouble, curves, numbers, gallery, settings, seen],
        api_visibility="private",
        show_progress="hidden",
        queue=False,
    )


def chosen_records(records: list[RunRecord], chosen: Any, other: Any) -> list[RunRecord]:
    """Return the run to show, the newest unless one is chosen, and behind it the one to compare it with."""
    first = find_named(records, chosen) or next(iter(records), None)
    second = find_named(records, other)
    if first is None or second is None or second is first:
        return [first] if first else []
    return [first, second]


def choices(
    names: Sequence[str], shown: Sequence[RunRecord], language: str, *, chosen: Any = None, other: Any = None
) -> list[Any]:
    """Return both lists of runs with what is shown chosen in them; `chosen` and `other` are so already.

    What is chosen already is not sent: the visitor may have chosen anew meanwhile.
    """
    first = shown[0].name if shown else None
    second = shown[1].name if len(shown) > 1 else NOTHING
    others = [(say("runs.nothing", language), NOTHING), *((name, name) for name in names if name != first)]
    return [
        gr.Dropdown(choices=list(names), **_newly(first, chosen)),
        gr.Dropdown(choices=others, **_newly(second, other)),
    ]


def _newly(value: str | None, before: Any) -> dict[str, Any]:
    """Return what tells a list its value, nothing where it has it already."""
    return {} if value == before else {"value": value}
