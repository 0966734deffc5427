"""Small folders of aligned pairs, drawn by numpy: no photographs."""

from pathlib import Path

import numpy as np
import pytest
from aligned_samples import write_aligned
from PIL import Image


@pytest.fixture
def aligned(tmp_path: Path) -> Path:
    """A folder of eight training and four validation pairs of 64 px, side by side: B is A with its colours mapped."""
    return write_aligned(tmp_path / "data")


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
