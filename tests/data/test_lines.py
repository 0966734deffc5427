import numpy as np

from murals.data.recipes.lines import MARGIN, Segment, draw_lines, fit_lines

ACROSS = [Segment(10 * i, 20, 10 * i + 9, 20, 1) for i in range(5)]  # a dashed line from left to right
FREE = np.ones((40, 60), bool)


def test_lines_cover_what_they_should():
    cover = draw_lines((40, 60), [Segment(5, 20, 40, 20, 1)])
    assert cover.shape == (40, 60) and cover.dtype == np.float32
    assert cover[20, 6:40].min() > 0.9 and cover[:18].max() == 0 and cover.max() <= 1


def test_a_thin_line_is_paler():
    thin, full = (draw_lines((40, 60), [Segment(5, 20, 40, 20, width)]).sum() for width in (0.4, 1.0))
    assert abs(thin / full - 0.4) < 0.02


def test_the_longest_start_that_fits_is_taken():
    segments, region = fit_lines(ACROSS, 10_000, FREE)
    assert segments == ACROSS
    whole = int(region.sum())
    segments, region = fit_lines(ACROSS, whole - 1, FREE)
    assert segments == ACROSS[:4] and region.sum() < whole
    assert not region[:, 50:].any()


def test_taken_pixels_cost_nothing():
    free = FREE.copy()
    free[:, :30] = False
    segments, _ = fit_lines(ACROSS, 0, free)
    assert len(segments) in (2, 3), "those that lie wholly on taken pixels"


def test_a_region_is_wider_than_its_line():
    segments, region = fit_lines([Segment(5, 20, 40, 20, 1)], 10_000, FREE)
    assert 1 + MARGIN <= region[:, 20].sum() <= 3 + MARGIN, "OpenCV draws wide lines a little wider"
    assert (region >= (draw_lines(FREE.shape, segments) > 0.5)).all()


def test_no_segments_take_nothing():
    segments, region = fit_lines([], 100, FREE)
    assert segments == [] and not region.any()
