import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from murals.restoration.fills.windows import CELL, LEAST_MARGIN, MARGIN, plan_windows


def holes(seed, size=(2200, 3300)):
    """Cracks over all of a picture, and some deep discs."""
    rng, hole = np.random.default_rng(seed), np.zeros(size, bool)
    for _ in range(6):
        row = int(rng.integers(size[0] - 3))
        hole[row : row + 3] = True
        column = int(rng.integers(size[1] - 3))
        hole[:, column : column + 3] = True
    y, x = np.mgrid[: size[0], : size[1]]
    for _ in range(int(rng.integers(4))):
        hole |= np.hypot(y - rng.integers(size[0]), x - rng.integers(size[1])) < rng.integers(5, 90)
    return hole


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000))
def test_each_pixel_is_owned_once(seed):
    hole, owned = holes(seed), np.zeros((2200, 3300), int)
    for window in plan_windows(hole):
        owned[window.place] += window.own
    np.testing.assert_array_equal(owned, hole)


def test_a_deep_hole_is_filled_in_one_piece_with_its_tips_and_its_surroundings():
    hole = np.zeros((4000, 4000), bool)
    y, x = np.mgrid[:4000, :4000]
    deep = np.hypot(y - CELL, x - CELL) < 200  # on the corner of four cells
    hole |= deep
    hole[CELL, :] = hole[CELL + 1, :] = True  # a crack through all of it
    (whole,) = [window for window in plan_windows(hole) if window.own.sum() > 50_000]
    inside = np.zeros_like(hole)
    inside[whole.place] = whole.own
    assert inside[deep].all()
    margin = CELL - 200 - whole.rows.start
    assert MARGIN * 195 <= margin <= MARGIN * 205 + 32
    assert len(plan_windows(hole)) > 1  # the crack goes on elsewhere


def test_a_crack_over_the_whole_wall_is_cut():
    hole = np.zeros((1500, 5000), bool)
    hole[700:703] = True
    windows = plan_windows(hole)
    assert len(windows) == -(-5000 // CELL)
    assert all(window.own.shape[1] <= CELL + 2 * LEAST_MARGIN + 32 for window in windows)
    assert all(window.own.shape[0] <= 3 + 2 * LEAST_MARGIN + 32 for window in windows)


def test_a_hole_longer_than_a_cell_has_a_window_of_its_own():
    hole = np.zeros((1200, 4500), bool)
    hole[500:560, 100:4100] = True
    hole[1100:1110, 3980:3990] = True
    assert sorted(int(window.own.sum()) for window in plan_windows(hole)) == [100, 60 * 4000]


def test_no_hole_no_window_and_all_hole_one():
    assert plan_windows(np.zeros((40, 50), bool)) == []
    (window,) = plan_windows(np.ones((40, 50), bool))
    assert window.own.all()
    assert window.own.shape == (40, 50)
