import pytest

from murals.drawing.figures import draw_bodhisattva, draw_buddha, draw_neck


@pytest.mark.parametrize("raised", [True, False])
@pytest.mark.parametrize("draw", [draw_buddha, draw_bodhisattva])
def test_a_seated_figure_is_painted(painted, draw, raised):
    assert 0.02 < painted(lambda brush: draw(brush, 0, raised=raised), size=60) < 0.9


def test_a_neck_is_painted(painted):
    assert 0.002 < painted(draw_neck) < 0.2
