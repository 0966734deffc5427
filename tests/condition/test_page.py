"""The page of a report: everything inside one file, and printed by a browser on A4."""

import re
from datetime import UTC, datetime
from html import unescape

import cv2
import numpy as np
import pytest

from murals.condition.conditions import Condition, ConditionMap
from murals.condition.facts import find_facts
from murals.condition.maps import draw_map, embedded
from murals.condition.page import Heading, Pictures, area_sheet, condition_sheet, crack_sheet, numbered, page_html
from murals.condition.scale import find_scale

A4 = (595, 842)  # points


def findings(count=60):
    rng = np.random.default_rng(2)
    which = np.zeros((600, 900), np.uint8)
    for _ in range(count):
        cv2.circle(which, tuple(map(int, rng.integers(0, (900, 600)))), int(rng.integers(2, 15)), 1, -1)
    for y in range(20, 580, 80):
        cv2.line(which, (20, y), (800, y + 30), 2, 3)
    conditions = ConditionMap(which, [Condition("起甲 <b>", "#ff0000"), Condition("cracks", "#00ff00")])
    return find_facts(conditions, find_scale(None, 0.5))


def page(found, *, largest=20, after=True, notes=("give the scale by --mm-per-px.",)):
    picture = np.full((600, 900, 3), 120, np.uint8)
    small = embedded(picture)
    shown = embedded(draw_map(picture, found, numbered(found, largest)))
    pictures = Pictures(shown, small, small if after else None, small if after else None)
    files = [("photograph", "南壁.jpg", "ab" * 32)]
    when = datetime(2026, 11, 27, 9, 5, tzinfo=UTC)
    heading = Heading("南壁.jpg", when, "murals 1", files, notes, "南壁.restored.jpg")
    return page_html(heading, found, pictures, largest)


def text_of(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def test_the_page_loads_nothing_from_elsewhere():
    html = page(findings())
    assert re.findall(r"""(?:src|href)=["'](?!data:)""", html) == []
    assert "url(" not in html and "<script" not in html


def test_the_page_says_what_was_found():
    found = findings()
    text = text_of(page(found))
    for words in (
        "南壁.jpg",
        "2026-11-27 09:05 UTC",
        "0.5 mm a pixel",
        "起甲 <b>",
        "Before and after",
        "Map of sources",
    ):
        assert words in text
    assert f"{len(found.areas) - 20} smaller areas not listed here." in text
    assert "Map of sources" not in text_of(page(found, after=False))


def test_names_are_escaped():
    assert "起甲 &lt;b&gt;" in page(findings()) and "起甲 <b>" not in page(findings())


def test_the_tables_agree_with_the_numbers():
    found = findings()
    rows = condition_sheet(found).rows
    assert [row[0] for row in rows] == ["起甲 <b>", "cracks", "all"]
    assert int(rows[0][3]) + int(rows[1][3]) == int(rows[2][3]) == len(found.areas)
    assert [row[0] for row in area_sheet(found, 5).rows] == [str(one.number) for one in found.areas[:5]]
    lengths = [float(row[2].replace("\u202f", "")) for row in crack_sheet(found, 100).rows]
    assert lengths == sorted(lengths, reverse=True) and len(lengths) == len(found.cracks)
    assert sum(lengths) == pytest.approx(sum(c.crack.length for c in found.cracks) * 0.5, abs=len(lengths))


def test_what_the_tables_list_has_a_number_on_the_map():
    found = findings()
    listed = {row[0] for sheet in (area_sheet(found, 7), crack_sheet(found, 7)) for row in sheet.rows}
    assert {str(one.number) for one in numbered(found, 7)} == listed


@pytest.fixture
def printed(chromium, tmp_path):
    """Print a page; return the PDF, the pages as media boxes, and how wide everything is on screen."""

    def print_page(html):
        (tmp_path / "page.html").write_text(html, encoding="utf-8")
        sheet = chromium.new_page(viewport={"width": 1000, "height": 800})
        sheet.goto((tmp_path / "page.html").as_uri())
        sheet.emulate_media(media="print")
        sheet.set_viewport_size({"width": 673, "height": 993})  # what A4 leaves within the margins, at 96 dpi
        over = sheet.evaluate(
            "() => [...document.querySelectorAll('body *')]"
            ".filter((e) => e.getBoundingClientRect().right > innerWidth + 1 || e.scrollWidth > e.clientWidth + 1 &&"
            " getComputedStyle(e).display !== 'inline').map((e) => e.outerHTML.slice(0, 90))"
        )
        pdf = sheet.pdf(prefer_css_page_size=True)
        sheet.close()
        boxes = re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)
        return [tuple(round(float(x)) for x in box.split()[2:]) for box in boxes], over

    return print_page


@pytest.mark.slow
def test_the_page_is_printed_on_a4_and_nothing_sticks_out(printed):
    sizes, over = printed(page(findings()))
    assert set(sizes) == {A4}
    assert 4 <= len(sizes) <= 7
    assert over == []


@pytest.mark.slow
def test_a_small_report_takes_few_pages_and_a_long_table_more(printed):
    few, _ = printed(page(findings(3), after=False, notes=()))
    many, over = printed(page(findings(400), largest=200, after=False))
    assert len(few) <= 3 and len(many) >= len(few) + 2 and over == []
