"""Settings of a report: what they refuse."""

from pathlib import Path

import pytest

from murals.condition.settings import ReportSettings
from murals.errors import MuralsError


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"mm_per_px": 0.0}, "--mm-per-px 0.0"),
        ({"mm_per_px": -1.0}, "--mm-per-px -1.0"),
        ({"mm_per_px": float("inf")}, "--mm-per-px inf"),
        ({"names": ("red",)}, "--name red"),
        ({"names": ("=flaking",)}, "--name =flaking"),
        ({"iiif": "walls"}, "--iiif walls"),
        ({"largest": 0}, "--largest 0"),
        ({"invert": True}, "--invert says how a mask is read"),
        ({"only": ("red",)}, "--only says how a mask is read"),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong, said):
    with pytest.raises(MuralsError, match=said.replace("(", r"\(")):
        ReportSettings(inputs=(Path("wall.jpg"),), **wrong)


def test_names_may_hold_an_equals_sign_and_spaces():
    settings = ReportSettings(inputs=(Path("wall.jpg"),), names=("RED = flaking", "#0000ff=salts=white"))
    assert settings.named == [("RED", "flaking"), ("#0000ff", "salts=white")]
