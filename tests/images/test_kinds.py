"""The two kinds of damage in one mask."""

import numpy as np
import pytest
import torch
from PIL import Image

from murals.images import LOST, VEILED, as_kinds, join_kinds, lost, marked, read_kinds, read_mask


def test_what_is_lost_and_veiled_at_once_is_lost():
    kinds = join_kinds(np.array([[True, True, False, False]]), np.array([[True, False, True, False]]))
    assert kinds.dtype == np.uint8
    assert kinds.tolist() == [[255, 255, 128, 0]]


def test_a_bool_mask_marks_what_is_lost_and_kinds_stay():
    assert as_kinds(np.array([[True, False]])).tolist() == [[255, 0]]
    kinds = np.array([[255, 128, 0]], np.uint8)
    assert as_kinds(kinds) is kinds


@pytest.mark.parametrize("form", [lambda k: k, lambda k: torch.tensor(k).float() / 255])
def test_marked_and_lost_read_kinds_and_their_tensors(form):
    kinds = form(np.array([[255, 128, 0]], np.uint8))
    assert marked(kinds).tolist() == [[True, True, False]]
    assert lost(kinds).tolist() == [[True, False, False]]


def test_a_mask_of_three_levels_holds_both_kinds(tmp_path):
    drawn = np.zeros((4, 6), np.uint8)
    drawn[0, :3], drawn[2, :2] = LOST, VEILED
    Image.fromarray(drawn).save(tmp_path / "mask.png")
    assert np.array_equal(read_kinds(tmp_path / "mask.png"), drawn)
    assert np.array_equal(read_mask(tmp_path / "mask.png"), drawn > 0)


@pytest.mark.parametrize("level", [127, 129, 200])
def test_a_soft_edge_is_no_veil(tmp_path, level):
    drawn = np.zeros((4, 6), np.uint8)
    drawn[1:3, 1:5], drawn[1:3, 5], drawn[0, 0] = 255, VEILED, level
    Image.fromarray(drawn).save(tmp_path / "mask.png")
    assert set(np.unique(read_kinds(tmp_path / "mask.png"))) == {0, LOST}


def test_a_mask_in_colours_marks_what_is_lost(tmp_path):
    drawn = np.zeros((4, 6, 3), np.uint8)
    drawn[1] = 128, 255, 128
    Image.fromarray(drawn).save(tmp_path / "mask.png")
    assert set(np.unique(read_kinds(tmp_path / "mask.png"))) == {0, LOST}
