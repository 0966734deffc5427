"""Samples for the tests of images: pixels, a profile, EXIF; and a user who may read nothing."""

import os

import numpy as np
import pytest
from PIL import Image, ImageCms

from murals.errors import MuralsError

MAKER_NOTE = bytes(range(256))
AUTHOR = "Zhāng é".encode()


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
def icc():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.fixture
def exif():
    """Return a function that makes a block with the orientation asked for, an author with accents and a maker note."""

    def make(orientation: int) -> bytes:
        block = Image.Exif()
        block[0x0112] = orientation
        block[0x013B] = AUTHOR
        block.get_ifd(0x8769)[0x9003] = "2024:05:01 10:00:00"
        block.get_ifd(0x8769)[0x927C] = MAKER_NOTE
        block.get_ifd(0x8825)[1] = "N"
        return b"Exif\0\0" + block.tobytes().removeprefix(b"Exif\0\0")

    return make


@pytest.fixture
def told_to_nobody():
    """Return a function that runs `work()` inside `folder` as another user and returns the MuralsError's sentence."""
    if not hasattr(os, "fork") or os.getuid() != 0:
        pytest.skip("becoming another user needs fork and root")

    def told(folder, work) -> str:
        folder.chmod(0o755)
        out, into = os.pipe()
        if (child := os.fork()) == 0:
            os.chdir(folder)  # the folders above it are closed to others
            os.setuid(65534)
            try:
                work()
                sentence = "nothing was raised"
            except MuralsError as error:
                sentence = str(error)
            except BaseException as error:
                sentence = repr(error)
            os.write(into, sentence.encode())
            os._exit(0)
        os.close(into)
        os.waitpid(child, 0)
        with os.fdopen(out) as pipe:
            return pipe.read()

    return told
