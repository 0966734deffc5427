import cv2
import numpy as np
import pytest
from skimage.restoration import inpaint_biharmonic

from murals.report.baselines import BASELINES, RADIUS

INPAINTINGS = [name for name in BASELINES if name != "do nothing"]


def ramp(size=32):
    """A picture that rises evenly to the right: what a hole in it should hold is known."""
    grey = np.linspace(0.2, 0.8, size, dtype=np.float32)[None, :, None]
    return np.broadcast_to(grey, (size, size, 3)).copy()


def hole(size=32):
    mask = np.zeros((size, size), bool)
    mask[12:20, 10:22] = True
    return mask


@pytest.mark.parametrize("name", BASELINES)
def test_shape_dtype_and_what_is_outside_the_mask_stay(name):
    rng = np.random.default_rng(1)
    damaged = rng.random((24, 40, 3), np.float32)  # not on 8-bit levels: rounding outside would show
    mask = rng.random((24, 40)) < 0.1
    before = damaged.copy()
    painted = BASELINES[name](damaged, mask)
    assert painted.dtype == np.float32
    np.testing.assert_array_equal(painted[~mask], before[~mask])
    np.testing.assert_array_equal(damaged, before)


@pytest.mark.parametrize("name", INPAINTINGS)
def test_an_inpainting_continues_a_ramp_far_better_than_a_black_hole(name):
    clean, mask = ramp(), hole()
    damaged = clean * ~mask[..., None]
    painted = BASELINES[name](damaged, mask)
    assert np.square(painted - clean).mean() < 0.02 * np.square(damaged - clean).mean()


@pytest.mark.parametrize("name", INPAINTINGS)
def test_a_flat_picture_is_filled_with_its_own_colour(name):
    clean = np.full((32, 32, 3), (51, 102, 204), np.float32) / 255
    painted = BASELINES[name](clean * ~hole()[..., None], hole())
    np.testing.assert_allclose(painted, clean, atol=2.5 / 255)  # Telea is off by two levels


@pytest.mark.parametrize(
    ("name", "flag"), [("OpenCV Telea", cv2.INPAINT_TELEA), ("OpenCV Navier-Stokes", cv2.INPAINT_NS)]
)
def test_the_hole_holds_what_opencv_paints(name, flag):
    pixels = np.random.default_rng(2).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    theirs = cv2.inpaint(pixels, hole().astype(np.uint8), RADIUS, flag)
    ours = BASELINES[name](pixels.astype(np.float32) / 255, hole())
    np.testing.assert_array_equal(np.rint(ours * 255), theirs)


def test_the_biharmonic_surface_is_scikit_images_and_continues_a_ramp_all_but_exactly():
    clean = ramp()
    painted = BASELINES["biharmonic"](clean * ~hole()[..., None], hole())
    theirs = inpaint_biharmonic(clean * ~hole()[..., None], hole(), channel_axis=-1)
    np.testing.assert_allclose(painted, theirs, atol=1e-6)
    np.testing.assert_allclose(painted, clean, atol=0.01)


def test_where_nothing_is_known_the_biharmonic_surface_has_nothing_to_hold_on_to():
    np.testing.assert_array_equal(BASELINES["biharmonic"](ramp(), np.ones((32, 32), bool)), ramp())


@pytest.mark.parametrize("name", BASELINES)
def test_an_empty_mask_changes_nothing(name):
    np.testing.assert_array_equal(BASELINES[name](ramp(), np.zeros((32, 32), bool)), ramp())
