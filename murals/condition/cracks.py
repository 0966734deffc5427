"""Length, width and branches of a crack, along its skeleton.

The skeleton is Lee's: the common thinning of Zhang and Suen shortens diagonal lines, some of them to a single pixel.
It is cut into paths from node to node, and the length of a path is that of chords of about five pixels: steps of 1 and
of the square root of 2 would be up to 8 % too long.

References
----------
Lee, Kashyap, Chu 1994, Building skeleton models via 3-D medial surface axis thinning algorithms.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.morphology import skeletonize

CHORD = 5  # pixels of a path that are measured as one straight piece
SPUR = 1.5  # a side branch shorter than this times the half width where it leaves is the edge's roughness
BUDGET = 5e8  # pixels times half width; a larger crack is thinned on a smaller grid
_PLACES = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]
_CODE = np.array([[1, 2, 4], [8, 0, 16], [32, 64, 128]], np.float32)

Mask = NDArray[np.bool_]
Path = Sequence[int]  # flat indices of neighbouring pixels, from node to node


@dataclass(frozen=True)
class Crack:
    """The size of one crack in pixels."""

    length: float  # along the skeleton, of all branches
    mean_width: float  # area over length
    branches: int  # pieces between ends and forks


def measure_crack(inside: Mask, depth: NDArray[np.float32]) -> Crack:
    """Return the size of the crack `inside`.

    Parameters
    ----------
    inside
        (H, W), its pixels.
    depth
        (H, W), the distance of each of them from the nearest pixel outside, in pixels.
    """
    factor = round(max(1.0, (inside.size * float(depth.max()) / BUDGET) ** (1 / 3)))
    grid, deep = (inside, depth) if factor == 1 else (_coarser(inside, factor), _coarser(depth, factor) / factor)
    skeleton = np.pad(skeletonize(grid, method="lee") > 0, 1)
    half = np.pad(np.maximum(deep, 1), 1).ravel().astype(np.float32) - np.float32(
        0.5
    )  # from the centre of a pixel to the edge of the crack
    width = skeleton.shape[1]
    paths = _without_spurs([(path, _length(path, width)) for path in _trace(skeleton)], half)
    total = sum(length for _, length in paths) + sum(half[tip] for tip in _tips(paths))
    length = float(total) * factor
    return Crack(length, float(inside.sum()) / length, len(paths))


def _coarser(grid: NDArray, factor: int) -> NDArray:
    """Return the largest value of each square of `factor` pixels."""
    height, width = grid.shape
    padded = np.pad(grid, ((0, -height % factor), (0, -width % factor)))
    return padded.reshape(padded.shape[0] // factor, factor, -1, factor).max((1, 3))


def _trace(skeleton: Mask) -> Iterator[Path]:
    """Yield the paths of a skeleton that has an empty border: between nodes, and rings without a node."""
    steps_of = _Steps(skeleton)
    pixels = np.flatnonzero(skeleton)
    nodes = {int(pixel) for pixel in pixels if len(steps_of(int(pixel))) != 2}
    left = {int(pixel) for pixel in pixels} - nodes
    known: set[tuple[int, int]] = set()
    for node in nodes:
        if not steps_of(node):
            yield [node]
        for after in steps_of(node):
            if (node, after) not in known:
                path = _walk(node, after, steps_of, nodes)
                known.add((path[-1], path[-2]))
                left.difference_update(path)
                yield path
    while left:
        start = left.pop()
        path = _walk(start, steps_of(start)[0], steps_of, {start})
        left.difference_update(path)
        yield path


def _walk(start: int, after: int, steps_of: "_Steps", ends: set[int]) -> Path:
    """Return the path from `start` over `after` to the next of `ends`."""
    path = [start, after]
    while path[-1] not in ends:
        one, other = steps_of(path[-1])
        path.append(other if one == path[-2] else one)
    return path


class _Steps:
    """The neighbours of each pixel of a skeleton; diagonal ones only if no way leads round the corner."""

    def __init__(self, skeleton: Mask) -> None:
        self.width = skeleton.shape[1]
        around = cv2.filter2D(skeleton.astype(np.uint8), cv2.CV_32F, _CODE, borderType=cv2.BORDER_CONSTANT)
        self.codes = around.astype(np.uint8).tobytes()
        self.steps: dict[int, list[int]] = {}

    def __call__(self, pixel: int) -> list[int]:
        code = self.codes[pixel]
        if code not in self.steps:
            self.steps[code] = [dy * self.width + dx for dy, dx in _joined(code)]
        return [pixel + step for step in self.steps[code]]


def _joined(code: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the neighbours in a code of eight bits that a path may step to."""
    there = [place for bit, place in enumerate(_PLACES) if code >> bit & 1]
    for dy, dx in there:
        if 0 in (dy, dx) or ((dy, 0) not in there and (0, dx) not in there):
            yield dy, dx


def _length(path: Path, width: int) -> float:
    """Return the length of a path in pixels."""
    pieces = max(1, round((len(path) - 1) / CHORD))
    points = np.take(path, np.rint(np.linspace(0, len(path) - 1, pieces + 1)).astype(int))
    y, x = np.divmod(points, width)
    return float(np.hypot(np.diff(y), np.diff(x)).sum())


def _without_spurs(paths: list[tuple[Path, float]], half: NDArray[Any]) -> list[tuple[Path, float]]:
    """Return the paths and lengths without short side branches, of which a rough or blunt edge makes some."""
    degree = _degrees(paths)

    def is_spur(path: Path, length: float) -> bool:
        ends = sorted((degree[path[0]], path[0]) for path in (path, path[::-1]))
        (free, _), (joined, fork) = ends
        return free == 1 and joined > 2 and length <= SPUR * half[fork] + 1

    kept = [one for one in paths if not is_spur(*one)]
    return kept or paths


def _degrees(paths: list[tuple[Path, float]]) -> Counter[int]:
    """Return how many paths end at each node; a path of one pixel ends there twice."""
    return Counter(end for path, _ in paths for end in (path[0], path[-1]))


def _tips(paths: list[tuple[Path, float]]) -> Iterator[int]:
    """Yield the free ends, from which the crack goes on to its edge."""
    for path, _ in paths:
        if len(path) == 1:
            yield from (path[0], path[0])
    yield from (node for node, count in _degrees(paths).items() if count == 1)
