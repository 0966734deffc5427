import numpy as np
import pytest

from murals.drawing.jewels import draw_armlet, draw_necklace
from murals.drawing.palette import AZURITE, GOLD


def share_of(drawing, pigment):
    """Share of the painted pixels that are near one of the pigment's three grounds."""
    tones = np.array([pigment.deep, pigment.mid, pigment.pale])
    return (np.abs(drawing.pixels[drawing.painted][:, None].astype(int) - tones).max(2).min(1) < 24).mean()


def test_a_necklace_hangs_from_the_neck_to_the_waist(drawn):
    necklace = drawn(draw_necklace, 0, size=160)
    assert necklace.box == pytest.approx((-0.56, 0.78, 0.56, 2.0), abs=0.06)
    assert necklace.symmetry > 0.85


def test_an_armlet_is_a_small_thing_of_gold_on_one_arm(drawn):
    armlet = drawn(draw_armlet, size=160)
    assert armlet.box == pytest.approx((0.74, 1.25, 1.04, 1.44), abs=0.05)
    assert share_of(armlet, GOLD) > 2 * share_of(armlet, AZURITE)
