"""Triggers for reading folders again: when the page opens, and when a tab is selected."""

from collections.abc import Callable
from typing import Any

from gradio import Tab
from gradio.context import Context


def opened_or_chosen() -> list[Callable[..., Any]]:
    """Return the two moments as triggers for `gr.on`; call it while the tab is being built."""
    blocks, tab = Context.root_block, Context.block
    if blocks is None or not isinstance(tab, Tab):
        raise RuntimeError("expected to be called inside gr.Blocks and gr.Tab")
    return [blocks.load, tab.select]
