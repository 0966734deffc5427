"""Aligned pairs that several tests of image translation draw: smooth waves, and the same with their colours mapped."""

from pathlib import Path

import numpy as np
from PIL import Image

MAPPING = np.array([[0.2, 0.1, 0.6], [0.5, 0.3, 0.0], [0.1, 0.2, 0.3]])  # a linear mapping of colours that keeps [0, 1]


def smooth_image(seed: int, size: int = 64) -> np.ndarray:
    """Draw smooth waves, `(size, size, 3)` uint8."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:size, :size] / size
    waves = [np.sin(rng.uniform(2, 9) * x + rng.uniform(2, 9) * y + rng.uniform(0, 6)) for _ in range(3)]
    return np.round(np.stack(waves, -1) * 110 + 127).astype(np.uint8)


def recoloured(image: np.ndarray) -> np.ndarray:
    """Apply the known linear mapping of colours."""
    return np.round(image @ MAPPING.T).astype(np.uint8)


def write_side_by_side(path: Path, a: np.ndarray, b: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.concatenate([a, b], axis=1)).save(path)


def write_aligned(root: Path, *, train: int = 8, val: int = 4) -> Path:
    """Write pairs of 64 px, side by side, where B is A with its colours mapped."""
    for split, count, first in (("train", train, 0), ("val", val, 100)):
        for i in range(count):
            image = smooth_image(first + i)
            write_side_by_side(root / split / f"{i:02}.png", image, recoloured(image))
    return root
