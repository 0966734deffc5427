"""The tab Restore."""

import gradio as gr

from murals.page.page import Page
from murals.page.words import word


def restore_tab(page: Page) -> None:
    """Build the tab."""
    gr.File(label=word("restore.photograph"), elem_id="restore-upload")
