from murals.drawing.jewels import draw_armlet, draw_necklace


def test_a_necklace_is_painted(painted):
    assert 0.002 < painted(lambda brush: draw_necklace(brush, 0)) < 0.3


def test_an_armlet_is_a_small_thing(painted):
    assert 0 < painted(draw_armlet) < 0.05
