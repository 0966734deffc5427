"""Helpers that several tests call: small folders of pairs."""

from pathlib import Path

import numpy as np
from PIL import Image


def write_pairs(root: Path, *, train: int = 8, val: int = 4, size: int = 64, masks: bool = True) -> Path:
    """Write smooth coloured squares, black boxes cut out of them, and the masks."""
    for split, count in (("train", train), ("val", val)):
        for i in range(count):
            rng = np.random.default_rng([i, split == "val"])
            y, x = np.mgrid[:size, :size] / size
            waves = [np.sin(rng.uniform(2, 9) * x + rng.uniform(2, 9) * y + rng.uniform(0, 6)) for _ in range(3)]
            clean = (np.stack(waves, -1) * 90 + 128).astype(np.uint8)
            top, left = rng.integers(0, size // 2, 2)
            mask = np.zeros((size, size), np.uint8)
            mask[top : top + size // 4, left : left + size // 3] = 255
            kinds = {"ground_truth": clean, "damaged": clean * (mask == 0)[..., None]} | (
                {"mask": mask} if masks else {}
            )
            for kind, pixels in kinds.items():
                path = root / split / kind / f"{i:02}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                Image.fromarray(pixels.astype(np.uint8)).save(path)
    return root
