"""A painting for the recipes of damage."""

import numpy as np
import pytest


@pytest.fixture(scope="session")
def painting() -> np.ndarray:
    """Return bands of strong colour `(192, 256, 3)` float32, each a little uneven."""
    bands = np.array([[0.7, 0.2, 0.1], [0.1, 0.4, 0.5], [0.8, 0.7, 0.3], [0.2, 0.2, 0.25]], np.float32)
    image = np.repeat(np.repeat(bands[:, None], 48, 0), 256, 1)
    return np.clip(image + np.random.default_rng(0).normal(0, 0.02, image.shape), 0, 1).astype(np.float32)


@pytest.fixture(scope="session")
def everywhere(painting: np.ndarray) -> np.ndarray:
    """Return the mask of a wall without any damage yet: every pixel is free."""
    return np.ones(painting.shape[:2], bool)
