import pytest

from murals.drawing.figures import draw_bodhisattva, draw_buddha, draw_neck

FIGURES = pytest.mark.parametrize("draw", [draw_buddha, draw_bodhisattva])


@FIGURES
def test_a_figure_sits_upright_on_its_lotus(drawn, draw):
    figure = drawn(draw, 0, raised=False, size=80)
    left, top, right, bottom = figure.box
    assert figure.symmetry > 0.93
    assert top < -0.9  # hair or crown
    assert 3.5 < bottom < 4.2  # the lotus under the knees at 2.75
    assert -left == pytest.approx(right, abs=0.1)
    assert right > 1.8


@FIGURES
def test_a_raised_hand_leaves_the_lap(drawn, draw):
    """It is the right hand, on the left of the picture: there nearly all of the change is."""
    lap, raised = (drawn(draw, 0, raised=up, size=80).pixels.astype(int) for up in (False, True))
    changed = abs(lap - raised).max(2) > 60
    half = changed.shape[1] // 2
    assert changed[:, :half].sum() > 5 * changed[:, half:].sum()


@FIGURES
def test_colours_follow_the_start(drawn, draw):
    one, other = (drawn(draw, start, raised=False, size=80) for start in (0, 1))
    assert abs(one.pixels.astype(int) - other.pixels)[one.painted].mean() > 10


def test_a_neck_joins_the_chin_to_the_shoulders(drawn):
    neck = drawn(draw_neck, size=200)
    _, top, _, bottom = neck.box
    assert top < 0.56 < bottom < 1.1
    assert neck.symmetry > 0.95
