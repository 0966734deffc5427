"""Feature exchange: a feature of the source goes into the target, and the feature that was there goes into the source.

Each way is a seamless cloning. The way back inverts shift, scale and angle of the way there.

References
----------
Perez, Gangnet, Blake 2003, figure 4: features of one face replace those of another.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.blending.blend import Means, choose_region, edit_patch, find_patch
from murals.blending.modes import find_mode
from murals.blending.picture import Picture, join_picture, split_picture
from murals.blending.placement import Patch, Placement, place
from murals.blending.region import bounds

MODE = "exchange"


def exchange(
    source: NDArray[Any],
    target: NDArray[Any],
    mask: NDArray[Any] | None = None,
    *,
    at: tuple[float, float] = (0.0, 0.0),
    scale: float = 1.0,
    rotate: float = 0.0,
    means: Means | None = None,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return `target` with the feature of `source`, and `source` with the feature of `target`.

    The arguments and errors are those of `murals.blend`, whose mode `exchange` returns only the first.
    """
    placement, edit = Placement(at, scale, rotate), find_mode(MODE)
    ours, theirs = split_picture(source, "source"), split_picture(target, "target")
    there = find_patch(MODE, ours, theirs, mask, placement)
    back = find_way_back(ours, theirs, mask, placement, there)
    means = means or Means()
    return (
        join_picture(edit_patch(edit, theirs.colours, there, means), target),
        join_picture(edit_patch(edit, ours.colours, back, means), source),
    )


def find_way_back(
    source: Picture, target: Picture, mask: NDArray[Any] | None, placement: Placement, there: Patch
) -> Patch:
    """Return the part of `source` that receives the target's feature, given the patch of the way there."""
    region = np.zeros(target.size, np.bool_)
    region[there.rows, there.columns] = there.mask
    inverse = invert(placement, bounds(choose_region(source, mask)), bounds(region))
    return place(target.colours, region, source.size, inverse, closed=target.alpha is not None)


def invert(placement: Placement, box: tuple[slice, slice], landed: tuple[slice, slice]) -> Placement:
    """Return the placement that brings pixels of the target back to the source.

    `box` is the rectangle of the region in the source, `landed` that of the region in the target, about whose centre
    the way back turns.
    """
    back = replace(placement, at=(0.0, 0.0), scale=1 / placement.scale, rotate=-placement.rotate)
    there, guess = placement.matrix(box), back.matrix(landed)
    corner = there @ (0.0, 0.0, 1.0)  # where the source's (0, 0) lands; the way back has to bring it to (0, 0)
    x, y = -(guess @ (*corner, 1.0))
    return replace(back, at=(round(float(x), 9), round(float(y), 9)))
