"""Repair of a large picture, hole by hole: memory follows the holes, and not the picture.

The picture keeps its own depth, and only the window around a hole becomes floats. What is veiled is read through first,
tile by tile. A result differs from that of the whole picture only where one window sees the hole of another, of which
it sees a membrane instead of the tone; in the last bits of what is veiled, whose membrane is solved around each tile;
and where what was veiled shows in the tone of a hole near it, rounded to the depth of the picture.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.config import STRIDE
from murals.images import as_mask, has_veils, lost, marked, to_float
from murals.images.in_parts import Patched, Pixels
from murals.progress import SILENT, Progress
from murals.restoration.backend import Backend
from murals.restoration.cells import widened, within
from murals.restoration.fills.neutral import tone_window
from murals.restoration.fills.sources import Sources
from murals.restoration.fills.windows import Window, plan_windows
from murals.restoration.options import RestoreOptions
from murals.restoration.region import paste, repair_share
from murals.restoration.target import Target
from murals.restoration.visible import hatch

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]

OWN_NAMES = ("this wall", "this wall, mirrored")


def repair_by_windows(
    rgb: Pixels,
    target: Target,
    network: Backend,
    options: RestoreOptions,
    avoid: NDArray[Any] | None = None,
    variants: int = 1,
    progress: Progress = SILENT,
) -> tuple[list[Patched], Sources | None]:
    """Return `rgb` (H, W, 3) repaired by as many seeds as `variants`, and where the paint of the first came from.

    Outside `target.repaired` no bit changes.
    """
    hole = target.repaired if target.all_lost else np.asarray(lost(target.damage))
    forbidden = hole if target.all_lost else np.asarray(marked(target.damage))
    if avoid is not None:
        forbidden = forbidden | as_mask(avoid, hole.shape)
    shown, begun = rgb, Patched(rgb)
    if has_veils(target.damage):
        shown, begun = _read_through(rgb, target, target.repaired & ~hole, network, options, progress)
    results = [begun.copy() for _ in range(variants)]
    copies = options.fill == "mimetic"
    painted_hole = hole if target.all_lost else hole & target.repaired
    told = [Sources(painted_hole, OWN_NAMES) for _ in results] if copies else []
    for window in progress.track(plan_windows(hole), "holes"):
        place, own = window.place, window.own
        own &= target.repaired[place]
        if not own.any():
            continue
        before = rgb[place]
        seen = before if shown is rgb else shown[place]
        tone = tone_window(to_float(seen), hole[place], window, network, tile=options.tile, overlap=options.overlap)
        share = repair_share(target.repaired[place], marked(target.mask[place]), options.feather) * own
        for number, result in enumerate(results):
            painted = tone
            if copies:
                local = Window(window.rows, window.columns, own)
                painted = _copied(tone, local, forbidden[place], told[number], options.seed + number)
            result.put(place, own, paste(before, _styled(painted, options), share))
    return results, told[0] if told else None


def _styled(painted: Image, options: RestoreOptions) -> Image:
    """Return what was `painted` (h, w, 3) with its lines; places begin at multiples of their period."""
    return hatch(painted) if options.style == "visible" else painted


def _copied(tone: Image, window: Window, forbidden: Mask, sources: Sources, seed: int) -> Image:
    """Return the `tone` (h, w, 3) of one window with paint in its own hole."""
    from murals.restoration.fills.mimetic import paint_window  # numba takes half a second to load

    return paint_window(tone, window, forbidden, sources, seed=seed)


def _read_through(
    rgb: Pixels, target: Target, veiled: Mask, network: Backend, options: RestoreOptions, progress: Progress
) -> tuple[Patched, Patched]:
    """Return `rgb` (H, W, 3) with what is `veiled` (H, W) painted by the network, completely and as asked for."""
    painted_over, result = Patched(rgb), Patched(rgb)
    tiling: Any = {"tile": options.tile, "overlap": options.overlap}
    for rows, painted in network.in_strips(rgb, target.damage, wanted=veiled, progress=progress, **tiling):
        if rows.start == 0:
            painted_over, result = Patched(rgb), Patched(rgb)
        filled = np.flatnonzero(veiled[rows].any(axis=0))
        if len(filled):
            place = rows, slice(int(filled[0]) // STRIDE * STRIDE, int(filled[-1]) + 1)
            own, before = veiled[place], rgb[place]
            painted = np.where(own[..., None], painted[:, place[1]], to_float(before))
            painted_over.put(place, own, paste(before, painted, own.astype(np.float32)))
            wide = widened(place, options.feather + 1, rgb.shape)
            share = repair_share(target.repaired[wide], marked(target.mask[wide]), options.feather)
            result.put(place, own, paste(before, _styled(painted, options), share[within(place, wide)] * own))
    return painted_over, result
