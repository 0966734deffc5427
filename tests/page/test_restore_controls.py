import pytest

from murals.page.tabs.restore_controls import RestoreWish, copies_paint, feather_within, wished
from murals.restoration.options import RestoreOptions


@pytest.mark.parametrize(
    ("dilate", "feather", "whole", "value", "maximum", "interactive"),
    [
        (0, 0, False, 0, 1, False),
        (4, 2, False, 2, 4, True),
        (2, 5, False, 2, 2, True),
        (4, 2, True, 2, 4, False),
        (None, 3, False, 0, 1, False),
    ],
)
def test_the_repair_fades_in_only_where_the_mask_has_grown(dilate, feather, whole, value, maximum, interactive):
    update = feather_within(dilate, feather, whole)
    assert (update["value"], update["maximum"], update["interactive"]) == (value, maximum, interactive)
    RestoreOptions(dilate=dilate or 0, feather=update["value"])


def test_the_controls_ask_for_options_and_those_of_holes_rest_where_all_is_repainted():
    wishes = (0.4, 3.0, 2.0, 9.5, True, True, True, False)
    of_holes = {"dilate": 3, "feather": 2, "max_hole": 9.5, "seamless": True, "style": "visible"}
    assert wished(*wishes, False, "png", "mimetic", True, 2) == RestoreWish(
        RestoreOptions(threshold=0.4, ensemble=True, seed=2, **of_holes), "png", sources=True
    )
    assert wished(*wishes, True, "", "neutral", True, 2) == RestoreWish(
        RestoreOptions(threshold=0.4, ensemble=True, whole=True)
    )


def test_the_seed_and_the_map_of_sources_rest_where_no_paint_is_copied():
    wishes = (0.5, 0, 0, 0, False, False, False, False, False, "")
    assert wished(*wishes, "neutral", True, 2) == RestoreWish(RestoreOptions(fill="neutral"))
    assert wished(*wishes, None, False, None) == RestoreWish(RestoreOptions())
    assert copies_paint(False, "mimetic")
    assert not copies_paint(True, "mimetic")
    assert not copies_paint(False, "neutral")
