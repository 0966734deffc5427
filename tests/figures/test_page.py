from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest

from murals.errors import MuralsError
from murals.figures.page import (
    Commands,
    Comparison,
    Facts,
    Gallery,
    PagePicture,
    Prose,
    Section,
    relative_url,
    write_page,
)
from murals.figures.table import Table
from murals.images import write_image

NASTY = "<script>alert('1')</script> & \"more\""


class Tags(HTMLParser):
    """Collects tags with their attributes, and the text outside style and script."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text, self.inside = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_endtag(self, tag):
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data):
        if not {"style", "script"} & set(self.inside[-1:]):
            self.text.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def read(path):
    return Tags(path.read_text(encoding="utf-8"))


def picture(folder, name="wall.png", height=20, width=30):
    path = folder / name
    write_image(path, np.full((height, width, 3), 0.5, np.float32))
    return path


def test_every_kind_of_block_finds_its_place(tmp_path):
    wall, restored = picture(tmp_path / "pictures"), picture(tmp_path / "pictures", "restored.png")
    blocks = [
        Prose("first\n\nsecond"),
        Commands(["murals score", "murals page"]),
        Facts({"size": "30x20"}),
        PagePicture(wall, "a wall"),
        Gallery([PagePicture(wall, "one"), PagePicture(restored, "two")]),
        Comparison(wall, restored, "cave 257"),
        Table("numbers", ("name", "PSNR"), [("a", "1.00"), ("b", "2.00")]),
        Table("all", ("name", "PSNR"), [("a", "1.00")], sortable=True),
    ]
    page = read(write_page(tmp_path / "index.html", title="Results", lead="short", sections=[Section("Here", blocks)]))
    text = " ".join(" ".join(page.text).split())
    for words in (
        "Results",
        "short",
        "Here",
        "first",
        "second",
        "murals score murals page",
        "size",
        "30x20",
        "a wall",
        "one",
        "two",
        "numbers",
    ):
        assert words in text
    assert len(page.all("img")) == 1 + 2 + 2
    assert [attrs["type"] for attrs in page.all("input")] == ["range", "search"]
    assert len(page.all("table")) == 2
    assert len(page.all("button")) == 2  # the headings of the sortable table


def test_pictures_are_linked_below_the_page_with_their_size_and_words(tmp_path):
    wall = picture(tmp_path / "pictures")
    page = read(write_page(tmp_path / "index.html", title="t", sections=[Section("s", [PagePicture(wall, "a wall")])]))
    (image,) = page.all("img")
    assert image["src"] == "pictures/wall.png"
    assert (image["width"], image["height"]) == ("30", "20")
    assert image["alt"] == "a wall"


def test_what_looks_like_markup_is_shown_as_text(tmp_path):
    odd = picture(tmp_path, "<script> 50% #1 \"wall\" 'x'.png")
    table = Table(NASTY, (NASTY, "n"), [(NASTY, "1")], note=NASTY, sortable=True)
    blocks = [Prose(NASTY), Facts({NASTY: NASTY}), PagePicture(odd, NASTY, NASTY), Comparison(odd, odd, NASTY), table]
    path = write_page(tmp_path / "index.html", title=NASTY, lead=NASTY, sections=[Section(NASTY, blocks)])
    page = read(path)
    assert len(page.all("script")) == 1  # our own
    assert "alert('1')" not in path.read_text()
    assert "".join(page.text).count(NASTY) == 13  # title, h1, lead, h2, p, dt, dd, two captions, table: four
    assert {unquote(image["src"]) for image in page.all("img")} == {odd.name}
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)


def test_nothing_comes_from_a_network(tmp_path):
    wall = picture(tmp_path)
    path = write_page(
        tmp_path / "index.html", title="t", sections=[Section("s", [PagePicture(wall), Comparison(wall, wall)])]
    )
    html = path.read_text()
    assert "http:" not in html
    assert "https:" not in html
    assert "//" not in "".join(a.get("src", "") + a.get("href", "") for _, a in read(path).tags)
    assert "url(" not in html
    assert "@import" not in html


def test_a_slider_can_be_named_and_reached_by_keyboard(tmp_path):
    wall = picture(tmp_path)
    page = read(
        write_page(tmp_path / "i.html", title="t", sections=[Section("s", [Comparison(wall, wall, "cave 257")])])
    )
    (slider,) = page.all("input")
    assert "cave 257" in slider["aria-label"]
    assert "tabindex" not in slider  # a range input is in the order of the keyboard by itself


def test_a_comparison_at_full_size_knows_its_width(tmp_path):
    wall = picture(tmp_path, height=20, width=30)
    small, full = Comparison(wall, wall), Comparison(wall, wall, full_size=True)
    page = read(write_page(tmp_path / "i.html", title="t", sections=[Section("s", [small, full])]))
    figures = page.all("figure")
    assert [attrs["class"] for attrs in figures] == ["comparison", "comparison full"]
    assert [attrs["style"] for attrs in figures] == ["--width: 30px"] * 2
    assert [attrs.get("loading") for attrs in page.all("img")] == ["lazy", "lazy", None, None]


def test_a_large_gallery_is_marked(tmp_path):
    wall = picture(tmp_path)
    blocks = [Gallery([PagePicture(wall)]), Gallery([PagePicture(wall)], large=True)]
    page = read(write_page(tmp_path / "i.html", title="t", sections=[Section("s", blocks)]))
    assert [attrs["class"] for attrs in page.all("div")] == ["gallery", "gallery large"]


def test_a_page_folder_can_be_moved(tmp_path):
    wall = picture(tmp_path / "a" / "pictures")
    page = write_page(tmp_path / "a" / "index.html", title="t", sections=[Section("s", [PagePicture(wall)])])
    moved = page.parent.rename(tmp_path / "b")
    (image,) = read(moved / "index.html").all("img")
    assert (moved / unquote(image["src"])).is_file()


def test_a_picture_outside_the_page_s_folder_is_refused(tmp_path):
    wall = picture(tmp_path / "elsewhere")
    with pytest.raises(ValueError, match="elsewhere"):
        write_page(tmp_path / "page" / "index.html", title="t", sections=[Section("s", [PagePicture(wall)])])
    assert not (tmp_path / "page" / "index.html").exists()


def test_a_picture_that_is_missing_or_none_is_refused(tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    for name in ("missing.png", "text.png"):
        with pytest.raises(MuralsError, match=name):
            write_page(tmp_path / "index.html", title="t", sections=[Section("s", [PagePicture(tmp_path / name)])])


def test_a_page_is_replaced_only_when_asked(tmp_path):
    write_page(tmp_path / "index.html", title="first", sections=[])
    with pytest.raises(MuralsError, match="--overwrite"):
        write_page(tmp_path / "index.html", title="second", sections=[])
    write_page(tmp_path / "index.html", title="second", sections=[], overwrite=True)
    assert "second" in (tmp_path / "index.html").read_text()


def test_an_address_is_quoted():
    assert relative_url(Path("/a/b/x y#?.png"), Path("/a")) == "b/x%20y%23%3F.png"
