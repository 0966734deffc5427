"""Random fields `(H, W)` float32 with mean 0 and deviation 1, from which damage is made. Lengths are in pixels.

References
----------
Fractal noise (a sum of octaves, each half as wide): Perlin 1985, https://doi.org/10.1145/325165.325247
Cells: Worley 1996, https://doi.org/10.1145/237170.237267
"""

import cv2
import numpy as np


def fractal_noise(
    size: tuple[int, int], rng: np.random.Generator, *, widest: float, finest: float = 2.0, roughness: float = 0.5
) -> np.ndarray:
    """Return smooth noise with features from `widest` to `finest` px; each octave weighs `roughness` of the last."""
    octaves = max(1, 1 + round(np.log2(widest / finest)))
    coarse = [int(np.ceil(side / (finest * 2 ** (octaves - 1)))) + 1 for side in size]  # one more, to shift at random
    field = rng.standard_normal(coarse, np.float32)
    for octave in range(1, octaves):
        field = cv2.pyrUp(field)
        field += roughness**octave * rng.standard_normal(field.shape, np.float32)
    field = cv2.resize(field, None, fx=finest, fy=finest, interpolation=cv2.INTER_LINEAR)
    y, x = (int(rng.integers(0, have - want + 1)) for have, want in zip(field.shape, size, strict=True))
    return standardised(field[y : y + size[0], x : x + size[1]])


def cell_noise(size: tuple[int, int], rng: np.random.Generator, *, width: float) -> np.ndarray:
    """Return noise that is constant on angular cells about `width` px wide, as paint comes off in chips."""
    height, breadth = size
    seeds = np.ones(size, np.uint8)
    count = max(1, round(height * breadth / width**2))
    seeds[rng.integers(0, height, count), rng.integers(0, breadth, count)] = 0  # distance is measured to zeros
    labels = cv2.distanceTransformWithLabels(seeds, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)[1]
    return rng.standard_normal(count + 1, np.float32)[labels]


def grain(size: tuple[int, int], rng: np.random.Generator, *, width: float = 1.0) -> np.ndarray:
    """Return noise without structure above `width` px, as sand in plaster."""
    fine = (rng.random(size, np.float32) - 0.5) * np.float32(12**0.5)  # an even distribution is drawn faster
    return fine if width <= 1 else standardised(cv2.GaussianBlur(fine, (0, 0), width / 2))


def relief(field: np.ndarray) -> np.ndarray:
    """Return the surface `field` as light from the upper left shades it: positive where it faces the light."""
    return cv2.filter2D(field, cv2.CV_32F, np.array([[-1, -1, 0], [-1, 0, 1], [0, 1, 1]], np.float32) / 3)


def standardised(field: np.ndarray) -> np.ndarray:
    """Return the field with mean 0 and deviation 1 (a constant field: zeros)."""
    return (field - field.mean()) / max(float(field.std()), np.finfo(np.float32).tiny)
