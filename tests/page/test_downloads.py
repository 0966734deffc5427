"""The links as values, and in a browser: each stays one element, and saves what it says."""

import gradio as gr
import pytest

from murals.page.tabs.downloads import Download, downloads, downloads_value


@pytest.fixture
def files(tmp_path):
    (tmp_path / "wall.restored.png").write_bytes(b"x" * 1500)
    (tmp_path / "wall.mask.png").write_bytes(b"y")
    return [tmp_path / "wall.restored.png", tmp_path / "wall.mask.png"]


def test_each_file_has_its_text_name_and_size(files):
    value = downloads_value([Download(files[0]), Download(files[1], "Save its mask")])
    assert [one["text"] for one in value["files"]] == ["", "Save its mask"]
    assert [one["file"]["orig_name"] for one in value["files"]] == ["wall.restored.png", "wall.mask.png"]
    assert [one["file"]["size"] for one in value["files"]] == [1500, 1]
    assert value["save"] is False


def test_a_file_that_is_not_there_is_no_link(tmp_path):
    with pytest.raises(FileNotFoundError):
        downloads_value([Download(tmp_path / "gone.png")])


def test_a_heading_is_a_text_of_the_page():
    with gr.Blocks():
        assert downloads(elem_id="files", heading="blend.files").label.key == "blend.files"
        assert downloads(elem_id="others").label is None
        with pytest.raises(KeyError, match="no text is named"):
            downloads(elem_id="wrong", heading="blend.fils")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A page of nothing but links: two buttons show one file each, a third saves at once."""
    folder = tmp_path_factory.mktemp("served")
    for name in ("one.txt", "two.txt"):
        (folder / name).write_text(name)

    def shown(*names, save=False):
        return lambda: downloads_value([Download(folder / name) for name in names], save=save)

    with gr.Blocks() as blocks:
        gr.HTML("", elem_id="page-tabs", min_height=1)
        links = downloads(elem_id="links", heading="blend.files")
        gr.Button("first").click(shown("one.txt"), None, links)
        gr.Button("both").click(shown("two.txt", "one.txt"), None, links)
        gr.Button("save").click(shown("two.txt", save=True), None, links)
    _, url, _ = blocks.launch(
        prevent_thread_lock=True, quiet=True, allowed_paths=[str(folder)], footer_links=[], server_port=None
    )
    yield url
    blocks.close(verbose=False)


def test_a_link_stays_one_element_and_a_new_result_changes_its_address(visit):
    page = visit()
    assert page.locator("#links a").count() == 0 and not page.locator("#links p").is_visible()
    page.get_by_role("button", name="first").click()
    link = page.locator("#links a")
    link.wait_for()
    assert link.inner_text().split() == ["one.txt", "7", "B"]
    link.evaluate("(node) => { window.first = node; }")
    page.get_by_role("button", name="both").click()
    page.locator("#links a").nth(1).wait_for()
    assert page.evaluate("document.querySelector('#links a') === window.first")
    with page.expect_download() as started:
        page.locator("#links a").first.click()
    assert started.value.suggested_filename == "two.txt"


def test_what_is_asked_for_at_once_is_saved_at_once(visit):
    page = visit()
    with page.expect_download() as started:
        page.get_by_role("button", name="save").click()
    assert started.value.path().read_text() == "two.txt"
