import numpy as np
import pytest

from murals.blending import edit
from murals.blending.edit import BAND, Means, edit_patch
from murals.blending.modes import MODES
from murals.blending.placement import Placement, place

RNG = np.random.default_rng(1)


def pictures(height, width, dtype=np.uint8):
    white = np.iinfo(dtype).max
    return RNG.integers(0, white + 1, (2, height, width, 3)).astype(dtype)


def ellipse(height, width):
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    return (x**2 + y**2 < 0.8) & (x**2 + y**2 > 0.02)


def edited(mode, source, target, mask, **means):
    patch = place(source, mask, target.shape[:2], Placement())
    return edit_patch(MODES[mode], target, patch, Means(**means))


@pytest.mark.parametrize("together", [1 << 22, 0])  # all channels at once, one after the other
@pytest.mark.parametrize("mode", ["seamless", "monochrome"])
def test_more_rows_than_a_band_are_stored_as_the_exact_solution_says(mode, together, monkeypatch):
    monkeypatch.setattr("murals.blending.solver.multigrid.TOGETHER", together)
    source, target = pictures(400, 500)
    assert target.size > 2 * BAND
    mask = ellipse(400, 500)
    fast = edited(mode, source, target, mask).astype(int)
    exact = edited(mode, source, target, mask, solver="direct").astype(int)
    assert np.abs(fast - exact).max() <= 1
    assert np.array_equal(fast[~mask], target[~mask])


def test_sixteen_bits_take_the_way_of_double_precision():
    source, target = pictures(60, 70, np.uint16)
    mask = ellipse(60, 70)
    exact = edited("seamless", source, target, mask, solver="direct").astype(int)
    assert np.abs(edited("seamless", source, target, mask).astype(int) - exact).max() <= 1


def test_parts_far_apart_are_each_brought_to_their_own_surroundings():
    target = np.full((300, 900, 3), 60, np.uint8)
    target[:, 450:] = 200
    mask = np.zeros((300, 900), bool)
    mask[100:140, 50:90] = mask[100:140, 800:840] = True
    blended = edited("seamless", np.full_like(target, 130), target, mask)
    assert np.array_equal(blended, target)


def test_the_field_of_a_mode_is_made_from_the_whole_region_even_in_parts():
    """Illumination compares each gradient to the mean over the region: parts must not be edited one by one."""
    source, target = pictures(40, 600)
    mask = np.zeros((40, 600), bool)
    mask[5:20, 5:20] = mask[5:20, 570:590] = True
    alone = mask.copy()
    alone[:, 300:] = False
    target[:, 300:] //= 8  # far less contrast in the other part
    both, one = (edited("illuminate", source, target, m) for m in (mask, alone))
    assert not np.array_equal(both[alone], one[alone])


def test_the_rounding_is_that_of_the_tolerance():
    assert edit.ERROR + 0.5 < 1
