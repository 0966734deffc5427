"""Outlines of losses: pits, flaked and broken pieces, clouds, runs, from 3 px to a third of the image's side.

An outline is `(H, W)` bool, one loss or one group of pits. Each is drawn in a square of its own and then placed; it may
leave the image. Lengths are in pixels.
"""

from collections.abc import Callable

import cv2
import numpy as np

from murals.data.recipes.fissures import log_uniform
from murals.data.recipes.noise import cell_noise, fractal_noise

LEAST_SIDE = 12.0  # px of a single loss; what is smaller comes in groups of pits
SHARE_OF_SIDE = 3  # a loss is at most the image's side divided by this
OUTLINE = 0.7  # where the outline lies between the middle of the square and its border, before noise moves it
PIT = (3.0, 14.0)  # px across; every range here is drawn from evenly unless it says otherwise
PITS = (5, 60)  # in a group, both ends belong to it
GROUP = 60.0  # px across, at least, of a group of pits
CORNERS = (4, 9)
RECTANGULAR = 0.3  # share of the pieces
BROKEN = 2.0  # px, how far the edges of a piece are rounded and rough
MOST_LEAST = 0.6  # of the largest side, the largest that the smallest of a wall may have

Shape = Callable[[int, np.random.Generator], np.ndarray]


def draw_least_side(size: tuple[int, int], rng: np.random.Generator) -> float:
    """Return the side of the smallest losses of a wall in px: some walls lose flakes, others only large pieces."""
    return log_uniform(rng, LEAST_SIDE, max(MOST_LEAST * _largest(size), LEAST_SIDE))


def draw_loss(size: tuple[int, int], rng: np.random.Generator, *, least: float = LEAST_SIDE) -> np.ndarray:
    """Return one loss or group of pits `(H, W)` bool somewhere in an image of `size`.

    Its side is from `least` px to a third of the image's, each doubling as likely as the next.
    """
    side = round(log_uniform(rng, least, max(_largest(size), least)))
    shapes, odds = zip(*SHAPES, strict=True)
    shape = shapes[int(rng.choice(len(shapes), p=np.array(odds) / sum(odds)))]
    return _put(shape(side, rng), size, rng)


def draw_blob(side: int, rng: np.random.Generator) -> np.ndarray:
    """Return a rounded loss `(S, S)` bool with a more or less ragged outline."""
    noise = fractal_noise((side, side), rng, widest=side * rng.uniform(0.2, 0.8), roughness=rng.uniform(0.4, 0.75))
    return _cone(side, rng, rng.uniform(1, 2.2)) + rng.uniform(0.05, 0.22) * noise > 0


def draw_chip(side: int, rng: np.random.Generator) -> np.ndarray:
    """Return an angular loss `(S, S)` bool, as paint comes off in flakes."""
    flakes = cell_noise((side, side), rng, width=max(3.0, side / rng.uniform(4, 14)))
    return _cone(side, rng, rng.uniform(1, 2)) + rng.uniform(0.12, 0.3) * flakes > 0


def draw_cloud(side: int, rng: np.random.Generator) -> np.ndarray:
    """Return many patches of all sizes `(S, S)` bool with sound islands between them."""
    noise = fractal_noise((side, side), rng, widest=side / 2, roughness=rng.uniform(0.55, 0.85))
    return rng.uniform(0.25, 0.5) * noise + _cone(side, rng, rng.uniform(1, 1.6)) > 0.15


def draw_piece(side: int, rng: np.random.Generator) -> np.ndarray:
    """Return a piece `(S, S)` bool with straight edges: broken plaster, a patch that was set in, a label."""
    if rng.random() < RECTANGULAR:
        half, turn = np.pi / 4 + rng.uniform(-0.35, 0.35), rng.uniform(0, 2 * np.pi)  # from diagonal to long side
        angles, radii = turn + np.array([half, np.pi - half, np.pi + half, -half]), np.full(4, 0.95)
    else:
        corners = int(rng.integers(*CORNERS))
        angles = 2 * np.pi * (np.arange(corners) + rng.uniform(-0.35, 0.35, corners)) / corners
        angles, radii = angles + rng.uniform(0, 2 * np.pi), rng.uniform(0.5, 1, corners)
    points = side / 2 * (1 + radii[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1))  # (corners, 2)
    piece = np.zeros((side, side), np.float32)
    cv2.fillPoly(piece, [np.round(points).astype(np.int32)], 1.0)
    rough = rng.uniform(0, 0.2) * fractal_noise((side, side), rng, widest=12)
    return (cv2.GaussianBlur(piece, (0, 0), BROKEN) + rough * (piece > 0)) > 0.5


def draw_run(side: int, rng: np.random.Generator) -> np.ndarray:
    """Return a long narrow loss `(S, S)` bool: a run, a scrape, the edge of a seam."""
    noise = fractal_noise((side, side), rng, widest=max(4.0, side / 6), roughness=0.6)
    return _cone(side, rng, rng.uniform(4, 9)) + rng.uniform(0.1, 0.4) * noise * _inside(side) > 0


def draw_pits(side: int, rng: np.random.Generator) -> np.ndarray:
    """Return a group of pits `(S, S)` bool, more crowded in the middle; the group is at least `GROUP` px across."""
    side = max(side, round(GROUP))
    pits = np.zeros((side, side), np.uint8)
    largest = rng.uniform(*PIT)
    for _ in range(int(rng.integers(*PITS, endpoint=True))):
        centre = np.clip(rng.normal(side / 2, side / 5, 2), 0, side - 1)
        radius = log_uniform(rng, PIT[0], max(largest, PIT[0] + 0.5)) / 2
        axes = max(1, round(radius)), max(1, round(radius * rng.uniform(0.6, 1)))
        cv2.ellipse(pits, np.round(centre).astype(int).tolist(), axes, rng.uniform(0, 180), 0, 360, 1, -1)
    return pits > 0


SHAPES: tuple[tuple[Shape, float], ...] = (
    (draw_blob, 0.3),
    (draw_chip, 0.2),
    (draw_cloud, 0.16),
    (draw_piece, 0.12),
    (draw_run, 0.1),
    (draw_pits, 0.12),
)  # and how often each is drawn


def _largest(size: tuple[int, int]) -> float:
    return max(min(size) / SHARE_OF_SIDE, LEAST_SIDE)


def _radius(side: int, rng: np.random.Generator, stretch: float) -> np.ndarray:
    """Return the distance `(S, S)` from the middle, 1 at the edges of the square; `stretch` makes it elliptical."""
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j].astype(np.float32)
    turn = rng.uniform(0, np.pi)
    return np.hypot(x * np.cos(turn) + y * np.sin(turn), stretch * (y * np.cos(turn) - x * np.sin(turn)))


def _cone(side: int, rng: np.random.Generator, stretch: float) -> np.ndarray:
    """Return a field `(S, S)`, above 0 inside an ellipse, that falls steeply near the border of the square."""
    return OUTLINE - _radius(side, rng, stretch) - 8 * (1 - _inside(side))


def _inside(side: int) -> np.ndarray:
    """Return 1 but for a soft rim `(S, S)` where it falls to 0, so that no shape ends at the border of its square."""
    across = np.abs(np.linspace(-1, 1, side, dtype=np.float32))
    from_middle = np.hypot(across[:, None], across[None])
    return np.clip((1 - from_middle) / 0.1, 0, 1)


def _put(shape: np.ndarray, size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Return the shape `(S, S)` in an image `(H, W)`, its middle anywhere in it."""
    half = np.array(shape.shape) // 2
    y, x = (int(rng.integers(0, length)) for length in size)
    canvas = np.zeros((size[0] + shape.shape[0], size[1] + shape.shape[1]), bool)
    canvas[y : y + shape.shape[0], x : x + shape.shape[1]] = shape
    return canvas[half[0] : half[0] + size[0], half[1] : half[1] + size[1]]
