"""Assembly of the page: a heading and the tabs, in the order of the table."""

from collections.abc import Callable

import gradio as gr

from murals.page.models import Models
from murals.page.page import Page, session_of
from murals.page.settings import PageSettings
from murals.page.tabs.blend import blend_tab
from murals.page.tabs.restore import restore_tab
from murals.page.tabs.runs import runs_tab
from murals.page.tabs.translate import translate_tab
from murals.page.words import WORDS, word
from murals.page.workspace import Workspaces

TABS: dict[str, Callable[[Page], None]] = {  # by the name in `tab.NAME` of the words, in their order on the page
    "restore": restore_tab,
    "blend": blend_tab,
    "translate": translate_tab,
    "runs": runs_tab,
}


def make_page(settings: PageSettings, workspaces: Workspaces) -> Page:
    """Return what the tabs work with."""
    return Page(settings, workspaces, Models(settings.model, settings.models, settings.device))


def build_app(page: Page) -> gr.Blocks:
    """Return the page as Gradio's blocks, not yet listening."""

    def arrive(request: gr.Request) -> None:
        page.workspace(request).attended = True

    def leave(request: gr.Request) -> None:
        page.workspaces.leave(session_of(request))

    with gr.Blocks(title=WORDS["page.title"][0], analytics_enabled=False) as blocks:
        with gr.Column(elem_id="page-head"):
            gr.HTML(html_template="<h1>${value}</h1>", value=word("page.title"), js_on_load=None)
            gr.HTML(html_template="<p>${value}</p>", value=word("page.lead"), js_on_load=None)
        with gr.Tabs(elem_id="page-tabs"):
            for name, build in TABS.items():
                with gr.Tab(word(f"tab.{name}"), id=name, elem_id=f"{name}-tab"):
                    build(page)
        blocks.load(arrive, queue=False, show_progress="hidden", api_visibility="private")
        blocks.unload(leave)
    return blocks
