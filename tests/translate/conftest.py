"""Small folders of aligned pairs, drawn by numpy: no photographs."""

from pathlib import Path

import numpy as np
import pytest
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


@pytest.fixture
def aligned(tmp_path: Path) -> Path:
    """A folder of eight training and four validation pairs of 64 px, side by side: B is A with its colours mapped."""
    for split, count, first in (("train", 8, 0), ("val", 4, 100)):
        for i in range(count):
            image = smooth_image(first + i)
            write_side_by_side(tmp_path / "data" / split / f"{i:02}.png", image, recoloured(image))
    return tmp_path / "data"


@pytest.fixture
def in_folders(aligned: Path, tmp_path: Path) -> Path:
    """The same pairs in two folders with equal names."""
    for file in aligned.glob("*/*.png"):
        pixels = np.asarray(Image.open(file))
        for side, half in (("A", pixels[:, :64]), ("B", pixels[:, 64:])):
            out = tmp_path / "folders" / file.parent.name / side / file.name
            out.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(half).save(out)
    return tmp_path / "folders"
