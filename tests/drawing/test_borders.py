import numpy as np
import pytest

from murals.drawing import borders

PATTERNS = (
    borders.pearls,
    borders.lozenges,
    borders.roundels,
    borders.half_rosettes,
    borders.vine_scroll,
    borders.bricks,
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_band_is_painted_along_its_path(brush, pattern):
    before = brush.wall.pixels.copy()
    width, height = brush.wall.size
    borders.draw_band(brush, np.array([(0, height / 2), (width, height / 2)], float), height / 6, pattern, 0)
    changed = np.abs(brush.wall.pixels.astype(int) - before).max(2) > 8
    rows = len(changed)
    assert changed[int(rows * 0.46) : int(rows * 0.54)].mean() > 0.5
    assert changed[: rows // 4].mean() < 0.02


def test_a_pattern_repeats_a_whole_number_of_times():
    assert len(borders.repeats(10.0, 3.0)) == 3
    assert len(borders.repeats(10.0, 3.0, even=True)) % 2 == 0
