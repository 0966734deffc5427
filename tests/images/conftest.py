"""Samples for the tests of images: pixels, a profile, EXIF."""

import numpy as np
import pytest
from image_samples import make_exif
from PIL import ImageCms


@pytest.fixture
def rng():
    return np.random.default_rng(2024)


@pytest.fixture
def rgb8(rng):
    return rng.integers(0, 256, (7, 5, 3), dtype=np.uint8)


@pytest.fixture
def rgb16(rng):
    return rng.integers(0, 65536, (7, 5, 3), dtype=np.uint16)


@pytest.fixture
def samples(rng):
    """The function that makes an image (7, 5, count) of a dtype."""

    def make(count: int, dtype: str) -> np.ndarray:
        x = rng.random((7, 5, count), np.float32)
        return x if dtype == "float32" else (x * np.iinfo(dtype).max).astype(dtype)

    return make


@pytest.fixture
def icc():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.fixture
def exif():
    """The function that makes a block with the orientation asked for."""
    return make_exif
