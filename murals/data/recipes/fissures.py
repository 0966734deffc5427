"""Open cracks as regions: 1 to 6 px wide, without any paint left in them.

There are two kinds: cracks that wander and branch over the wall, and crazing, a net of cracks around angular cells as
paint and plaster shrink. Regions are `(H, W)` bool, lengths in pixels.
"""

import cv2
import numpy as np

from murals.data.recipes.cover import level_of
from murals.data.recipes.cracks import enough_cracks
from murals.data.recipes.lines import fit_lines
from murals.data.recipes.noise import cell_noise, fractal_noise

WIDTH = (1.0, 6.0)  # px, drawn so that each doubling is as likely as the next
CRAZED = 0.3  # share of the systems of cracks that are a net
PART = (0.5, 1.0)  # of what is still missing that one system takes,
REST = 0.1  # unless no more than this share of the whole is missing
CELL = (14.0, 70.0)  # px; drawn like the width
CRAZING_WIDTH = (1, 3)  # px, both ends belong to it
BENT = 0.12  # how far noise bends the net, in cells
PATCH = (90.0, 260.0)  # px, of the parts of a wall that are crazed


def draw_fissures(rng: np.random.Generator, area: int, free: np.ndarray) -> np.ndarray:
    """Return cracks of one habit and one width `(H, W)` bool that take at most `area` of the free pixels."""
    draw = _crazing if rng.random() < CRAZED else _wandering
    return draw(rng, area, free) & free


def draw_all_fissures(rng: np.random.Generator, area: int, free: np.ndarray) -> list[np.ndarray]:
    """Return systems of cracks that together take `area` of the free pixels, or less by one piece of a line."""
    systems: list[np.ndarray] = []
    rest = round(REST * area)
    while area > 0:
        part = round(area * rng.uniform(*PART)) if area > rest else area
        system = draw_fissures(rng, part, free)
        if not system.any():  # a piece of a crack takes more than what is left
            break
        systems.append(system)
        area -= int(system.sum())
        free = free & ~system
    return systems


def log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """Return a number from `low` to `high`, each doubling as likely as the next."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _wandering(rng: np.random.Generator, area: int, free: np.ndarray) -> np.ndarray:
    width = log_uniform(rng, *WIDTH)
    cracks = enough_cracks(free.shape, rng, area, width=(0.6 * width, width))
    bounded = [crack._replace(width=float(np.clip(crack.width, *WIDTH))) for crack in cracks]
    return fit_lines(bounded, area, free, margin=0)[1]


def _crazing(rng: np.random.Generator, area: int, free: np.ndarray) -> np.ndarray:
    net = _net(free.shape, rng) & free
    patches = fractal_noise(free.shape, rng, widest=rng.uniform(*PATCH))
    return net & (patches > level_of(patches, area, net))


def _net(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Return the borders `(H, W)` bool of cells that noise has bent."""
    width = log_uniform(rng, *CELL)
    y, x = np.mgrid[: size[0], : size[1]].astype(np.float32)
    dy, dx = (BENT * width * fractal_noise(size, rng, widest=2 * width) for _ in range(2))
    cells = cv2.remap(
        cell_noise(size, rng, width=width), x + dx, y + dy, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REFLECT
    )
    border = np.zeros(size, np.uint8)
    border[:, 1:] |= cells[:, 1:] != cells[:, :-1]
    border[1:] |= cells[1:] != cells[:-1]
    thick = int(rng.integers(*CRAZING_WIDTH, endpoint=True))
    return cv2.dilate(border, np.ones((thick, thick), np.uint8)) > 0
