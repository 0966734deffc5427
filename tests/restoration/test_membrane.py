import numpy as np
import pytest

from murals.images.tensors import to_tensor
from murals.learn.fill import SWEEPS, fill_holes
from murals.restoration import membrane


@pytest.fixture
def rng():
    return np.random.default_rng(2)


@pytest.mark.parametrize("size", [(64, 64), (37, 53), (1, 9), (130, 201)])
def test_the_membrane_is_that_of_the_training(rng, size):
    image = rng.random((*size, 3)).astype(np.float32)
    hole = rng.random(size) < 0.4
    hole[size[0] // 4 : size[0] // 2 + 1] = True
    theirs = fill_holes(to_tensor(image), to_tensor(hole))[0].permute(1, 2, 0).numpy()
    assert membrane.SWEEPS == SWEEPS
    assert np.abs(membrane.fill_membrane(image, hole) - theirs).max() < 1e-5
