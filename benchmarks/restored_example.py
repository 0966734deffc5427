"""Draw the picture of the README: a drawn wall with opaque losses, filled by the packaged model.

Above: the losses, and the neutral fill. Below: the mimetic fill, and its map of sources without the legend. A pixel of
the wall is a pixel of the picture.

python benchmarks/restored_example.py docs/images/restored.png
"""

import sys
import tempfile
from pathlib import Path

import numpy as np

from murals.demo.demo_restore import restore_sample
from murals.images import from_float, read_image, write_image

SEED = 11  # apsaras, chosen by eye among six walls: it shows what comes back and what does not
HEIGHT, WIDTH = 384, 512  # px of the wall
GAP = 8  # white px between the pictures


def main(out: Path) -> None:
    """Write the picture to `out`; an older one is replaced."""
    with tempfile.TemporaryDirectory() as folder:
        sample = restore_sample(Path(folder), seed=SEED, height=HEIGHT, width=WIDTH, device="cpu")
        files = (sample.damaged, sample.neutral, sample.output, sample.sources)
        losses, neutral, mimetic, sources = (read_image(path)[:HEIGHT] for path in files)
    rows = [_joined([losses, neutral], axis=1), _joined([mimetic, sources], axis=1)]
    write_image(out, from_float(_joined(rows, axis=0), np.uint8), overwrite=True)


def _joined(pictures: list[np.ndarray], *, axis: int) -> np.ndarray:
    """Return two pictures side by side (axis 1) or one below the other (axis 0), with white between them."""
    first, second = pictures
    size = (GAP, first.shape[1]) if axis == 0 else (first.shape[0], GAP)
    return np.concatenate([first, np.ones((*size, 3), np.float32), second], axis)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
