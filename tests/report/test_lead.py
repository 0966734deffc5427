import math

import pytest

from murals.report.bootstrap import Interval
from murals.report.lead import Lead, ends_of, find_lead, lead_table
from murals.report.measure import ImageScore


def scores(method, *levels):
    return [ImageScore(str(i), method, (8, 8), None, 0.0, {"hole_psnr": level}) for i, level in enumerate(levels)]


def test_the_rival_is_the_one_of_the_highest_mean():
    lead = find_lead("hole_psnr", scores("ours", 20, 22), [scores("low", 10, 10), scores("high", 18, 19)])
    assert (lead.baseline, lead.difference.mean) == ("high", 2.5)
    assert (lead.difference.low, lead.difference.high) == (2, 3)


def test_a_lead_may_be_a_lag():
    lead = find_lead("hole_psnr", scores("ours", 10, 12, 11), [scores("high", 18, 19, 20)])
    assert lead.difference.high < 0
    assert lead_table([lead]).rows[0][3] == "-8.00"


def test_images_without_the_number_count_for_nobody():
    lead = find_lead("hole_psnr", scores("ours", 20, math.nan, 20), [scores("rival", 18, 1, 18)])
    assert lead.difference == Interval(2, 2, 2)


@pytest.mark.parametrize("rivals", [[], [[]], [scores("short", 18)]])
def test_without_a_complete_rival_there_is_no_lead(rivals):
    assert find_lead("hole_psnr", scores("ours", 20, 21), rivals) is None


def test_nothing_known_no_lead():
    assert find_lead("hole_psnr", scores("ours", math.nan), [scores("rival", 18)]) is None
    assert ends_of(Interval(math.nan, math.nan, math.nan)) == "–"


def test_a_row_says_it_all():
    table = lead_table([Lead("hole_psnr", "ours", "biharmonic", Interval(2.5, 1.996, 3.0))])
    assert table.rows == [("PSNR, inside the mask", "ours", "biharmonic", "+2.50", "+2.00 to +3.00")]
