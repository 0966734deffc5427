import numpy as np
import pytest

from murals.drawing.hands import draw_hands, draw_palm


def test_hands_in_the_lap_meet_in_the_middle(drawn):
    hands = drawn(draw_hands, raised=False, size=130)
    assert hands.symmetry > 0.93
    assert hands.box == pytest.approx((-0.53, 2.06, 0.53, 2.43), abs=0.05)


def test_a_raised_hand_is_at_the_breast_and_the_other_stays(drawn):
    left, top, right, bottom = drawn(draw_hands, raised=True, size=130).box
    assert top == pytest.approx(1.24 - 0.56 * 1.05, abs=0.1)  # from its wrist at 1.24 up
    assert left < -0.8
    assert (right, bottom) == pytest.approx((0.53, 2.43), abs=0.05)


def test_a_palm_stands_on_its_wrist(brush):
    before = brush.wall.pixels.astype(int)
    width, height = brush.wall.size
    draw_palm(brush.placed((width / 2, height / 2), size=60))
    rows, _ = np.nonzero(np.abs(brush.wall.pixels - before).max(2) > 8)
    middle = brush.wall.pixels.shape[0] / 2
    assert rows.min() < middle - 60 * brush.wall.scale  # fingers up: 1.3 high
    assert rows.max() < middle + 20 * brush.wall.scale
