"""The numbers of a report agree with each other and with what was drawn."""

import json

import numpy as np
import pytest

from murals.condition.conditions import Condition, ConditionMap
from murals.condition.facts import RULES, find_facts
from murals.condition.scale import find_scale


@pytest.fixture
def findings():
    which = np.zeros((100, 400), np.uint8)
    which[10:20, 30:70] = 1
    which[50:53, 10:310] = 1
    which[80:90, 100:120] = 2
    conditions = ConditionMap(which, [Condition("flaking", "#ff0000"), Condition("salts", "#0000ff")])
    return find_facts(conditions, find_scale((254.0, 254.0), None))


def test_sizes_in_pixels_and_millimetres(findings):
    plain = findings.as_plain()
    first, second, third = plain["components"]
    assert (first["shape"], first["pixels"], first["mm2"]) == ("crack", 900, 9.0)
    assert first["length_mm"] == pytest.approx(30.0, rel=0.01)
    assert first["mean_width_mm"] == pytest.approx(0.3, rel=0.01)
    assert (second["x"], second["y"], second["width"], second["height"]) == (30, 10, 40, 10)
    assert second["length_px"] is second["mean_width_mm"] is second["branches"] is None
    assert third["condition"] == "salts"
    assert json.loads(json.dumps(plain)) == plain


def test_the_conditions_add_up_to_the_whole(findings):
    plain = findings.as_plain()
    total, parts = plain["total"], plain["conditions"]
    for name in ("pixels", "mm2", "share", "components", "areas", "cracks", "crack_length_px"):
        assert sum(part[name] for part in parts) == pytest.approx(total[name])
    assert total["share"] == 1500 / 40000
    assert sum(one["share"] for one in plain["components"]) == pytest.approx(total["share"])
    assert (total["largest_component"], parts[1]["largest_component"]) == (1, 3)
    assert plain["rules"] == RULES


def test_nothing_damaged_has_no_largest():
    nothing = find_facts(ConditionMap(np.zeros((4, 4), np.uint8), []), find_scale(None, None)).as_plain()
    assert nothing["total"]["largest_component"] is nothing["total"]["largest_extent_px"] is None
    assert nothing["total"]["share"] == 0 and nothing["scale"]["mm_per_px"] is None
