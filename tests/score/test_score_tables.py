import math

import pytest

from murals.score.bootstrap import Interval
from murals.score.measure import BORDER
from murals.score.score_report import measure_names
from murals.score.score_tables import (
    KINDS,
    border_table,
    hole_table,
    kind_table,
    looks_table,
    ratio_table,
    whole_table,
)


def means(method, value=math.nan, **numbers):
    keys = ("image_psnr", "hole_psnr", "hole_perceptual_lite0", "hole_perceptual_lite2")
    row = {"method": method, "images": 2, "pooled_psnr": value, **dict.fromkeys(measure_names(), value)}
    return row | {f"{key}_interval": Interval(value, value - 1, value + 1) for key in keys} | numbers


def test_the_whole_image_has_decibels_with_two_digits_and_its_interval():
    table = whole_table([means("m", 20.0)], 8)
    assert table.columns[4] == "pooled of 8"
    assert table.rows == [("m", "2", "20.00", "19.00 to 21.00", "20.00", "20.0000", "20.0000", "20.00")]


def test_the_hole_has_no_row_for_a_method_that_filled_none():
    assert [row[0] for row in hole_table([means("raw"), means("fill", 18.0)]).rows] == ["fill"]


def test_looks_are_distances_with_three_digits_and_texture_with_two():
    (row,) = looks_table([means("m", 1.5, hole_texture=0.456)]).rows
    assert row == ["m", "1.500", "0.500 to 2.500", "1.500", "0.500 to 2.500", "0.46"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_damage_is_named_with_its_level_in_the_mask(kind):
    table = kind_table([means("a", **{f"{kind}_psnr": 12.0}), means("b", 9.0, **{f"{kind}_psnr": math.nan})], kind)
    assert table.title.startswith(kind.capitalize())
    assert table.title.endswith(f"({ {'lost': 255, 'veiled': 128}[kind] } in the mask)")
    assert [row[:2] for row in table.rows] == [("a", "12.00")]


def test_the_border_says_how_wide_it_is():
    assert border_table([means("m", 9.0)]).title == f"Within {BORDER} px of the mask's edge"


def test_a_bin_that_a_method_has_no_image_in_holds_a_dash():
    rows = [{"method": "a", "from": 0.4, "to": 1.0, "images": 3, "image_psnr": 20.0, "hole_psnr": 15.0}]
    table = ratio_table(rows, ["a", "b"])
    assert list(table.columns) == ["method", "40 % and more (3)"]
    assert table.rows == [["a", "20.00 / 15.00"], ["b", "–"]]
