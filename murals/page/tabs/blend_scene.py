"""The two pictures of the tab Blend at preview size, and previews of edits.

In: files of the visitor's. Out: 8-bit pictures of at most `side` pixels, the region's outline in pixels of the full
picture, and the blended preview. The result itself is made from the files, by `murals.blending.files`.
"""

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.blending.blend import blend, choose_region
from murals.blending.modes import find_mode
from murals.blending.picture import Picture
from murals.blending.placement import Placement
from murals.blending.region import bounds
from murals.images import from_float, read_mask, read_photograph, to_float
from murals.page.tabs.blend_marks import Marks, MaskFile, Region, draw_region, scale_points
from murals.page.tabs.blend_wish import Wish

STRAY = 0.6  # px of the preview by which an outline may leave the region: no eye sees it
HALF = 127  # of 255: a pixel is in the region where more than half of its area is
FEWEST_PIXELS = 4  # of an island that gets an outline

logger = logging.getLogger("murals")


@dataclass(frozen=True, eq=False)
class Reduced:
    """A picture small enough to be worked on while a person drags."""

    path: Path  # of the file
    picture: Picture  # uint8
    full: tuple[int, int]  # height and width of the file, upright
    icc: bytes | None = None  # its profile, which browsers know: colours look as in the full picture
    mask_file: Path | None = None  # that was imported for it

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the reduced picture."""
        return self.picture.size

    @property
    def factor(self) -> float:
        """Pixels of the reduced picture for one of the file."""
        return self.size[1] / self.full[1]


@dataclass(frozen=True, eq=False)
class Scene:
    """What lies on the table: either picture may still be missing."""

    source: Reduced | None = None
    target: Reduced | None = None
    on_source: bool = True  # which of them is drawn on
    put_by: Marks = ()  # what was drawn on the other

    def with_picture(self, side: str, picture: Reduced | None) -> "Scene":
        """Return the scene with another `source` or `target`, as `side` says."""
        return replace(self, source=picture) if side == "source" else replace(self, target=picture)

    def drawn_on(self, wish: Wish) -> Reduced | None:
        """Return the picture on which the region is drawn."""
        return self.source if wish.takes_source else self.target


def reduce_picture(path: Path, side: int) -> Reduced:
    """Return the picture at `path` with no side over `side`, 8 bit.

    Raises
    ------
    MuralsError
        If it cannot be read.
    """
    photograph = read_photograph(path)
    colours = photograph.pixels[..., :1] if photograph.grey else photograph.pixels
    h, w = colours.shape[:2]
    factor = min(1.0, side / max(h, w))
    size = (max(round(h * factor), 1), max(round(w * factor), 1))
    alpha = photograph.alpha if photograph.alpha is None else _small(photograph.alpha, size)
    return Reduced(path, Picture(_small(colours, size).reshape(*size, -1), alpha), (h, w), photograph.icc)


def import_mask(reduced: Reduced, path: Path) -> Reduced:
    """Return `reduced` with the mask file at `path`.

    Raises
    ------
    MuralsError
        Unless it has the size of the picture.
    """
    read_mask(path, reduced.full, of=reduced.path)
    return replace(reduced, mask_file=path)


def full_region(reduced: Reduced, wish: Wish) -> Region | None:
    """Return what is drawn on the picture in its full size, (H, W), or None where nothing is."""
    imported = _imported(reduced, wish, reduced.full)
    return draw_region(wish.marks, reduced.full, reduced.full, imported)


def small_region(reduced: Reduced, wish: Wish) -> Region | None:
    """Return what is blended of the reduced picture, (h, w): what is drawn and opaque; None for nothing."""
    drawn = draw_region(wish.marks, reduced.size, reduced.full, _imported(reduced, wish, reduced.size))
    if not wish.takes_source or (drawn is None and reduced.picture.alpha is None):
        return drawn
    region = choose_region(reduced.picture, drawn)
    return region if region.any() else None


def outline(region: Region, full: tuple[int, int]) -> str:
    """Return the contours of `region` (h, w) as the path of an SVG in pixels of the `full` (height, width) picture."""
    found, _ = cv2.findContours(region.view(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    shown = [cv2.approxPolyDP(line, STRAY, True)[:, 0] for line in found if len(line) >= FEWEST_PIXELS]
    return "".join(_path(scale_points(line.tolist(), region.shape, full)) for line in shown)


def centre(region: Region, full: tuple[int, int]) -> tuple[float, float]:
    """Return the centre (x, y) of the rectangle around `region` (h, w), in pixels of the `full` picture."""
    middle = [(part.start + part.stop - 1) / 2 for part in bounds(region)[::-1]]
    return scale_points([(middle[0], middle[1])], region.shape, full)[0]


def preview(scene: Scene, wish: Wish, region: Region | None) -> NDArray[np.uint8]:
    """Return the blended target at the size of the preview, (h, w, 3); the solver is always the quickest.

    `region` is `small_region` of the picture drawn on.

    Raises
    ------
    MuralsError
        As `murals.blend` does.
    """
    if scene.target is None:
        raise ValueError("a preview needs a target")
    tuning = vars(wish.tuning)
    options: dict[str, Any] = {"mode": wish.mode, "linear_light": wish.linear_light, **tuning}
    source = scene.source if wish.takes_source else None
    if source is not None and region is not None:
        placed = reduce_placement(wish.placement, source, scene.target, region)
        options |= {"at": placed.at, "scale": placed.scale, "rotate": placed.rotate}
    mask = None if find_mode(wish.mode).whole else region
    origin = None if source is None else _joined(source.picture)
    return as_rgb(blend(origin, _joined(scene.target.picture), mask, **options))


def reduce_placement(placement: Placement, source: Reduced, target: Reduced, region: Region) -> Placement:
    """Return `placement` for the reduced pictures: the centre of the source's `region` (h, w) lands where it would."""
    middle = centre(region, source.full)  # which shift and turn leave where `at` puts it
    landed = (middle[0] + placement.at[0], middle[1] + placement.at[1])
    x, y = scale_points([landed], target.full, target.size)[0]
    across, down = centre(region, source.size)
    scale = placement.scale * target.factor / source.factor
    return replace(placement, at=(x - across, y - down), scale=scale)


def in_the_middle(region: Region, source: Reduced, target: Reduced) -> tuple[float, float]:
    """Return the `at`, in whole pixels, that brings the centre of `region` (h, w) to the centre of the target."""
    x, y = centre(region, source.full)
    return float(round((target.full[1] - 1) / 2 - x)), float(round((target.full[0] - 1) / 2 - y))


def lands_on(placement: Placement, region: Region, source: Reduced, target: Reduced) -> bool:
    """Tell whether the centre of `region` (h, w) of the source lands on the target."""
    x, y = centre(region, source.full)
    return 0 <= x + placement.at[0] < target.full[1] and 0 <= y + placement.at[1] < target.full[0]


def small_mask(reduced: Reduced) -> Region | None:
    """Return the imported mask at the size of the reduced picture, (h, w), or None where there is none."""
    if reduced.mask_file is None:
        return None
    mask = read_mask(reduced.mask_file, reduced.full, of=reduced.path)
    return _small(mask.astype(np.uint8) * 255, reduced.size) > HALF


def as_rgb(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return grey or RGB, with or without alpha, (h, w[, C]), as RGB (h, w, 3); alpha is left out."""
    samples = pixels[..., None] if pixels.ndim == 2 else pixels
    return np.repeat(samples[..., :1], 3, axis=2) if samples.shape[2] < 3 else samples[..., :3]


def _imported(reduced: Reduced, wish: Wish, size: tuple[int, int]) -> Region | None:
    """Return the mask file's region at `size`, or None where the drawing has none."""
    if reduced.mask_file is None or not any(isinstance(mark, MaskFile) for mark in wish.marks):
        return None
    return read_mask(reduced.mask_file, reduced.full, of=reduced.path) if size == reduced.full else small_mask(reduced)


def _small(samples: NDArray[Any], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return `samples` (H, W[, C]) of any depth at `size` (height, width), 8 bit, each pixel the mean of its area."""
    if samples.shape[:2] != size:
        samples = np.asarray(cv2.resize(samples, size[::-1], interpolation=cv2.INTER_AREA))
    return samples if samples.dtype == np.uint8 else from_float(to_float(samples), np.uint8)


def _joined(picture: Picture) -> NDArray[np.uint8]:
    """Return colours and alpha as one array, (h, w, 1 to 4), as `murals.blend` takes it."""
    if picture.alpha is None:
        return picture.colours
    return np.concatenate([picture.colours, picture.alpha[..., None]], axis=2)


def _path(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + "Z"
