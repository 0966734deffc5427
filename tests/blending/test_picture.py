import numpy as np
import pytest

from murals.blending.picture import float_colours, grey_of, join_picture, split_picture, white_of, with_channels
from murals.errors import MuralsError


@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 1), (4, 5, 2), (4, 5, 3), (4, 5, 4)])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32", "float64"])
def test_a_picture_that_is_split_and_joined_is_the_same(shape, dtype):
    image = (np.random.default_rng(0).random(shape) * white_of(dtype)).astype(dtype)
    picture = split_picture(image, "target")
    assert picture.colours.shape == (4, 5, 1 if len(shape) == 2 or shape[2] < 3 else 3)
    assert (picture.alpha is not None) == (len(shape) == 3 and shape[2] in (2, 4))
    joined = join_picture(picture.colours, image)
    assert joined.dtype == image.dtype
    assert np.array_equal(joined, image)


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (np.zeros((4, 5, 6)), r"the source is of shape \(4, 5, 6\): expected"),
        (np.zeros(7), r"the source is of shape \(7,\): expected"),
        (np.zeros((0, 5, 3)), r"the source is of shape \(0, 5, 3\)"),
        (np.zeros((4, 5), np.int64), "the source is of int64: expected uint8, uint16 or float"),
        (np.full((4, 5), 255.0), "float with values from 255 to 255: expected 0 to 1, divide it by its white"),
        (np.full((4, 5), np.nan), "float with values from nan to nan"),
    ],
)
def test_no_picture_is_a_sentence(image, sentence):
    with pytest.raises(MuralsError, match=sentence):
        split_picture(image, "source")


def test_channels_are_matched():
    grey = np.full((2, 2, 1), 0.25, np.float32)
    colour = np.zeros((2, 2, 3), np.float32)
    colour[..., 1] = 1
    assert np.array_equal(with_channels(grey, 3), np.full((2, 2, 3), 0.25, np.float32))
    assert with_channels(colour, 1) == pytest.approx(np.full((2, 2, 1), 0.587))  # BT.601: the share of green
    assert with_channels(colour, 3) is colour
    assert grey_of(grey) is grey


def test_floats_share_no_memory():
    image = np.full((2, 2, 3), 0.5, np.float32)
    float_colours(image)[:] = 0
    assert (image == 0.5).all()
    assert float_colours(np.full((1, 1, 1), 51, np.uint8))[0, 0, 0] == pytest.approx(0.2)
