import pytest

from murals.drawing.flora import draw_blossom, draw_lotus, draw_lotus_seat, draw_rosette, draw_spray


@pytest.mark.parametrize("draw", [draw_lotus, draw_lotus_seat, draw_rosette, draw_spray])
def test_a_plant_is_painted(painted, draw):
    assert 0.002 < painted(lambda brush: draw(brush, 0)) < 0.9


def test_a_blossom_takes_a_pigment(painted):
    assert painted(lambda brush: draw_blossom(brush, brush.palette.nth(0))) > 0.001
