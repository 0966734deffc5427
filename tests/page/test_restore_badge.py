import pytest

from murals.page.tabs.restore_badge import badge, doubt_html

FACTS = {
    "whole": False,
    "repaired": 1200,
    "lost": 1000,
    "veiled": 200,
    "outside": 5000,
    "changed_outside": 0,
    "untouched": True,
    "doubt_kind": None,
    "missed_rim": 0,
    "holes_too_large": [],
    "left_alone": False,
    "hole_limit": 38.9,
}


def test_what_was_lost_and_what_was_veiled_is_counted():
    told = badge(FACTS, "en")
    assert told.startswith(
        '<div class="badge kept" role="status"><p>1,200 pixels repaired. All 5,000 others are identical'
    )
    assert "<p>Lost, and filled: 1,000. Veiled, and read through: 200.</p>" in told
    assert "缺失并已填补：1,000；遮蔽并已透过遮蔽读取：200。" in badge(FACTS, "zh")


def test_where_nothing_is_veiled_the_kinds_are_not_counted():
    assert badge(FACTS | {"lost": 1200, "veiled": 0}, "en").count("<p>") == 1


def test_a_tight_mask_is_told_with_how_much_to_grow_it():
    assert "“Grow the mask” by 3 pixels under Options takes it." in badge(FACTS | {"missed_rim": 3}, "en")
    assert "“蒙版扩张”设为 3 像素" in badge(FACTS | {"missed_rim": 3}, "zh")


@pytest.mark.parametrize(
    ("doubt", "english", "chinese"),
    [
        ("nothing", "The network found no damage.", "网络未发现破损。"),
        ("little", "The network found next to nothing.", "网络几乎未发现破损。"),
        ("likely sound", "is likely sound paint.", "很可能是完好的颜料。"),
    ],
)
def test_a_proposal_is_doubted_in_both_languages(doubt, english, chinese):
    assert english in doubt_html(doubt, "en")
    assert chinese in doubt_html(doubt, "zh")
    assert english in badge(FACTS | {"doubt_kind": doubt}, "en")


def test_what_is_not_doubted_is_not_told():
    assert doubt_html(None, "en") == ""


def test_an_empty_mask_is_told_once():
    nothing = FACTS | {"repaired": 0, "lost": 0, "veiled": 0, "doubt_kind": "nothing"}
    assert badge(nothing, "en").count("<p>") == 1


def test_a_format_that_compresses_and_a_whole_repaint_promise_less():
    assert "12 of the 5,000 others were changed" in badge(FACTS | {"untouched": False, "changed_outside": 12}, "en")
    whole = {"whole": True, "repaired": 9, "lost": 0, "veiled": 0, "outside": 0, "changed_outside": None}
    assert "none is promised" in badge(whole | {"untouched": None}, "en")


def test_where_the_paint_was_copied_from_is_told_in_per_cent():
    shares = {"this wall": 0.704, "this wall, mirrored": 0.2, "tone": 0.096}
    facts = FACTS | {"sources": shares}
    told = badge(facts, "en")
    assert "Of the fill, 70% was copied from this wall, 20% was copied from it and mirrored, and 10% stayed" in told
    assert "70% 复制自本壁画，20% 镜像复制自本壁画，10% 仍为网络给出的色调。" in badge(facts, "zh")


@pytest.mark.parametrize("shares", [None, {"this wall": 0.0, "this wall, mirrored": 0.0, "tone": 0.0}])
def test_where_nothing_was_filled_with_paint_no_shares_are_told(shares):
    assert "Of the fill" not in badge(FACTS | {"sources": shares}, "en")


def test_deep_holes_are_counted():
    deep = FACTS | {"holes_too_large": [{}, {}]}
    assert "Holes deeper than 38.9 pixels: 2." in badge(deep, "en")
    assert "Holes deeper than 38.9 pixels were left alone: 2." in badge(deep | {"left_alone": True}, "en")
