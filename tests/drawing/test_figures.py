import pytest

from murals.drawing.figures import draw_bodhisattva, draw_buddha, draw_small_buddha


@pytest.mark.parametrize("raised", [True, False])
@pytest.mark.parametrize("draw", [draw_buddha, draw_bodhisattva])
def test_a_seated_figure_is_painted(painted, draw, raised):
    assert 0.02 < painted(lambda brush: draw(brush, 0, raised=raised), size=60) < 0.9


def test_one_of_the_thousand_is_small(painted):
    assert 0.005 < painted(lambda brush: draw_small_buddha(brush, 1), size=60) < 0.5
