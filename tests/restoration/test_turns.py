import numpy as np
import pytest

from murals.progress import Bar, Progress
from murals.restoration.turns import TURNS, WHITE_SPREAD, paint_eight, spread_map, turned, turned_back


def image(h=5, w=7):
    return np.random.default_rng(0).random((h, w, 3)).astype(np.float32)


def test_the_eight_are_all_different_and_can_be_undone():
    seen = {turned(image(6, 6), number).tobytes() for number in range(TURNS)}
    assert len(seen) == 8
    for number in range(TURNS):
        assert np.array_equal(turned_back(turned(image(), number), number), image())


def test_a_painter_that_treats_all_pixels_alike_has_no_spread():
    eight = paint_eight(lambda x, mask: 1 - x, image(), None)
    np.testing.assert_allclose(eight.mean, 1 - image(), atol=1e-6)
    np.testing.assert_allclose(eight.upright, 1 - image())
    assert eight.spread.shape == (5, 7)
    assert eight.spread.max() < 1e-6


def test_mean_and_spread_of_a_painter_that_sees_left_and_right():
    """A ramp painted along the columns, whatever the image: the eight see each pixel from every side."""

    def ramp(x, mask):
        return np.broadcast_to(np.linspace(0, 1, x.shape[1], dtype=np.float32)[None, :, None], x.shape).copy()

    eight = paint_eight(ramp, image(5, 5), None)
    stack = np.stack([turned_back(ramp(image(5, 5), None), number) for number in range(TURNS)])
    np.testing.assert_allclose(eight.mean, stack.mean(0), atol=1e-6)
    np.testing.assert_allclose(eight.spread, stack[..., 0].std(0), atol=1e-6)
    assert eight.spread[0, 0] == pytest.approx(0.5)  # a corner is 0 in four and 1 in the other four
    assert eight.mean[2, 2].tolist() == [0.5] * 3


def test_the_mask_turns_with_its_image():
    hole = np.zeros((5, 7), bool)
    hole[1, 2:5] = True
    eight = paint_eight(lambda x, mask: np.where(mask[..., None], np.float32(0.25), x), image(), hole)
    np.testing.assert_allclose(eight.mean, np.where(hole[..., None], 0.25, image()), atol=1e-6)


def test_the_map_is_white_from_a_known_spread_on():
    spread = np.array([[0, WHITE_SPREAD / 2, WHITE_SPREAD, 0.5]], np.float32)
    assert spread_map(spread).tolist() == [[0, 0.5, 1, 1]]


def test_progress_counts_eight():
    class Totals(Progress):
        def start(self, label, total=None):
            self.bar = (label, total)
            return Bar()

    progress = Totals()
    paint_eight(lambda x, mask: x, image(), None, progress=progress)
    assert progress.bar == ("flips and turns", 8)
