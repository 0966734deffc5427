from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from murals.errors import MuralsError
from murals.images.arrays import as_array, as_flat

COLOURS = np.random.default_rng(0).integers(0, 256, (6, 8, 3), np.uint8)


@pytest.mark.parametrize(
    ("picture", "shape", "dtype"),
    [
        (COLOURS, (6, 8, 3), np.uint8),
        (Image.fromarray(COLOURS), (6, 8, 3), np.uint8),
        (Image.fromarray(COLOURS).convert("P"), (6, 8, 3), np.uint8),  # an array of it would be places in a palette
        (Image.fromarray(COLOURS).convert("LA"), (6, 8, 4), np.uint8),
        (Image.fromarray(COLOURS[..., 0]), (6, 8), np.uint8),
        (Image.fromarray(COLOURS[..., 0].astype(np.uint16)), (6, 8), np.uint16),
        (Image.fromarray(COLOURS[..., 0] > 99), (6, 8), np.bool_),
    ],
)
def test_arrays_and_images_of_pil_are_taken(picture, shape, dtype):
    taken = as_array(picture, "image")
    assert (taken.shape, taken.dtype) == (shape, dtype)


def test_a_mask_of_three_equal_channels_is_one():
    grey = np.repeat(COLOURS[..., :1], 3, axis=2)
    for mask in (grey, Image.fromarray(grey), grey[..., :1], grey[..., 0]):
        assert np.array_equal(as_flat(mask, "mask"), COLOURS[..., 0])
    with pytest.raises(MuralsError, match=r"the mask is of shape \(6, 8, 3\): expected one channel, \(H, W\)"):
        as_flat(COLOURS, "mask")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("wall.png", r"the image is a path, wall\.png: read it first, by murals\.images\.read_image"),
        (Path("wall.png"), "the image is a path"),
        ([[0, 1]], r"the image is of list: expected an array \(H, W, 3\) or \(H, W\)"),
    ],
)
def test_what_is_no_picture_in_memory_is_refused_with_the_way_out(given, words):
    with pytest.raises(MuralsError, match=words):
        as_array(given, "image")
