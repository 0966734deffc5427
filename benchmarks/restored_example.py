"""Draw the picture of the README: a drawn wall with opaque losses, before and after the packaged model filled them.

python benchmarks/restored_example.py docs/images/restored.png
"""

import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np

from murals.demo.demo_restore import restore_sample
from murals.images import from_float, read_image, write_image

WIDTH = 1024  # px of the picture
GAP = 8  # white px between before and after


def main(out: Path) -> None:
    """Write the picture to `out`; an older one is replaced."""
    with tempfile.TemporaryDirectory() as folder:
        sample = restore_sample(Path(folder), device="cpu")
        before, after = (_shrunk(read_image(path)) for path in (sample.damaged, sample.output))
    gap = np.ones((GAP, WIDTH, 3), np.float32)
    write_image(out, from_float(np.concatenate([before, gap, after]), np.uint8), overwrite=True)


def _shrunk(image: np.ndarray) -> np.ndarray:
    height = round(image.shape[0] * WIDTH / image.shape[1])
    return cv2.resize(image, (WIDTH, height), interpolation=cv2.INTER_AREA)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
