"""Watch in a browser whether links to files stay where, and what, they are from the first moment they are seen."""

WATCH = """(selector) => {
  window.linksSeen = [];
  const look = () => {
    const links = [...document.querySelectorAll(`${selector} a[download]`)].filter((link) => link.offsetParent);
    const places = links.map((link) => {
      const box = link.getBoundingClientRect();
      link.number ??= (window.linksNumbered = (window.linksNumbered ?? 0) + 1);
      return `${link.number} ${link.href} ${Math.round(box.left)} ${Math.round(box.top + window.scrollY)}`;
    });
    const seen = places.join("\\n");
    if (seen && window.linksSeen.at(-1) !== seen) window.linksSeen.push(seen);
    requestAnimationFrame(look);
  };
  look();
}"""
SETTLED = "() => [...document.querySelectorAll('#page-tabs img')].every((image) => image.complete)"


def watch_links(page, selector):
    """Note every change of the links in `selector`, frame by frame: element, address, place on the page."""
    page.evaluate(WATCH, selector)


def assert_links_stayed(page):
    """Fail where a link was drawn again or moved after it could be seen, until all pictures have arrived."""
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(300)  # frames after the last picture
    seen = page.evaluate("window.linksSeen")
    assert len(seen) == 1, seen
