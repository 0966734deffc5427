import math

import pytest

from murals.score.bootstrap import Interval
from murals.score.lead import Lead, ends_of, find_lead, lead_table
from murals.score.measure import ImageScore


def scores(method, *levels, measure="hole_psnr", walls=None):
    places = walls or [str(i) for i in range(len(levels))]
    return [
        ImageScore(str(i), method, (8, 8), None, 0.0, {measure: level}, wall)
        for i, (level, wall) in enumerate(zip(levels, places, strict=True))
    ]


def test_the_rival_is_the_one_of_the_highest_mean():
    lead = find_lead("hole_psnr", scores("ours", 20, 22), [scores("low", 10, 10), scores("high", 18, 19)])
    assert (lead.peer, lead.lead.mean) == ("high", 2.5)
    assert (lead.lead.low, lead.lead.high) == (2, 3)


def test_a_lead_may_be_a_lag():
    lead = find_lead("hole_psnr", scores("ours", 10, 12, 11), [scores("high", 18, 19, 20)])
    assert lead.lead.high < 0
    assert lead_table([lead]).rows[0][3] == "-8.00"


def test_images_without_the_number_count_for_nobody():
    lead = find_lead("hole_psnr", scores("ours", 20, math.nan, 20), [scores("rival", 18, 1, 18)])
    assert lead.lead == Interval(2, 2, 2)


@pytest.mark.parametrize("rivals", [[], [[]], [scores("short", 18)]])
def test_without_a_complete_rival_there_is_no_lead(rivals):
    assert find_lead("hole_psnr", scores("ours", 20, 21), rivals) is None


def test_nothing_known_no_lead():
    assert find_lead("hole_psnr", scores("ours", math.nan), [scores("rival", 18)]) is None
    assert ends_of(Interval(math.nan, math.nan, math.nan)) == "–"


def test_a_row_says_it_all():
    table = lead_table([Lead("hole_psnr", "ours", "biharmonic", Interval(2.5, 1.996, 3.0))])
    assert table.rows == [("PSNR, inside the mask", "ours", "biharmonic", "+2.50", "+2.00 to +3.00")]


def test_of_distances_the_lowest_is_the_best_and_a_lead_is_still_above_zero():
    key = "hole_perceptual_lite2"
    rivals = [scores("near", 1.3, 1.4, measure=key), scores("far", 2.0, 2.0, measure=key)]
    lead = find_lead(key, scores("ours", 1.0, 1.2, measure=key), rivals)
    assert lead.peer == "near"
    assert lead.lead.mean == pytest.approx(0.25)
    assert lead_table([lead]).rows[0] == ("perceptual, lite2", "ours", "near", "+0.250", "+0.200 to +0.300")


def test_a_lead_is_drawn_by_walls():
    walls = ["a", "a", "a", "b"]
    lead = find_lead("hole_psnr", scores("ours", 21, 21, 21, 29, walls=walls), [scores("rival", 20, 20, 20, 20)])
    assert (lead.lead.low, lead.lead.high) == (1, 9)


def test_as_plain_data_it_names_measure_fill_and_peer():
    plain = Lead("hole_psnr", "ours", "biharmonic", Interval(2.5, 2.0, 3.0)).as_plain()
    assert plain == {"measure": "hole_psnr", "ours": "ours", "peer": "biharmonic", "lead": 2.5, "interval": [2.0, 3.0]}
