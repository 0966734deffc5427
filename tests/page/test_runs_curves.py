import re
import xml.etree.ElementTree as ElementTree

import pytest
from run_samples import history

from murals.figures.figure import FAINT, INK, LAPIS, OCHRE, PAPER
from murals.page.runs_curves import COLOURS, comparison_html, curves_html, figure_svg
from murals.runs.curves import curve_panels


@pytest.fixture(scope="module")
def drawn():
    return curves_html(history())


def test_each_panel_is_a_picture_with_a_name(drawn):
    root = ElementTree.fromstring(drawn)
    assert [(child.tag.rpartition("}")[2], child.get("role"), child.get("aria-label")) for child in root] == [
        ("svg", "img", name) for name in ("Loss", "PSNR", "Parts", "SSIM", "Learning rate")
    ]
    assert all(child.get("viewBox") and not child.get("width") and not child.get("height") for child in root)


def test_no_name_is_there_twice_and_every_reference_is_met(drawn):
    ids = re.findall(r' id="([^"]*)"', drawn)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="#|url\(#)([^")]*)', drawn)) <= set(ids)
    other = re.findall(r' id="([^"]*)"', curves_html(history()))
    assert not set(ids) & set(other)  # nor in a second drawing on the same page


def test_every_colour_follows_the_page(drawn):
    bare = re.sub(r"var\(--curve-[a-z]+, #[0-9a-f]{6}\)", "", drawn)
    assert re.findall(r"#[0-9a-f]{6}\b[^-]", bare) == []
    assert all(f"var({COLOURS[colour]}, {colour})" in drawn for colour in (LAPIS, OCHRE, FAINT, INK, PAPER))


def test_a_style_stays_within_its_picture(drawn):
    rules = re.findall(r"<style[^>]*>([^<]*)</style>", drawn)
    assert rules and all(re.match(r"\.c[0-9a-f]{8} \*\{", rule) for rule in rules)


def test_a_name_stays_text():
    [(_, figure), *_] = curve_panels(history())
    assert 'aria-label="&quot;&gt;&lt;b&gt;"' in figure_svg(figure, '"><b>')


def test_no_epoch_is_nothing_and_two_runs_are_in_one_plot():
    assert curves_html([]) == ""
    root = ElementTree.fromstring(comparison_html(history(), history(psnr=20)))
    assert [child.get("aria-label") for child in root] == ["Loss", "PSNR", "SSIM"]
