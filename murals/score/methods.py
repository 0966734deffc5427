"""The methods that are scored on one image: the peers, and the uses of a model.

Every use of a model that knows the mask keeps the damaged image outside it. What the network repaints as a whole is not
clamped.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from murals.data.items import Image, Item, Mask
from murals.images import join_kinds, lost, marked
from murals.restoration.fills.mimetic import fill_mimetic
from murals.restoration.fills.neutral import paint_tone
from murals.restoration.predict import Restorer
from murals.restoration.seamless import set_in
from murals.restoration.turns import paint_eight
from murals.score.peers import NOTHING, find_peers

NEUTRAL = "model, neutral"  # the tone that the network paints, in the known mask
MIMETIC = "model, mimetic"  # paint of the same picture over that tone
VEILED_ALL = "model, veiled"  # all of the known mask is read through, where a part of it is veiled
RAW = "model, raw"  # the mask is hidden, and it repaints the whole image
OWN_MASK = "model, own mask"  # the mask is hidden, and it fills the one that it proposes
ENSEMBLE = "model, mean of 8"
SEAMLESS = "model, seamless"
FILLS = (NEUTRAL, MIMETIC)  # the rows whose lead over the peers is counted


@dataclass(frozen=True)
class Rows:
    """The rows of a model beside those of its fills."""

    raw: bool = False
    ensemble: bool = False
    seamless: bool = False


FILLS_ALONE = Rows()


def run_peers(item: Item) -> Iterator[tuple[str, Image]]:
    """Yield each peer's name and result; without a mask only doing nothing can run."""
    for name, peer in find_peers().items():
        if item.hole is not None or name == NOTHING:
            hole = np.ones(item.damaged.shape[:2], bool) if item.hole is None else item.hole
            yield name, peer(item.damaged, hole)


def run_model(
    item: Item, restorer: Restorer, *, proposed: Mask | None = None, rows: Rows = FILLS_ALONE
) -> Iterator[tuple[str, Image]]:
    """Yield the rows of the model, the fills last; without a mask it can only repaint the whole image."""
    if rows.raw or item.kinds is None:
        yield RAW, restorer.raw(item.damaged)
    if proposed is not None:
        yield OWN_MASK, paste(restorer.raw(item.damaged, proposed), item.damaged, proposed)
    if item.kinds is not None:
        yield from _run_with_mask(item, item.kinds, restorer, rows)


def run_others(item: Item, beside: Mapping[str, Restorer], *, rows: Rows = FILLS_ALONE) -> Iterator[tuple[str, Image]]:
    """Yield `NAME, neutral` of each other model, and `NAME, raw` if it is asked for or there is no mask."""
    for name, restorer in beside.items():
        if rows.raw or item.kinds is None:
            yield f"{name}, raw", restorer.raw(item.damaged)
        if item.kinds is not None:
            kinds: Any = item.kinds
            yield f"{name}, neutral", paint_tone(item.damaged, kinds, restorer)


def propose(item: Item, restorer: Restorer | None, threshold: float) -> Mask | None:
    """Return the mask (H, W) that the network proposes; None if it cannot, or there is no known mask to compare."""
    if restorer is None or item.kinds is None or not restorer.net.config.masked:
        return None
    return restorer.propose(item.damaged) >= threshold


def paste(painted: Image, damaged: Image, hole: Mask) -> Image:
    """Return `painted` inside `hole` (H, W) and `damaged` outside."""
    return np.where(hole[..., None], painted, damaged)


def _run_with_mask(item: Item, kinds: Any, restorer: Restorer, rows: Rows) -> Iterator[tuple[str, Image]]:
    """Yield the results of the model on `item` with the known mask, `kinds` (H, W) uint8."""
    hole, gone = np.asarray(marked(kinds)), np.asarray(lost(kinds))
    if (hole & ~gone).any():
        yield VEILED_ALL, restorer(item.damaged, join_kinds(np.zeros_like(hole), hole))
    eight = paint_eight(partial(paint_tone, network=restorer), item.damaged, kinds) if rows.ensemble else None
    tone = eight.upright if eight else paint_tone(item.damaged, kinds, restorer)
    if eight:
        yield ENSEMBLE, paste(eight.mean, item.damaged, hole)
    if rows.seamless:
        yield SEAMLESS, set_in(tone, item.damaged, hole)
    yield NEUTRAL, tone
    yield MIMETIC, fill_mimetic(tone, gone, hole)[0]
