from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from murals.data.cuts import TILE, cut_tiles, shrink, shrink_pair
from murals.errors import MuralsError


def ramp(height, width):
    """Return an image whose red grows to the right and whose green grows downwards."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return np.stack([x / width, y / height, np.zeros_like(x)], 2)


@pytest.mark.parametrize(
    ("height", "width", "count"),
    [(512, 512, 1), (820, 820, 1), (600, 1023, 1), (600, 1024, 2), (1300, 600, 2), (512, 1536, 3), (512, 5000, 3)],
)
def test_as_many_tiles_as_fit_but_three_at_most(height, width, count):
    tiles = cut_tiles(ramp(height, width))
    assert [tile.shape for tile in tiles] == [(TILE, TILE, 3)] * count
    assert all(tile.dtype == np.float32 for tile in tiles)


@pytest.mark.parametrize(("height", "width", "count"), [(1000, 1000, 1), (821, 1642, 2), (100, 120, 1), (32, 96, 3)])
def test_a_short_side_out_of_bounds_is_scaled_to_a_tile(height, width, count):
    tiles = cut_tiles(ramp(height, width))
    assert len(tiles) == count
    assert all(tile[0, 0, 1] < 0.02 and tile[-1, 0, 1] > 0.95 for tile in tiles), "the whole short side is in the tile"


def test_a_short_side_within_bounds_keeps_its_pixels():
    image = np.random.default_rng(0).random((700, 900, 3), np.float32)
    (tile,) = cut_tiles(image)
    assert np.array_equal(tile, image[94 : 94 + TILE, 194 : 194 + TILE])


def test_tiles_lie_in_the_middle_of_their_equal_parts():
    image = ramp(512, 1800)  # three parts of 600 px: starts at 44, 644, 1244
    starts = [round(float(tile[0, 0, 0]) * 1800) for tile in cut_tiles(image)]
    assert starts == [44, 644, 1244]


@settings(max_examples=25, deadline=None)
@given(st.integers(512, 820), st.integers(512, 2600))
def test_tiles_do_not_overlap_and_lie_inside(short, long):
    image = np.zeros((short, max(short, long), 3), np.float32)
    image[..., 0] = np.arange(image.shape[1])
    starts = [int(tile[0, 0, 0]) for tile in cut_tiles(image)]
    assert all(after - before >= TILE for before, after in pairwise(starts))
    assert starts[0] >= 0 and starts[-1] + TILE <= image.shape[1]


def test_enlarging_stays_in_range():
    image = np.zeros((100, 100, 3), np.float32)
    image[:, 50:] = 1
    (tile,) = cut_tiles(image)
    assert tile.min() == 0 and tile.max() == 1


def test_too_small_a_photograph_is_refused():
    with pytest.raises(MuralsError, match="8x9 px: expected at least 32"):
        cut_tiles(np.zeros((9, 8, 3), np.float32))


def test_image_by_area_and_mask_by_nearest():
    image = np.zeros((64, 64, 3), np.float32)
    image[::2] = 1
    mask = np.zeros((64, 64), bool)
    mask[:, 0] = mask[:, 3] = True
    small, small_mask = shrink(image, mask, 32)
    assert np.allclose(small, 0.5), "two rows of 0 and 1 average to a half"
    assert small_mask[:, 0].all() and not small_mask[:, 1:].any(), "nearest takes every other pixel: 0, 2, 4 ..."


@pytest.mark.parametrize("size", [31, 65])
def test_sizes_beyond_the_tile_are_refused(size):
    with pytest.raises(MuralsError, match=f"size {size}: expected 32 to 64 px"):
        shrink(np.zeros((64, 64, 3), np.float32), np.zeros((64, 64), bool), size)


def test_own_size_changes_nothing():
    rng = np.random.default_rng(0)
    image, mask = rng.random((64, 64, 3), np.float32), rng.random((64, 64)) < 0.5
    small, small_mask = shrink(image, mask, 64)
    assert np.array_equal(small, image) and np.array_equal(small_mask, mask)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(32, 128), st.floats(0.01, 0.99))
def test_shrunk_pairs_are_equal_outside_the_mask_and_unmixed_inside(seed, size, share):
    rng = np.random.default_rng(seed)
    clean = rng.uniform(0.5, 1, (128, 128, 3)).astype(np.float32)
    mask = rng.random((128, 128)) < share
    damaged, small_clean, kinds = shrink_pair(clean * ~mask[..., None], clean, mask, size)
    assert set(np.unique(kinds)) <= {0, 255}
    assert np.array_equal(damaged[kinds == 0], small_clean[kinds == 0])
    assert damaged[kinds > 0].max(initial=0) < 1e-6, "black damage stays black: no clean pixel shines through"


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(32, 128))
def test_each_kind_of_damage_is_averaged_by_itself(seed, size):
    rng = np.random.default_rng(seed)
    clean = rng.uniform(0.5, 1, (128, 128, 3)).astype(np.float32)
    mask = rng.choice(np.array([0, 128, 255], np.uint8), (128, 128))
    damaged = np.where((mask == 0)[..., None], clean, np.where(mask == 255, 0.1, 0.4)[..., None]).astype(np.float32)
    small, small_clean, kinds = shrink_pair(damaged, clean, mask, size)
    assert set(np.unique(kinds)) == {0, 128, 255}, "no level between"
    assert np.array_equal(small[kinds == 0], small_clean[kinds == 0])
    assert np.allclose(small[kinds == 255], 0.1, atol=1e-5) and np.allclose(small[kinds == 128], 0.4, atol=1e-5)
