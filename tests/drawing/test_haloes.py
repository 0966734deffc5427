from murals.drawing.haloes import aureole, draw_canopy, draw_mandorla, draw_nimbus


def test_an_aureole_reaches_as_far_to_both_sides():
    outline = aureole(2.0, 3.0)
    assert abs(outline[:, 0].max() - 2.0) < 0.05
    assert abs(outline[:, 0].min() + 2.0) < 0.05


def test_light_and_canopy_are_painted(painted):
    assert painted(lambda brush: draw_mandorla(brush, 2.0, 3.0, 0)) > 0.02
    assert painted(lambda brush: draw_nimbus(brush, 0.8, 1)) > 0.01
    assert painted(lambda brush: draw_canopy(brush, 3.0, 0)) > 0.005
