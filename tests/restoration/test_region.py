import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from murals.restoration.region import grow, paste, repair_share


def test_dilating_a_point_gives_a_disc():
    point = np.zeros((21, 21), bool)
    point[10, 10] = True
    y, x = np.mgrid[:21, :21]
    assert np.array_equal(grow(point, 6), np.hypot(y - 10, x - 10) <= 6)


def test_the_ramp_lies_inside():
    """Four pixels in from the border at feather 3: t = 1/4, 2/4, 3/4, 1 in 3 t^2 - 2 t^3."""
    mask = np.zeros((3, 12), bool)
    mask[:, 4:] = True
    row = repair_share(mask, 3)[1]
    assert row.tolist() == pytest.approx([0, 0, 0, 0, 0.15625, 0.5, 0.84375, 1, 1, 1, 1, 1])


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2**20 - 1))
@settings(max_examples=50, deadline=None)
def test_feathering_leaves_the_region_as_it_is(dilate, feather, bits):
    mask = np.array([bits >> i & 1 for i in range(20)], bool).reshape(4, 5).repeat(4, 0).repeat(4, 1)
    weight = repair_share(grow(mask, dilate), feather)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (2 * dilate + 1, 2 * dilate + 1))
    assert ((weight >= 0) & (weight <= 1)).all()
    assert np.array_equal(weight > 0, grow(mask, dilate))
    assert (weight[mask] > 0).all()
    assert not (weight[cv2.dilate(mask.astype(np.uint8), kernel) == 0] > 0).any()  # a disc lies in its square


def test_a_mask_over_everything_has_no_border():
    assert (repair_share(grow(np.ones((5, 5), bool), 2), 3) == 1).all()


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
