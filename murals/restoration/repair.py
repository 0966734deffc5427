"""Restoration of one image in memory: find what to repair, paint it, set it in.

Images are `(H, W, 3)` or grey `(H, W)`, uint8, uint16 or float in [0, 1]. The result has the shape and dtype of the
image. Outside the mask no bit changes, unless the whole is repainted.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.images import (
    Kinds,
    Patched,
    Pixels,
    as_mask,
    from_float,
    lost,
    luminance,
    marked,
    to_float,
    whole,
)
from murals.images.arrays import as_array, as_flat
from murals.progress import SILENT, Progress
from murals.restoration.backend import Backend, Model, open_backend
from murals.restoration.by_window import repair_by_windows
from murals.restoration.fills.neutral import paint_tone, unlearned
from murals.restoration.fills.sources import Sources
from murals.restoration.fills.windows import LARGE
from murals.restoration.options import DEFAULTS, RestoreOptions
from murals.restoration.region import as_rgb, paste, repair_share
from murals.restoration.target import Target, find_target
from murals.restoration.turns import paint_eight
from murals.restoration.visible import hatch

Painter = Callable[..., NDArray[np.float32]]  # an image, its kinds of damage and the progress -> the painted image
NO_SISTERS: Mapping[str, NDArray[Any]] = {}

logger = logging.getLogger("murals")


@dataclass(frozen=True, eq=False)
class Repair:
    """One restored image, and the facts for a report."""

    pixels: Pixels  # the shape and dtype of the image; in parts if the image is
    target: Target | None  # None where the whole is repainted
    spread: NDArray[np.float32] | None  # (H, W), the uncertainty, where it was asked for
    sources: Sources | None = None  # where the paint of `pixels` came from; None if none was copied
    variants: tuple[Pixels, ...] = ()  # further restored images, by the next seeds


def restore(
    image: NDArray[Any],
    mask: NDArray[Any] | None = None,
    model: Model = None,
    *,
    veiled: NDArray[Any] | None = None,
    sisters: Sequence[NDArray[Any]] = (),
    avoid: NDArray[Any] | None = None,
    device: str = "auto",
    progress: Progress = SILENT,
    **options: Any,
) -> NDArray[Any]:
    """Return `image` restored, in its own shape and dtype.

    Both masks are first grown by the option `dilate`. Pixels outside them are bit-identical to the input. With the
    option `whole` every pixel is repainted instead.

    Parameters
    ----------
    image
        (H, W, 3) RGB or (H, W) grey; uint8, uint16 or float in [0, 1]. An image of PIL is taken too, by its numbers.
    mask
        Lost paint, (H, W): bool, 0..1 or 0..255; more than half is lost. The result does not depend on what the image
        shows there. A mask of the three levels 0, 128, 255 holds lost and veiled paint. Without `mask` and `veiled` the
        network proposes a mask: the pixels that it takes for damaged with a probability of `threshold` or more.
    model
        A checkpoint, its path, or a loaded model, whose device is then used. None is the newest training under
        `models/` that beat the packaged model, else the packaged model.
    veiled
        Faded or stained paint that is read through, in the form of `mask`.
    sisters
        Photographs of sister walls at the same scale, in the form of `image`, to take paint from too.
    avoid
        Paint that must not be copied, in the form of `mask`.
    **options
        The fields of `murals.restoration.options.RestoreOptions`: `fill`, `whole`, `style`, `seamless`, `max_hole`,
        `ensemble`, `seed`, `threshold`, `dilate`, `feather`, `tile`, `overlap`.

    Raises
    ------
    MuralsError
        If the image, the masks, the model and the options do not fit together.
    TypeError
        If an option does not exist.
    """
    wanted = RestoreOptions(**options)
    image = as_array(image, "image")
    mask = None if mask is None else as_flat(mask, "mask")
    veiled = None if veiled is None else as_flat(veiled, "mask of veiled paint")
    avoid = None if avoid is None else as_flat(avoid, "mask of what to avoid")
    as_rgb(image)  # what is no image is refused before a model is loaded
    named = {f"sister {number}": as_rgb(as_array(sister, "sister")) for number, sister in enumerate(sisters, 1)}
    network = open_backend(model, device=device)
    repair = repair_image(image, mask, network, wanted, veiled=veiled, sisters=named, avoid=avoid, progress=progress)
    if repair.target:
        for warning in [*repair.target.warnings(), *filter(None, [repair.target.doubt])]:
            logger.warning("%s", warning)
    return whole(repair.pixels)


def repair_image(
    image: Any,
    mask: NDArray[Any] | None,
    restorer: Backend,
    options: RestoreOptions = DEFAULTS,
    *,
    veiled: NDArray[Any] | None = None,
    sisters: Mapping[str, NDArray[Any]] = NO_SISTERS,
    avoid: NDArray[Any] | None = None,
    variants: int = 1,
    progress: Progress = SILENT,
) -> Repair:
    """Restore `image` as `restore` does; the result also says where it was repaired and how sure the network is.

    Floats may be sRGB of a wider gamut, outside of [0, 1] (`images.appearance`). The result of an image that is read in
    parts is in parts too; it has to go by windows.

    `sisters` are by name; `variants` is the number of fills, by as many seeds.

    Raises
    ------
    MuralsError
        If a mask or the image does not fit, or a mask is given together with `options.whole`.
    """
    rgb, in_parts = as_rgb(image, wide=True), not isinstance(image, np.ndarray)
    if options.whole and not (mask is None and veiled is None):
        raise MuralsError("--whole repaints every pixel, and --mask and --veiled keep those outside: leave out one")
    tiling: dict[str, Any] = {"tile": options.tile, "overlap": options.overlap}
    if options.whole:
        painted, spread = _eight_or_one(partial(restorer, **tiling), to_float(rgb), None, options, progress)
        return Repair(_in_form_of(image, from_float(painted, image.dtype)), None, spread)
    target = find_target(rgb, mask, restorer, options, veiled=veiled, progress=progress)
    if not target.repaired.any():
        spread = np.zeros(rgb.shape[:2], np.float32) if options.uncertainty else None
        kept = Patched(image) if in_parts else image.copy()
        return Repair(kept, target, spread, variants=(kept,) * (variants - 1))
    if goes_by_windows(rgb.shape, options, sisters):
        patched, sources = repair_by_windows(rgb, target, restorer, options, avoid, variants, progress)
        results = patched if in_parts else [_in_form_of(image, whole(one)) for one in patched]
        return Repair(results[0], target, None, sources, tuple(results[1:]))
    if in_parts:
        raise ValueError("a picture that is read in parts has to go by windows")
    paint = partial(paint_tone, network=restorer, **tiling)
    tone, spread = _eight_or_one(paint, to_float(rgb), target.damage, options, progress)
    if spread is not None:
        spread = (spread + unlearned(lost(target.damage), restorer)) * target.repaired
    if options.fill == "mimetic":
        fills = _fill_with_paint(tone, target, options, sisters, avoid, variants, progress)
    else:
        fills = [(tone, None)] * variants
    first, *more = (_set_in(rgb, painted, target, options) for painted, _ in fills)
    results = [_in_form_of(image, restored) for restored in (first, *more)]
    return Repair(results[0], target, spread, fills[0][1], tuple(results[1:]))


def goes_by_windows(
    size: tuple[int, ...],
    options: RestoreOptions,
    sisters: Mapping[str, NDArray[Any]] = NO_SISTERS,
) -> bool:
    """Tell whether a picture of `size` (H, W) is so large that its holes are done one by one."""
    of_all = (options.whole, options.ensemble, options.uncertainty, options.seamless)
    return size[0] * size[1] > LARGE and not sisters and not any(of_all)


def _fill_with_paint(
    tone: NDArray[np.float32],
    target: Target,
    options: RestoreOptions,
    sisters: Mapping[str, NDArray[Any]],
    avoid: NDArray[Any] | None,
    variants: int,
    progress: Progress,
) -> list[tuple[NDArray[np.float32], Sources | None]]:
    """Return the mimetic fills by as many seeds, each with its sources."""
    from murals.restoration.fills.mimetic import Sister, fill_mimetic, fit_colours  # numba takes half a second to load

    hole, forbidden = lost(target.damage) & target.repaired, marked(target.damage)
    if avoid is not None:
        forbidden = forbidden | as_mask(avoid, hole.shape)
    others = [Sister(name, fit_colours(to_float(wall), tone, ~forbidden)) for name, wall in sisters.items()]
    seeds = range(options.seed, options.seed + variants)
    return [fill_mimetic(tone, hole, forbidden, sisters=others, seed=seed, progress=progress) for seed in seeds]


def _set_in(rgb: NDArray[Any], painted: NDArray[np.float32], target: Target, options: RestoreOptions) -> NDArray[Any]:
    """Return `rgb` (H, W, 3) with what was painted set in, as the options ask."""
    if options.seamless:
        from murals.restoration.seamless import set_in  # so does its solver

        painted = set_in(painted, to_float(rgb), marked(target.damage))  # what is left alone is no border to fit to
    if options.style == "visible":
        painted = hatch(painted)
    return paste(rgb, painted, repair_share(target.repaired, marked(target.mask), options.feather))


def _eight_or_one(
    paint: Painter,
    image: NDArray[np.float32],
    damage: Kinds | None,
    options: RestoreOptions,
    progress: Progress,
) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
    """Return the painted image (H, W, 3), and its spread (H, W) if `options.uncertainty`."""
    if not (options.ensemble or options.uncertainty):
        return paint(image, damage, progress=progress), None
    eight = paint_eight(partial(paint, progress=SILENT), image, damage, progress=progress)
    return eight.mean if options.ensemble else eight.upright, eight.spread if options.uncertainty else None


def _in_form_of(image: NDArray[Any], restored: NDArray[Any]) -> NDArray[Any]:
    """Return the RGB result as grey (H, W) if `image` is grey."""
    return restored if image.ndim == 3 else luminance(restored)
