"""Repair of a large picture, hole by hole: memory follows the holes, and not the picture.

The picture keeps its own depth, and only the window around a hole becomes floats. A result differs from that of the
whole picture only where one window sees the hole of another: there it sees a membrane instead of the tone.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.images import as_mask, lost, marked, to_float
from murals.progress import SILENT, Progress
from murals.restoration.backend import Backend
from murals.restoration.cells import grow
from murals.restoration.fills.mimetic import AWAY, paint_window
from murals.restoration.fills.neutral import tone_window
from murals.restoration.fills.sources import Sources
from murals.restoration.fills.windows import Window, plan_windows
from murals.restoration.options import RestoreOptions
from murals.restoration.region import paste, repair_share
from murals.restoration.target import Target

OWN_NAMES = ("this wall", "this wall, mirrored")


def repair_by_windows(
    rgb: NDArray[Any],
    target: Target,
    network: Backend,
    options: RestoreOptions,
    avoid: NDArray[Any] | None = None,
    variants: int = 1,
    progress: Progress = SILENT,
) -> tuple[list[NDArray[Any]], Sources | None]:
    """Return `rgb` (H, W, 3) repaired by as many seeds as `variants`, and where the paint of the first came from.

    All damage of `target` is lost paint. Outside `target.repaired` no bit changes.
    """
    hole = np.asarray(lost(target.damage))
    forbidden = hole if avoid is None else hole | as_mask(avoid, hole.shape)
    results = [rgb.copy() for _ in range(variants)]
    copies = options.fill == "mimetic"
    told = [Sources(hole & target.repaired, OWN_NAMES) for _ in results] if copies else []
    for window in progress.track(plan_windows(hole), "holes"):
        place, own = window.place, window.own & target.repaired[window.place]
        if not own.any():
            continue
        tone = tone_window(
            to_float(rgb[place]), hole[place], window, network, tile=options.tile, overlap=options.overlap
        )
        share = repair_share(target.repaired[place], marked(target.mask[place]), options.feather) * own
        marks = grow(forbidden[place], AWAY)
        for number, result in enumerate(results):
            painted = tone
            if copies:
                local = Window(window.rows, window.columns, own)
                painted = paint_window(tone, local, marks, told[number], seed=options.seed + number)
            result[place] = paste(result[place], painted, share)
    return results, told[0] if told else None
