import subprocess
import sys

import cv2
import numpy as np
import pytest
from scipy.sparse import lil_matrix
from scipy.sparse.linalg import spsolve
from skimage.restoration import inpaint_biharmonic

from murals.score import peers
from murals.score.peers import ALWAYS, FSR, NOTHING, PATCHMATCH, PEERS, RADIUS, find_peers, missing_peers

FOUND = find_peers()
INPAINTINGS = [name for name in FOUND if name != NOTHING]


def ramp(size=32):
    """A picture that rises evenly to the right: what a hole in it should hold is known."""
    grey = np.linspace(0.2, 0.8, size, dtype=np.float32)[None, :, None]
    return np.broadcast_to(grey, (size, size, 3)).copy()


def hole(size=32):
    mask = np.zeros((size, size), bool)
    mask[12:20, 10:22] = True
    return mask


@pytest.mark.parametrize("name", FOUND)
def test_shape_dtype_and_what_is_outside_the_hole_stay(name):
    rng = np.random.default_rng(1)
    damaged = rng.random((24, 40, 3), np.float32)  # not on 8-bit levels: rounding outside would show
    mask = rng.random((24, 40)) < 0.1
    before = damaged.copy()
    painted = FOUND[name](damaged, mask)
    assert painted.dtype == np.float32
    np.testing.assert_array_equal(painted[~mask], before[~mask])
    np.testing.assert_array_equal(damaged, before)


@pytest.mark.parametrize("name", INPAINTINGS)
@pytest.mark.parametrize("under", ["noise", "white", "magenta", "the truth"])
def test_no_peer_sees_what_lies_under_the_hole(name, under):
    contents = {"noise": np.random.default_rng(3).random((32, 32, 3)), "white": 1.0, "magenta": (1.0, 0.0, 1.0)}
    covered = np.where(hole()[..., None], contents.get(under, ramp()), ramp()).astype(np.float32)
    black = ramp() * ~hole()[..., None]
    np.testing.assert_array_equal(FOUND[name](covered, hole()), FOUND[name](black, hole()))


@pytest.mark.parametrize(
    "name", [name for name in INPAINTINGS if name != PATCHMATCH]
)  # which copies, and knows no ramp
def test_an_inpainting_continues_a_ramp_far_better_than_a_black_hole(name):
    clean, mask = ramp(), hole()
    damaged = clean * ~mask[..., None]
    painted = FOUND[name](damaged, mask)
    assert np.square(painted - clean).mean() < 0.02 * np.square(damaged - clean).mean()


@pytest.mark.parametrize("name", INPAINTINGS)
def test_a_flat_picture_is_filled_with_its_own_colour(name):
    clean = np.full((32, 32, 3), (51, 102, 204), np.float32) / 255
    painted = FOUND[name](clean * ~hole()[..., None], hole())
    np.testing.assert_allclose(painted, clean, atol=2.5 / 255)  # Telea is off by two levels


@pytest.mark.parametrize(
    ("name", "flag"), [("OpenCV Telea", cv2.INPAINT_TELEA), ("OpenCV Navier-Stokes", cv2.INPAINT_NS)]
)
def test_the_hole_holds_what_opencv_paints(name, flag):
    pixels = np.random.default_rng(2).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    theirs = cv2.inpaint(pixels, hole().astype(np.uint8), RADIUS, flag)
    ours = FOUND[name](pixels.astype(np.float32) / 255, hole())
    np.testing.assert_array_equal(np.rint(ours * 255), theirs)


def test_the_biharmonic_surface_is_scikit_images_and_continues_a_ramp_all_but_exactly():
    clean = ramp()
    painted = FOUND["biharmonic"](clean * ~hole()[..., None], hole())
    theirs = inpaint_biharmonic(clean * ~hole()[..., None], hole(), channel_axis=-1)
    np.testing.assert_allclose(painted, theirs, atol=1e-6)
    np.testing.assert_allclose(painted, clean, atol=0.01)


def test_the_membrane_is_the_exact_solution_of_laplaces_equation():
    image = np.random.default_rng(5).random((32, 32, 3), np.float32)
    places = {place: i for i, place in enumerate(zip(*np.nonzero(hole()), strict=True))}
    matrix, right = lil_matrix((len(places), len(places))), np.zeros((len(places), 3))
    for (y, x), i in places.items():
        matrix[i, i] = 4
        for near in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
            if near in places:
                matrix[i, places[near]] = -1
            else:
                right[i] += image[near]
    exact = spsolve(matrix.tocsr(), right)
    np.testing.assert_allclose(FOUND["membrane"](image, hole())[hole()], exact, atol=0.2 / 255)


@pytest.mark.skipif(FSR not in FOUND, reason="OpenCV without its contributed modules")
def test_fsr_goes_on_with_what_repeats():
    stripes = np.broadcast_to((0.5 + 0.3 * np.sin(np.arange(32) * np.pi / 4))[None, :, None], (32, 32, 3))
    clean = stripes.astype(np.float32)
    painted, flat = (FOUND[name](clean, hole()) for name in (FSR, "OpenCV Telea"))
    assert np.square(painted - clean).mean() < 0.2 * np.square(flat - clean).mean()


@pytest.mark.skipif(PATCHMATCH not in FOUND, reason="pypatchmatch is not installed")
def test_patchmatch_fills_with_colours_of_the_picture_and_prints_nothing():
    code = (
        "import numpy as np\nfrom murals.score.peers import PATCHMATCH, find_peers\n"
        "image = np.zeros((40, 40, 3), np.float32)\nimage[:, ::8] = (1, 0, 0)\nmask = np.zeros((40, 40), bool)\n"
        "mask[10:24, 10:24] = True\nfilled = find_peers()[PATCHMATCH](image, mask)\n"
        "assert filled[mask][:, 0].max() > 0.5, filled[mask].max()\nassert filled[mask][:, 1:].max() == 0\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_where_nothing_is_known_nothing_is_to_be_seen():
    for name in INPAINTINGS:
        np.testing.assert_array_equal(FOUND[name](ramp(), np.ones((32, 32), bool)), np.zeros((32, 32, 3)))


@pytest.mark.parametrize("name", FOUND)
def test_an_empty_mask_changes_nothing(name):
    np.testing.assert_array_equal(FOUND[name](ramp(), np.zeros((32, 32), bool)), ramp())


def test_a_peer_that_is_not_installed_is_named_with_its_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "patchmatch", None)  # an import of it now fails
    monkeypatch.setattr(peers, "load_fsr", lambda: None)
    assert list(find_peers()) == list(ALWAYS)
    assert missing_peers() == {FSR: "opencv-contrib-python-headless", PATCHMATCH: "pypatchmatch"}


def test_what_was_found_has_known_names():
    assert set(FOUND) <= set(PEERS)
    assert missing_peers().keys() == set(PEERS) - set(FOUND)
