import numpy as np
import pytest

from murals.images.photograph import split_samples


@pytest.mark.parametrize(
    ("count", "grey", "alpha"), [(1, True, False), (2, True, True), (3, False, False), (4, False, True)]
)
def test_samples_are_split_into_pixels_and_alpha(rng, count, grey, alpha):
    samples = rng.integers(0, 65536, (7, 5, count), dtype=np.uint16)
    pixels, found, was_grey = split_samples(samples)
    assert pixels.shape == (7, 5, 3) and pixels.dtype == np.uint16 and pixels.flags.c_contiguous
    assert was_grey == grey and (found is not None) == alpha
    assert np.array_equal(pixels, samples[..., [0, 0, 0] if grey else [0, 1, 2]])
    if found is not None:
        assert np.array_equal(found, samples[..., -1])


def test_a_mirrored_view_becomes_an_array_that_torch_takes(rgb8):
    assert split_samples(rgb8[::-1, ::-1])[0].strides == rgb8.strides
