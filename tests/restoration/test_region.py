import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from murals.restoration.region import grow, grow_kinds, paste, repair_share


def test_dilating_a_point_gives_a_disc():
    point = np.zeros((21, 21), bool)
    point[10, 10] = True
    y, x = np.mgrid[:21, :21]
    assert np.array_equal(grow(point, 6), np.hypot(y - 10, x - 10) <= 6)


def test_the_ramp_lies_in_the_ring():
    """Four pixels in from the border at feather 3: t = 1/4, 2/4, 3/4, 1 in 3 t^2 - 2 t^3."""
    hole = np.zeros((3, 12), bool)
    hole[:, 4:] = True
    marks = np.zeros((3, 12), bool)
    marks[:, 7:] = True
    row = repair_share(hole, marks, 3)[1]
    assert row.tolist() == pytest.approx([0, 0, 0, 0, 0.15625, 0.5, 0.84375, 1, 1, 1, 1, 1])


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2**20 - 1))
@settings(max_examples=50, deadline=None)
def test_feathering_leaves_the_region_as_it_is_and_nothing_old_under_the_mask(dilate, feather, bits):
    mask = np.array([bits >> i & 1 for i in range(20)], bool).reshape(4, 5).repeat(4, 0).repeat(4, 1)
    weight = repair_share(grow(mask, dilate), mask, min(feather, dilate))
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (2 * dilate + 1, 2 * dilate + 1))
    assert ((weight >= 0) & (weight <= 1)).all()
    assert np.array_equal(weight > 0, grow(mask, dilate))
    assert (weight[mask] == 1).all()
    assert not (weight[cv2.dilate(mask.astype(np.uint8), kernel) == 0] > 0).any()  # a disc lies in its square


def test_what_is_left_alone_is_not_painted_though_it_is_marked():
    hole = np.array([[True, True, False, False]])
    assert repair_share(hole, np.ones((1, 4), bool), 1)[0, 2:].tolist() == [0, 0]


def test_both_kinds_grow_and_lost_wins():
    kinds = np.zeros((1, 9), np.uint8)
    kinds[0, 2], kinds[0, 6] = 255, 128
    assert grow_kinds(kinds, 2).tolist() == [[255, 255, 255, 255, 255, 128, 128, 128, 128]]
    assert grow_kinds(kinds, 0) is kinds


def test_a_mask_over_everything_has_no_border():
    everywhere = np.ones((5, 5), bool)
    assert (repair_share(grow(everywhere, 2), everywhere, 3) == 1).all()


def test_nothing_to_grow_stays_nothing():
    assert not grow(np.zeros((4, 4), bool), 3).any()


def test_a_grown_mask_is_not_the_callers():
    mask = np.eye(6, dtype=bool)
    grow(mask, 2)
    assert mask.sum() == 6


def test_paste_mixes_by_weight():
    image = np.full((1, 3, 3), 100, np.uint8)
    painted = np.full((1, 3, 3), 200 / 255, np.float32)
    pasted = paste(image, painted, np.array([[0, 0.25, 1]], np.float32))
    assert pasted[..., 0].tolist() == [[100, 125, 200]]
