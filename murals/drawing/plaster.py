"""Plaster and age: clay ground, grains of pigment, a slight age tone.

Nothing here is damage: every stroke stays legible, no pixel of paint is lost.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.drawing.palette import Colour

Image = NDArray[np.float32]

WEAR = 0.16  # greatest share of plaster that shows through thin paint
GRAIN = 0.055  # contrast of coarse mineral grains, azurite and malachite; earths have a third of it
RELIEF = 0.014  # contrast of the trowelled surface under raking light
STRAW = np.array([0.9, 0.8, 0.6], np.float32)
AGE = np.array([0.985, 0.965, 0.915], np.float32)  # what lamp smoke and dust leave of red, green and blue


def age(paint: Image, plaster: Colour, rng: np.random.Generator, *, scale: float) -> Image:
    """Return the painted wall as it looks today, (H, W, 3) float32 in [0, 1]; `scale` is pixels per wall unit."""
    height, width = paint.shape[:2]
    wall = (
        np.array(plaster, np.float32)
        / np.float32(255)
        * (1 + 0.05 * cloud((height, width), 90 * scale, rng))[..., None]
    )
    thin = 0.5 + 0.2 * cloud((height, width), 36 * scale, rng) + 0.25 * cloud((height, width), 1.6 * scale, rng)
    image: Image = paint + (wall - paint) * (WEAR * np.clip(thin, 0, 1, dtype=np.float32))[..., None]
    image *= _grains(image, rng, scale)[..., None]
    image *= (1 + RELIEF * _relief((height, width), rng, scale))[..., None]
    image *= AGE ** (1 + 0.6 * cloud((height, width), 160 * scale, rng)[..., None])
    _strew_straw(image, rng, scale)
    return np.clip(image, 0, 1, dtype=np.float32)


def cloud(shape: tuple[int, int], period: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return smooth noise of mean 0 and deviation about 0.6, (H, W) float32; its lumps are `period` pixels apart."""
    cells = tuple(max(round(side / max(period, 1)), 1) + 3 for side in shape)
    coarse = rng.standard_normal(cells, np.float32)
    return cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_LINEAR if period < 4 else cv2.INTER_CUBIC)


def _grains(image: Image, rng: np.random.Generator, scale: float) -> NDArray[np.float32]:
    """Return the shading of the grains: the bluer or greener the paint, the coarser its mineral."""
    coarse = np.clip((np.maximum(image[..., 1], image[..., 2]) - image[..., 0]) * 5, 0, 1)
    fine, rough = cloud(image.shape[:2], 1.0, rng), cloud(image.shape[:2], 2.2 * scale, rng)
    return 1 + GRAIN * (0.34 + 0.66 * coarse) * (0.6 * fine + 0.8 * rough)


def _relief(shape: tuple[int, int], rng: np.random.Generator, scale: float) -> NDArray[np.float32]:
    """Return light from the upper left on a trowelled surface: the slope of a sum of noises."""
    surface = (
        3 * cloud(shape, 26 * scale, rng) + 1.2 * cloud(shape, 7 * scale, rng) + 0.35 * cloud(shape, 2.5 * scale, rng)
    )
    slope = cv2.Sobel(surface, cv2.CV_32F, 1, 0) + cv2.Sobel(surface, cv2.CV_32F, 0, 1)
    return np.clip(slope / 1.6, -2, 2)


def _strew_straw(image: Image, rng: np.random.Generator, scale: float) -> None:
    """Press chopped straw into the surface: short pale strokes with a shadow, a few hundred a square metre."""
    height, width = image.shape[:2]
    count = int(90 * height * width / (768 * 1024 * scale**2))
    light, shadow = np.zeros((height, width), np.float32), np.zeros((height, width), np.float32)
    for _ in range(count):
        centre = rng.uniform(0, 1, 2) * (width, height)
        angle, reach = rng.uniform(0, np.pi), rng.uniform(3, 9) * scale
        step = np.array([np.cos(angle), np.sin(angle)]) * reach
        bend = step[::-1] * (-1, 1) * rng.uniform(-0.3, 0.3)
        stalk = np.array([centre - step, centre + bend, centre + step])
        for layer, shift in ((light, 0.0), (shadow, 0.9 * scale)):
            corners = np.round((stalk + shift) * 16).astype(np.int32)
            cv2.polylines(layer, [corners], False, rng.uniform(0.05, 0.16), 1, cv2.LINE_AA, 4)
    image += light[..., None] * (STRAW - image) - shadow[..., None] * image * 0.7
