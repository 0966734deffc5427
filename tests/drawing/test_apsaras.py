from murals.drawing.apsaras import draw_apsara


def test_an_apsara_is_painted_with_room_around_her(painted):
    assert 0.02 < painted(lambda brush: draw_apsara(brush, 0), size=60) < 0.9
