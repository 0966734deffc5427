import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from murals.blending.region import polygon_region
from murals.errors import MuralsError
from murals.page.tabs.blend_marks import (
    MOST_POINTS,
    MaskFile,
    Polygon,
    Stroke,
    close,
    draw_region,
    only_polygon,
    polygon_text,
    read_marks,
    scale_points,
    undo,
    write_marks,
)

SIZE = (40, 60)
SQUARE = Polygon(((10.0, 5.0), (30.0, 5.0), (30.0, 25.0), (10.0, 25.0)), closed=True)
POINTS = st.tuples(*[st.floats(-1000, 1000, allow_nan=False)] * 2)
MARKS = st.lists(
    st.one_of(
        st.builds(Polygon, st.lists(POINTS, min_size=3, max_size=6).map(tuple), st.booleans()),
        st.builds(Stroke, st.lists(POINTS, min_size=1, max_size=6).map(tuple), st.floats(1, 50), st.booleans()),
        st.just(MaskFile()),
    ),
    max_size=5,
).map(tuple)


def test_a_polygon_is_the_region_of_the_command_line():
    np.testing.assert_array_equal(draw_region((SQUARE,), SIZE, SIZE, None), polygon_region(SQUARE.points, SIZE))


def test_an_open_polygon_covers_nothing():
    assert draw_region((Polygon(SQUARE.points),), SIZE, SIZE, None) is None
    assert draw_region((), SIZE, SIZE, None) is None


def test_the_brush_paints_as_wide_as_it_is_and_the_eraser_takes_away():
    painted = draw_region((Stroke(((10.0, 20.0), (50.0, 20.0)), 7.0),), SIZE, SIZE, None)
    assert painted[:, 30].sum() == 7
    assert painted[20, 10] and painted[20, 50]
    erased = draw_region((SQUARE, Stroke(((20.0, 0.0), (20.0, 39.0)), 5.0, erase=True)), SIZE, SIZE, None)
    assert not erased[:, 20].any()
    assert erased[15, 12] and erased[15, 28]


def test_a_dot_is_a_disc():
    dot = draw_region((Stroke(((30.0, 20.0),), 11.0),), SIZE, SIZE, None)
    assert dot.sum() == pytest.approx(np.pi * 5.5**2, rel=0.12)
    assert dot[20, 30]


def test_a_mask_file_adds_what_it_marks_and_must_be_there():
    mask = np.zeros(SIZE, bool)
    mask[30:35, 40:50] = True
    both = draw_region((MaskFile(), SQUARE), SIZE, SIZE, mask)
    np.testing.assert_array_equal(both, mask | polygon_region(SQUARE.points, SIZE))
    with pytest.raises(MuralsError, match="import it again"):
        draw_region((MaskFile(),), SIZE, SIZE, None)


@pytest.mark.parametrize("mark", [SQUARE, Stroke(((15.0, 10.0), (45.0, 30.0)), 9.0)], ids=["polygon", "stroke"])
def test_the_same_marks_cover_the_same_share_at_any_size(mark):
    full = draw_region((mark,), SIZE, SIZE, None).mean()
    large = draw_region((mark,), (400, 600), SIZE, None).mean()
    assert large == pytest.approx(full, rel=0.12)


def test_points_keep_their_place_on_the_picture():
    # the centre of the first of two pixels is at a quarter of the width: between pixels 0 and 1 of four
    assert scale_points([(0.0, 0.0)], (2, 2), (4, 4)) == [(0.5, 0.5)]


def test_undo_takes_one_step_at_a_time():
    marks = (MaskFile(), Stroke(((1.0, 1.0),), 3.0), SQUARE)
    steps = [marks]
    while steps[-1]:
        steps.append(undo(steps[-1]))
    assert steps[1][-1] == Polygon(SQUARE.points)  # open again
    assert len(steps[2][-1].points) == 3
    assert len(steps) == 1 + 1 + 4 + 1 + 1
    assert undo(()) == ()


def test_close_wants_three_corners():
    assert close((Polygon(SQUARE.points),)) == (SQUARE,)
    for marks in ((), (Polygon(SQUARE.points[:2]),), (MaskFile(),)):
        with pytest.raises(MuralsError, match="three or more corners"):
            close(marks)


def test_only_a_single_closed_polygon_needs_no_mask():
    assert only_polygon((SQUARE, Polygon(SQUARE.points[:2]))) == SQUARE
    assert only_polygon((SQUARE, SQUARE)) is None
    assert only_polygon((SQUARE, Stroke(((1.0, 1.0),), 3.0))) is None
    assert polygon_text(SQUARE) == "10,5 30,5 30,25 10,25"


@settings(deadline=None)
@given(MARKS)
def test_the_browser_gets_back_what_it_sent(marks):
    assert read_marks(write_marks(marks)) == marks


@pytest.mark.parametrize(
    "value",
    [
        None,
        "M0,0",
        [1],
        [{"kind": "polygon"}],
        [{"kind": "polygon", "points": [], "closed": False}],
        [{"kind": "polygon", "points": [[1, 2, 3]], "closed": False}],
        [{"kind": "polygon", "points": [["nan", 1]], "closed": False}],
        [{"kind": "stroke", "points": [[1e9, 1]], "width": 3, "erase": False}],
        [{"kind": "stroke", "points": [[1, 1]], "width": "wide", "erase": False}],
        [{"kind": "/etc/passwd", "points": [[1, 1]]}],
        [{"kind": "polygon", "points": [[1, 1]] * (MOST_POINTS + 1), "closed": True}],
    ],
)
def test_what_is_no_drawing_is_refused(value):
    with pytest.raises(MuralsError, match="drawing"):
        read_marks(value)
