import numpy as np
import pytest

from murals.drawing.hands import draw_hands, draw_palm


@pytest.mark.parametrize("raised", [True, False])
def test_hands_are_painted(painted, raised):
    assert 0.002 < painted(lambda brush: draw_hands(brush, raised=raised), size=160) < 0.1


def test_a_palm_stands_on_its_wrist(brush):
    before = brush.wall.pixels.astype(int)
    width, height = brush.wall.size
    draw_palm(brush.placed((width / 2, height / 2), size=60))
    rows, _ = np.nonzero(np.abs(brush.wall.pixels - before).max(2) > 8)
    middle = brush.wall.pixels.shape[0] / 2
    assert rows.min() < middle - 60 * brush.wall.scale  # fingers up: 1.3 high
    assert rows.max() < middle + 20 * brush.wall.scale
