import numpy as np

from murals.drawing.apsaras import draw_apsara


def test_an_apsara_flies_to_the_left_with_a_long_trail(drawn):
    left, top, right, bottom = drawn(draw_apsara, 0, size=50).box
    assert -3 < left < -2  # an arm stretched out before her
    assert 8 < right < 10  # ribbons behind
    assert top < -1  # halo and ribbon above the face
    assert bottom < 4


def test_she_turns_round_with_her_brush(drawn):
    def turned(brush):
        draw_apsara(brush.placed((0, 0), mirror=True), 0)

    left, _, right, _ = drawn(turned, size=50).box
    assert left < -8
    assert right < 3


def test_her_ribbons_fall_by_the_murals_own_chance(brush):
    walls = []
    for _ in range(2):
        brush.wall.pixels[:] = brush.palette.ground
        draw_apsara(brush.placed((300, 300), size=50), 0)
        walls.append(brush.wall.pixels.copy())
    assert not np.array_equal(*walls)
