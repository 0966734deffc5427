"""Small pictures for the tests of the tab Blend: an 8-bit source with a motif, a 16-bit target."""

import numpy as np

from murals.images.photograph import Photograph
from murals.images.write import write_photograph

SOURCE_SIZE, TARGET_SIZE = (120, 160), (140, 200)  # height, width


def source_pixels() -> np.ndarray:
    """Return sandy plaster with a dark disc, (120, 160, 3) uint8."""
    y, x = np.mgrid[: SOURCE_SIZE[0], : SOURCE_SIZE[1]]
    ground = np.stack([190 + x / 8, 160 + y / 8, 110 + (x + y) / 16], axis=2)
    disc = (x - 80) ** 2 + (y - 60) ** 2 < 30**2
    ripple = 40 + 15 * np.sin(x / 3) + 15 * np.cos(y / 4)
    return np.where(disc[..., None], ripple[..., None] * (1.0, 1.4, 0.8), ground).astype(np.uint8)


def target_pixels() -> np.ndarray:
    """Return a green wall that grows lighter to the right, (140, 200, 3) uint16."""
    y, x = np.mgrid[: TARGET_SIZE[0], : TARGET_SIZE[1]]
    light = 20_000 + 120 * x + 40 * y + 700 * np.sin(x / 5)
    return (light[..., None] * (0.8, 1.0, 0.7)).astype(np.uint16)


def write_pair(folder):
    """Write both as PNG into `folder` and return their paths, source first."""
    source, target = folder / "motif.png", folder / "wall.png"
    write_photograph(source, Photograph(source_pixels(), source), source_pixels())
    write_photograph(target, Photograph(target_pixels(), target, dpi=(300.0, 300.0)), target_pixels())
    return source, target
