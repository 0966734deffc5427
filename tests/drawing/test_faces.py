import pytest

from murals.drawing.faces import draw_crown, draw_face, draw_hair


def bodhisattvas_hair(brush):
    draw_hair(brush, snails=False)


def buddhas_hair(brush):
    draw_hair(brush, snails=True)


def crown(brush):
    draw_crown(brush, 0)


@pytest.mark.parametrize("draw", [draw_face, bodhisattvas_hair, buddhas_hair, crown])
def test_an_icon_looks_straight_ahead(drawn, draw):
    assert drawn(draw, size=200).symmetry > 0.85


def test_a_face_reaches_from_ear_to_ear_and_down_to_the_chin(drawn):
    left, _, right, bottom = drawn(draw_face, size=200).box
    assert (left, right, bottom) == pytest.approx((-0.5, 0.5, 0.56), abs=0.05)


def test_hair_lies_above_the_eyes_and_a_bodhisattvas_falls_on_the_shoulders(drawn):
    shaven, locks = drawn(buddhas_hair, size=200).box, drawn(bodhisattvas_hair, size=200).box
    assert shaven[3] < 0.1
    assert locks[3] > 1
    assert max(shaven[1], locks[1]) < -0.9


def test_a_crown_stands_on_the_head_and_its_ribbons_hang_at_the_ears(drawn):
    left, top, right, bottom = drawn(crown, size=200).box
    assert top < -0.9
    assert bottom < 0.7
    assert left < -0.7
    assert right > 0.7
