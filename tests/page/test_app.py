def test_the_page_opens_and_asks_nobody_else(visit, address):
    page = visit()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.get_by_text("Photograph of a damaged mural").wait_for()
    assert len(asked) > 5
    assert [url for url in asked if not url.startswith((address, "blob:", "data:"))] == []


def test_the_browsers_language_is_spoken(visit):
    assert visit(locale="zh-CN").inner_text("#page-head h1") == "壁画修复"
    assert visit(locale="de-DE").inner_text("#page-head h1") == "Murals"
