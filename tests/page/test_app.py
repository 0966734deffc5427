import pytest

from murals.page.app import TABS

NARROW = {"width": 390, "height": 844}


def open_tab(page, name):
    page.locator(f"#{name}-tab-button:visible").click()
    page.wait_for_selector(f"#{name}-tab", state="visible")


def test_the_page_opens_and_asks_nobody_else(visit, address):
    page = visit()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.get_by_text("Photograph of a damaged mural").wait_for()
    for name in TABS:
        open_tab(page, name)
    assert len(asked) > 5
    assert [url for url in asked if not url.startswith((address, "blob:", "data:"))] == []


def test_the_browser_itself_would_let_nothing_out(visit):
    blocked = "() => fetch('http://127.0.0.1:9/').then(() => 'sent', (error) => error.name)"
    page, complaints = visit(), []
    page.on("console", lambda message: complaints.append(message.text))
    assert page.evaluate(blocked) == "TypeError"
    assert any("Content Security Policy" in complaint for complaint in complaints)


def test_the_browsers_language_is_spoken(visit):
    assert visit(locale="zh-CN").inner_text("#page-head h1") == "壁画修复"
    assert visit(locale="de-DE").inner_text("#page-head h1") == "Murals"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_window_shows_every_tab_without_scrolling_sideways(visit, scheme):
    page = visit(viewport=NARROW, color_scheme=scheme)
    for name in TABS:
        open_tab(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], name


def test_the_tabs_are_reached_by_keys(visit):
    page = visit()
    page.focus("#restore-tab-button")
    for _ in range(6):  # past what the tab itself holds of buttons for tabs
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "blend-tab-button":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#blend-tab", state="visible")
