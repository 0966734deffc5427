"""How deep the holes of a training are, by disks and squares whose depth is known."""

import numpy as np
import pytest

from murals.data.depth import learned_radius, learned_radius_of
from murals.data.pairs import Pair
from murals.images import write_image


def square(side, size=64):
    mask = np.zeros((size, size), bool)
    mask[8 : 8 + side, 8 : 8 + side] = True
    return mask


def test_the_innermost_pixel_counts():
    assert learned_radius([square(21)]) == 11  # the eleventh pixel from each side
    assert learned_radius([square(1)]) == 1


def test_a_strip_along_the_border_is_as_deep_as_it_is_wide():
    mask = np.zeros((40, 40), bool)
    mask[:, :7] = True
    assert learned_radius([mask]) == 7


def test_few_deep_holes_do_not_count_as_learned():
    masks = [square(9)] * 98 + [square(41)] * 2
    assert learned_radius(masks) == 5
    assert learned_radius([square(9)] * 90 + [square(41)] * 10) == 21


def test_what_is_lost_counts_and_veils_only_where_nothing_is():
    veiled, lost = (square(side).astype(np.uint8) * level for side, level in ((41, 128), (9, 255)))
    both = np.maximum(veiled, lost)
    assert learned_radius([veiled, lost]) == learned_radius([lost, veiled]) == learned_radius([both]) == 5
    assert learned_radius([veiled]) == 21
    assert learned_radius([(both / 255).astype(np.float32)]) == 5, "tensors hold kinds over 255"


def test_nothing_is_learned_from_masks_that_show_no_border():
    empty, full = np.zeros((9, 9), bool), np.ones((9, 9), bool)
    assert learned_radius([empty, full]) is None
    assert learned_radius([]) is None
    assert learned_radius([empty, full, square(21)]) == 11


@pytest.fixture
def pairs(tmp_path):
    write_image(tmp_path / "a.png", square(21).astype(np.uint8) * 255)
    return [Pair(damaged=tmp_path / "d.png", clean=tmp_path / "c.png", mask=tmp_path / "a.png", name="a")]


def test_pairs_are_read_at_the_size_of_the_training(pairs):
    assert learned_radius_of(pairs, 64) == learned_radius_of(pairs, None) == 11
    assert learned_radius_of(pairs, 32) == pytest.approx(5.5, abs=0.6)


def test_kinds_stay_apart_at_the_size_of_the_training(tmp_path):
    mask = np.where(square(41), np.uint8(128), np.uint8(0))
    mask[square(21)] = 255
    write_image(tmp_path / "m.png", mask)
    pairs = [Pair(damaged=tmp_path / "d.png", clean=tmp_path / "c.png", mask=tmp_path / "m.png", name="m")]
    assert learned_radius_of(pairs, None) == 11
    assert learned_radius_of(pairs, 32) == pytest.approx(5.5, abs=0.6)


def test_of_many_pairs_some_are_read_evenly(pairs, tmp_path):
    write_image(tmp_path / "b.png", square(41).astype(np.uint8) * 255)
    deep = [Pair(damaged=pairs[0].damaged, clean=pairs[0].clean, mask=tmp_path / "b.png", name="b")]
    assert learned_radius_of(pairs * 1000 + deep * 1000, None) == 21
    assert learned_radius_of(pairs * 1980 + deep * 20, None) == 11


def test_pairs_without_masks_tell_nothing(pairs):
    bare = [Pair(damaged=pairs[0].damaged, clean=pairs[0].clean, mask=None, name="c")]
    assert learned_radius_of(bare, 64) is None
