import numpy as np
import pytest
import torch

from murals.images import to_float
from murals.images.tensors import to_array, to_tensor


def test_tensor_and_back(rgb8):
    tensor = to_tensor(to_float(rgb8))
    assert tuple(tensor.shape) == (1, 3, 7, 5) and tensor.is_contiguous() and str(tensor.dtype) == "torch.float32"
    assert tensor[0, 2, 6, 4].item() == pytest.approx(rgb8[6, 4, 2] / 255)
    assert np.array_equal(to_array(tensor), to_float(rgb8))
    assert np.array_equal(to_array(tensor[0]), to_float(rgb8))


def test_a_mask_becomes_one_channel_and_comes_back(rng):
    mask = rng.random((4, 6)) > 0.5
    tensor = to_tensor(mask)
    assert tuple(tensor.shape) == (1, 1, 4, 6)
    assert np.array_equal(to_array(tensor), mask.astype(np.float32))


def test_a_batch_is_not_one_image():
    with pytest.raises(ValueError, match=r"expected one image.*\(2, 3, 4, 4\)"):
        to_array(torch.zeros(2, 3, 4, 4))
