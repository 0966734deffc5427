import numpy as np
import pytest

from murals.images.pyramid import SMALLEST, Halves, halved, reduced_sizes


def test_sizes_are_halves_down_to_the_smallest():
    assert reduced_sizes(1000, 2100) == [(500, 1050), (250, 525), (125, 262), (62, 131)]
    assert reduced_sizes(SMALLEST, SMALLEST) == [] and reduced_sizes(1, 5000) == []


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_half_is_the_mean_of_four(dtype):
    pixels = np.array([[[1], [2], [9], [9]], [[2], [2], [9], [8]]], dtype)
    expected = [[[1.75], [8.75]]] if dtype == np.float32 else [[[2], [9]]]
    assert np.array_equal(halved(pixels), np.array(expected, dtype)) and halved(pixels).dtype == dtype
    white = np.full((2, 2, 1), 1 if dtype == np.float32 else np.iinfo(dtype).max, dtype)
    assert halved(white)[0, 0, 0] == white[0, 0, 0]


@pytest.mark.parametrize("size", [(64, 96), (65, 97), (31, 200), (2, 70)])
def test_tiles_of_halves_are_those_of_the_whole_halved(tmp_path, rng, size):
    side = 32
    picture = rng.integers(0, 65536, (*size, 3), dtype=np.uint16)
    padded = np.pad(picture, [(0, -size[0] % side), (0, -size[1] % side), (0, 0)])
    down, across = padded.shape[0] // side, padded.shape[1] // side
    tiles = [padded[r * side : (r + 1) * side, c * side : (c + 1) * side] for r in range(down) for c in range(across)]
    with Halves(tmp_path, size, side) as halves:
        kept = list(halves.kept(iter(tiles)))
        made = list(halves.tiles())
    assert all(one is other for one, other in zip(kept, tiles, strict=True))
    height, width = size[0] // 2, size[1] // 2
    columns = -(-width // side)
    whole = np.vstack([np.hstack(made[at : at + columns]) for at in range(0, len(made), columns)])
    assert np.array_equal(whole[:height, :width], halved(picture[: 2 * height, : 2 * width]))
    assert not list(tmp_path.iterdir())
