import pytest

from murals.drawing.faces import draw_crown, draw_face, draw_hair


@pytest.mark.parametrize("draw", [draw_face, lambda b: draw_hair(b, snails=True), lambda b: draw_crown(b, 0)])
def test_a_part_of_a_head_is_painted(painted, draw):
    assert 0.001 < painted(draw) < 0.5
