"""Materials in a loss instead of paint: plain colour, plaster, wood, earth, paper, another picture, other paint.

Every material is a function `(size, tones, rng) -> (h, w, 3)` float32, not clipped; `tones` are two colours `(3,)`, the
second a variation of the first. Pictures and paint come from tiles `(H, W, 3)` float32 in [0, 1].
"""

from collections.abc import Callable

import cv2
import numpy as np

from murals.data.recipes.noise import cell_noise, fractal_noise, grain, relief

Tones = tuple[np.ndarray, np.ndarray]
Material = Callable[[tuple[int, int], Tones, np.random.Generator], np.ndarray]

RECOLOURED = 0.6  # share of the foreign pictures whose colours are changed:
HUE = (40.0, 320.0)  # degrees by which they turn
GAIN = (0.6, 1.5)  # of its saturation and of its lightness
NEAR = (0.06, 0.4)  # how far off paint of the same wall is taken, as a share of the tile's side


def plain(size: tuple[int, int], tones: Tones, rng: np.random.Generator) -> np.ndarray:
    """Return one colour, all but even: overpaint, cement, a retouch in one tone."""
    return _between(tones, 0.25 * fractal_noise(size, rng, widest=120)) + 0.012 * _grain(size, rng)


def plaster(size: tuple[int, int], tones: Tones, rng: np.random.Generator) -> np.ndarray:
    """Return rough lime or cement in the light from the upper left."""
    rough = fractal_noise(size, rng, widest=rng.uniform(12, 50), roughness=rng.uniform(0.7, 0.95))
    shade = rng.uniform(0.02, 0.07) * (relief(rough) + 0.4 * rough)[..., None]
    return _between(tones, 0.6 * fractal_noise(size, rng, widest=80)) + shade + 0.02 * _grain(size, rng)


def wood(size: tuple[int, int], tones: Tones, rng: np.random.Generator) -> np.ndarray:
    """Return the grain of a board: rings cut lengthwise, and fibres."""
    upright = rng.random() < 0.5
    shape = size if upright else size[::-1]
    rings = 2.5 * _drawn_out(shape, rng, 60.0) + np.arange(shape[1], dtype=np.float32) / rng.uniform(5, 18)
    fibres = rng.uniform(0.02, 0.06) * _drawn_out(shape, rng, 6.0)
    board = _between(tones, 1.2 * np.sin(rings)) + fibres[..., None]
    return board if upright else board.transpose(1, 0, 2)


def earth(size: tuple[int, int], tones: Tones, rng: np.random.Generator) -> np.ndarray:
    """Return clay with straw and pebbles, or coarse mortar."""
    pebbles = cv2.GaussianBlur(cell_noise(size, rng, width=rng.uniform(3, 9)), (0, 0), 0.8)
    ground = fractal_noise(size, rng, widest=30, roughness=0.9)
    shade = rng.uniform(0.03, 0.09) * relief(ground + 0.5 * pebbles)
    return _between(tones, 0.5 * ground + 0.6 * pebbles) + shade[..., None] + 0.03 * _grain(size, rng)


def paper(size: tuple[int, int], tones: Tones, rng: np.random.Generator) -> np.ndarray:
    """Return facing tissue or a poster: smooth, with fibres and a few folds."""
    fibres = grain(size, rng, width=3)
    folds = np.abs(fractal_noise(size, rng, widest=rng.uniform(60, 160), finest=8))
    creased = rng.uniform(0, 0.08) * np.exp(-folds / 0.03)
    return _between(tones, 0.3 * fibres) + (creased + 0.012 * fibres)[..., None]


MATERIALS: tuple[Material, ...] = (plain, plaster, wood, earth, paper)


def picture(size: tuple[int, int], source: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a cut `(h, w, 3)` of `source`, turned, mirrored, often in other colours: paint, but foreign."""
    turned = np.rot90(source, int(rng.integers(1, 4)))
    turned = np.flip(turned, 1) if rng.random() < 0.5 else turned
    cut = _cut(turned, size, rng)
    return _in_other_colours(cut, rng) if rng.random() < RECOLOURED else cut


def other_paint(
    size: tuple[int, int], corner: tuple[int, int], source: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Return paint `(h, w, 3)` of the same wall from nearby, as it is or blurred: it continues, but wrongly.

    `corner` is where `size` begins in `source`.
    """
    angle, far = rng.uniform(0, 2 * np.pi), rng.uniform(*NEAR) * min(source.shape[:2])
    y, x = (round(c + far * part) for c, part in zip(corner, (np.sin(angle), np.cos(angle)), strict=True))
    rows, columns = (_mirrored(start, n, side) for start, n, side in zip((y, x), size, source.shape, strict=False))
    paint = source[rows][:, columns]
    return cv2.GaussianBlur(paint, (0, 0), rng.uniform(1, 6)) if rng.random() < 0.3 else paint


def _between(tones: Tones, mix: np.ndarray) -> np.ndarray:
    """Return the colours `(h, w, 3)` between two tones where `mix` `(h, w)` runs from -1 to 1."""
    share = np.clip(0.5 + 0.5 * mix, 0, 1)[..., None]
    return (tones[0] + share * (tones[1] - tones[0])).astype(np.float32)


def _drawn_out(size: tuple[int, int], rng: np.random.Generator, widest: float) -> np.ndarray:
    """Return noise `(h, w)` whose features are `widest` px wide and many times as high."""
    short = fractal_noise((max(2, size[0] // 12), size[1]), rng, widest=widest, roughness=0.7)
    return cv2.resize(short, size[::-1])


def _grain(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    return grain(size, rng)[..., None]


def _cut(source: np.ndarray, size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Return a window of `size` anywhere in `source`, mirrored where it is larger."""
    starts = (int(rng.integers(0, max(1, side - n + 1))) for n, side in zip(size, source.shape, strict=False))
    rows, columns = (_mirrored(start, n, side) for start, n, side in zip(starts, size, source.shape, strict=False))
    return source[rows][:, columns]


def _mirrored(start: int, count: int, side: int) -> np.ndarray:
    """Return `count` places from `start` on along a side of `side` px, turning back where it ends."""
    places = np.abs(np.arange(start, start + count)) % (2 * side)
    return np.where(places < side, places, 2 * side - 1 - places)


def _in_other_colours(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    hsv = cv2.cvtColor(np.ascontiguousarray(image, np.float32), cv2.COLOR_RGB2HSV)  # degrees, and twice [0, 1]
    hsv[..., 0] = (hsv[..., 0] + rng.uniform(*HUE)) % 360
    hsv[..., 1:] = np.clip(hsv[..., 1:] * rng.uniform(*GAIN, 2).astype(np.float32), 0, 1)
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
