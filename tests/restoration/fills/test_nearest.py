"""The compiled loops against the same written with numpy."""

import numpy as np
import pytest

from murals.restoration.fills import nearest
from murals.restoration.fills.nearest import FAR, REACH, SIDE


def pictures(seed=0, size=(30, 40), source=(32, 50)):
    rng = np.random.default_rng(seed)
    shapes = size, size, source, source
    return tuple(rng.random((height, 3 * width), np.float32) for height, width in shapes)


def patch(picture, y, x):
    return picture[y - REACH : y + REACH + 1, 3 * (x - REACH) : 3 * (x + REACH + 1)]


def test_the_distance_is_that_of_two_patches():
    picture, tone, source, low = pictures()
    expected = np.square(patch(picture, 10, 12) - patch(source, 20, 30)).sum()
    expected += 2.5 * np.square(patch(tone, 10, 12) - patch(low, 20, 30)).sum()
    found = nearest.distance(picture, tone, source, low, 10, 12, 20, 30, np.float32(2.5), FAR)
    assert found == pytest.approx(expected, rel=1e-5)
    assert nearest.distance(picture, tone, source, low, 10, 12, 20, 30, np.float32(2.5), np.float32(1)) == 1


def valid_places(source):
    valid = np.zeros((source.shape[0], source.shape[1] // 3), bool)
    valid[REACH:-REACH, REACH:-REACH] = True
    return valid


def test_the_search_finds_a_copy_and_never_a_place_that_is_not_valid():
    picture, tone, source, low = pictures(size=(20, 24))
    source[5:25, 3 * 10 : 3 * 34], low[5:25, 3 * 10 : 3 * 34] = picture, tone  # the same picture, moved
    valid = valid_places(source)
    targets = np.argwhere(np.pad(np.ones((14, 18), bool), REACH)).astype(np.int32)
    weights, best = np.ones(len(targets), np.float32), np.full((20, 24), -1, np.float32)
    places = np.argwhere(valid).astype(np.int32)
    field = places[np.random.default_rng(0).integers(len(places), size=(20, 24))]
    all_four, every = (picture, tone, source, low), (0, len(targets))
    nearest.measure(all_four, targets, weights, field, best, *every)
    before = best.copy()
    for turn in range(6):
        old = field.copy(), best.copy()
        common = (all_four, valid, targets, weights, field, best, *old)
        nearest.search(*common, np.uint64(turn), turn % 2 == 1, 30, 2, *every)
    inner = field[targets[:, 0], targets[:, 1]]
    assert valid[inner[:, 0], inner[:, 1]].all()
    assert (best <= before)[targets[:, 0], targets[:, 1]].all()
    right = (inner == targets + np.int32([5, 10])).all(1)
    assert right.mean() > 0.95


def test_a_pixel_becomes_the_mean_of_what_the_patches_above_it_say():
    picture, _, source, _ = pictures()
    field = np.zeros((30, 40, 2), np.int32)
    votes = np.zeros((30, 40), np.float32)
    for centre, place, weight in (((10, 12), (9, 9), 1.0), ((12, 11), (20, 30), 3.0)):
        field[centre], votes[centre] = place, weight
    pixels = np.array([[11, 12], [20, 20]], np.int32)
    left_alone = picture[20, 60:63].copy()
    nearest.vote(picture, source, pixels, field, votes, 0, 2)
    expected = (source[10, 27:30] + 3 * source[19, 93:96]) / 4
    np.testing.assert_allclose(picture[11, 36:39], expected, rtol=1e-5)
    np.testing.assert_array_equal(picture[20, 60:63], left_alone)  # no patch reaches it


def test_the_first_ring_counts_only_what_is_known():
    picture, tone, source, low = pictures(size=(20, 20))
    known = np.ones((20, 20), bool)
    known[8:12, 8:12] = False
    source[12:19, 3 * 20 : 3 * 27] = patch(picture, 8, 8)
    source[15:16, 3 * 23 : 3 * 24] += 5  # the middle, which is not known, may be anything
    ring, weights = np.array([[8, 8]], np.int32), np.zeros(1, np.float32)
    places, field = np.argwhere(valid_places(source)).astype(np.int32), np.zeros((20, 20, 2), np.int32)
    nearest.peel((picture, tone, source, low), known, ring, weights, places, field, 0, 1)
    assert tuple(field[8, 8]) == (15, 23)


def test_random_numbers_repeat_and_spread():
    numbers = [int(nearest.scramble(np.uint64(number))) for number in range(1000)]
    assert numbers == [int(nearest.scramble(np.uint64(number))) for number in range(1000)]
    assert len(set(numbers)) == 1000
    assert 400 < sum(number % 2 for number in numbers) < 600


def test_a_patch_is_seven_wide():
    assert SIDE == 7
