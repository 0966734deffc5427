"""Numbers as people read them."""

import pytest

from murals.condition.words import THIN, area_words, counted, length_words, share_words, unit_for


@pytest.mark.parametrize(
    ("pixels", "mm", "words"),
    [
        (12.34, None, "12.3 px"),
        (1234.4, None, "1234 px"),
        (12.34, 0.1, "1.23 mm"),
        (1234.0, 0.1, "123.4 mm"),
        (200_000.0, 0.1, "20.0 m"),
        (12.0, 4.0, "48 mm"),  # a pixel of 4 mm justifies no decimals
        (None, 1.0, "–"),
    ],
)
def test_lengths(pixels, mm, words):
    assert length_words(pixels, mm) == words


@pytest.mark.parametrize(
    ("pixels", "mm", "words"),
    [
        (500, 0.1, "5.00 mm²"),
        (123_400, 0.1, "12.34 cm²"),
        (2_000_000, 10.0, "200.0 m²"),
        (71_000, None, f"71{THIN}000 px"),
    ],
)
def test_areas(pixels, mm, words):
    assert area_words(pixels, mm) == words


def test_a_column_has_the_unit_of_its_largest():
    unit = unit_for("area", [100.0, 1e6], 0.1)
    assert (unit.name, unit.cell(100.0), unit.cell(1e6)) == ("cm²", "0.0", "100.0")


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0 %"), (0.25, "25.0 %"), (0.0123, "1.23 %"), (0.00001, "< 0.01 %"), (1.0, "100.0 %")]
)
def test_shares(share, words):
    assert share_words(share) == words


def test_counts():
    assert (counted(1, "crack"), counted(0, "crack")) == ("1 crack", "0 cracks")
