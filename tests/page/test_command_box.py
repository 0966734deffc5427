"""The box with the command, in a browser: it is seen with its text, as text, and copies it."""

import gradio as gr
import pytest

from murals.page.tabs.command_box import command_box
from murals.page.words import LANGUAGES

COMMAND = "murals restore '<b>wall</b>.png' --mask \"a b.png\""


def test_every_word_is_there_in_both_languages():
    with gr.Blocks():
        box = command_box(elem_id="command")
    assert box.label.key == "page.command"
    assert set(box.props["words"]) == set(LANGUAGES)
    assert all(set(words) == {"copy", "copied"} for words in box.props["words"].values())


@pytest.fixture(scope="module")
def address():
    with gr.Blocks() as blocks:
        gr.HTML("", elem_id="page-tabs", min_height=1)
        box = command_box(elem_id="command")
        gr.Button("show").click(lambda: COMMAND, None, box)
    _, url, _ = blocks.launch(prevent_thread_lock=True, quiet=True, footer_links=[])
    yield url
    blocks.close(verbose=False)


def test_the_command_is_text_and_is_copied(visit):
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    assert not page.locator("#command code").is_visible()
    page.get_by_role("button", name="show").click()
    page.locator("#command code").wait_for()
    assert page.inner_text("#command code") == COMMAND
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == COMMAND
    page.get_by_role("button", name="Copy", exact=True).wait_for()


def test_without_a_clipboard_it_is_selected_and_copied(visit):
    page = visit()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="show").click()
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("getSelection().toString()").strip() == COMMAND
