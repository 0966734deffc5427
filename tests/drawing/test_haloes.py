import pytest

from murals.drawing.haloes import aureole, draw_canopy, draw_mandorla, draw_nimbus


def test_an_aureole_reaches_as_far_to_both_sides():
    outline = aureole(2.0, 3.0)
    assert abs(outline[:, 0].max() - 2.0) < 0.05
    assert abs(outline[:, 0].min() + 2.0) < 0.05


@pytest.mark.parametrize(
    ("draw", "arguments", "box"),
    [
        (draw_mandorla, (2.0, 3.0, 0), (-2, -3.15, 2, 0.05)),
        (draw_nimbus, (0.8, 1), (-0.8, -0.8, 0.8, 0.8)),
        (draw_canopy, (3.0, 0), (-1.6, -1, 1.6, 0.5)),
    ],
)
def test_light_and_canopy_have_their_size_on_both_sides(drawn, draw, arguments, box):
    light = drawn(draw, *arguments, size=100)
    assert light.box == pytest.approx(box, abs=0.1)
    assert light.symmetry > 0.9


def test_a_nimbus_is_a_full_disc(drawn):
    light = drawn(draw_nimbus, 1.0, 1, size=100)
    across = light.painted[light.painted.shape[0] // 2]
    assert across.sum() == pytest.approx(200 * 0.5, rel=0.05)  # half a pixel per wall unit
