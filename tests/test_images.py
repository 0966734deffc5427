"""`murals.images` as others see it; its modules have their tests in `tests/images/`."""

import subprocess
import sys

import murals.images


def test_every_public_name_is_there():
    assert murals.images.__all__ == sorted(murals.images.__all__, key=lambda name: (not name.isupper(), name))
    assert all(hasattr(murals.images, name) for name in murals.images.__all__)


def test_reading_an_image_does_not_wait_for_torch():
    code = "import sys, murals.images; print(sorted({'torch', 'fastai', 'skimage', 'matplotlib'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
