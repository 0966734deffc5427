"""Masks and pictures that the solver is tried on."""

from collections.abc import Callable

import numpy as np


def noise(height: int, width: int, channels: int = 3, seed: int = 0) -> np.ndarray:
    """A picture of seeded noise, `(H, W, C)` float32 in [0, 1]."""
    return np.random.default_rng(seed).random((height, width, channels), np.float32)


def clone(mask: np.ndarray, channels: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """A noisy source in the mask of a noisy target, and the divergence of the source's gradients."""
    source, target = (noise(*mask.shape, channels, seed) for seed in (1, 2))
    return np.where(mask[..., None], source, target), outflow(source)


def outflow(image: np.ndarray) -> np.ndarray:
    """The sum of f_p - f_q over the neighbours q of p inside the image, float32."""
    total = np.zeros(image.shape)
    for axis in (0, 1):
        step = np.diff(image.astype(np.float64), axis=axis)
        front, back = [slice(None)] * 3, [slice(None)] * 3
        front[axis], back[axis] = slice(None, -1), slice(1, None)
        total[tuple(front)] -= step
        total[tuple(back)] += step
    return total.astype(np.float32)


def _grid(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = np.mgrid[:height, :width]
    return rows, columns


def _ellipse(height: int, width: int) -> np.ndarray:
    rows, columns = _grid(height, width)
    y, x = (rows - height / 2) / height, (columns - width / 2) / width
    return (x**2 + y**2 < 0.2) & ((x - 0.1) ** 2 + (y + 0.05) ** 2 > 0.01)


def _comb(height: int, width: int) -> np.ndarray:
    mask = np.zeros((height, width), bool)
    mask[1:-1:2, 1:-1] = mask[1:-1, 1] = True
    return mask


def _spiral(height: int, width: int) -> np.ndarray:
    rows, columns = _grid(height, width)
    y, x = rows - height / 2, columns - width / 2
    radius, turn = np.hypot(x, y), np.arctan2(y, x) / (2 * np.pi)
    return ((radius - 5 * turn) % 5 < 2) & (radius < min(height, width) / 2 - 2)


def _but(place: Callable[[int, int], tuple[int, int]]) -> Callable[[int, int], np.ndarray]:
    def mask(height: int, width: int) -> np.ndarray:
        whole = np.ones((height, width), bool)
        whole[place(height, width)] = False
        return whole

    return mask


def _parts(height: int, width: int) -> np.ndarray:
    mask = np.zeros((height, width), bool)
    mask[2:9, 3:20] = mask[height - 12 :, width - 9 :] = mask[height // 2, 8] = True
    return mask


AWKWARD: dict[str, Callable[[int, int], np.ndarray]] = {
    "ellipse with a hole": _ellipse,
    "line": lambda h, w: _grid(h, w)[0] == h // 2,
    "every second row": lambda h, w: _grid(h, w)[0] % 2 == 0,
    "comb": _comb,
    "spiral": _spiral,
    "chessboard": lambda h, w: sum(_grid(h, w)) % 2 == 0,
    "speckle": lambda h, w: np.random.default_rng(3).random((h, w)) < 0.6,
    "pinholes": lambda h, w: np.random.default_rng(4).random((h, w)) < 0.99,
    "whole": lambda h, w: np.ones((h, w), bool),
    "whole but a pixel": _but(lambda h, w: (h // 2, w // 3)),
    "whole but a corner": _but(lambda h, w: (0, 0)),
    "whole but a disc": lambda h, w: np.hypot(_grid(h, w)[0] - h / 2, _grid(h, w)[1] - w / 2) > 4,
    "whole but a column": lambda h, w: _grid(h, w)[1] > 0,
    "corner of the image": lambda h, w: (_grid(h, w)[0] < h // 2) & (_grid(h, w)[1] < w // 3),
    "parts": _parts,
}
