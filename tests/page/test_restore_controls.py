import pytest

from murals.page.tabs.restore_controls import feather_within, wished
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
    options, format = wished(*wishes, False, "png")
    assert format == "png"
    assert options == RestoreOptions(
        threshold=0.4, dilate=3, feather=2, max_hole=9.5, seamless=True, style="visible", ensemble=True
    )
    assert wished(*wishes, True, "") == (RestoreOptions(threshold=0.4, ensemble=True, whole=True), None)
