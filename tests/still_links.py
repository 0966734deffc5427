"""Watch in a browser whether links to files stay where, and what, they are from the first moment they are seen."""

WATCH = """(selector) => {
  window.linksSeen = [];
  const shown = () => [...document.querySelectorAll(`${selector} a[download]`)].filter((link) => link.offsetParent);
  const placed = (link) => {
    const box = link.getBoundingClientRect();
    link.number ??= (window.linksNumbered = (window.linksNumbered ?? 0) + 1);
    return `${link.number} ${link.href} ${Math.round(box.left)} ${Math.round(box.top)}`;
  };
  const look = () => {
    if (shown().length && !window.linksSeen.length) window.scrollTo(0, document.documentElement.scrollHeight);
    const seen = shown().map(placed).join("\\n");
    if (seen && window.linksSeen.at(-1) !== seen) window.linksSeen.push(seen);
    requestAnimationFrame(look);
  };
  look();
}"""
SETTLED = "() => [...document.querySelectorAll('#page-tabs img')].every((image) => image.complete)"


def watch_links(page, selector):
    """Note every change of the links in `selector`, frame by frame: element, address, place on the screen.

    As soon as they are seen the page is scrolled to its end, where it moves under the pointer if anything shrinks.
    """
    page.evaluate(WATCH, selector)


def assert_links_stayed(page):
    """Fail where a link was drawn again or moved after it could be seen, until all pictures have arrived."""
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(1000)  # frames after the last picture
    seen = page.evaluate("window.linksSeen")
    assert len(seen) == 1, seen
