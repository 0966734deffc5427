"""`murals score`: a model and a list of pairs become numbers, beside those of doing nothing and of OpenCV.

In: a `Restorer` (None: the baselines alone) and pairs, whose sizes may differ. Out: a `ScoreReport`, written by
`write_score`. The model is scored in each of its uses: raw, where the mask is hidden from it and it repaints the whole;
pasted, where it sees the mask and keeps what lies outside; with the mask that it proposes itself, where it can. Images
without a mask are scored whole, by doing nothing and raw alone. Other models may stand beside it, raw and pasted.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np

from murals.data.pairs import Pair, fingerprint
from murals.errors import MuralsError
from murals.images import read_image, read_mask
from murals.progress import SILENT, Progress
from murals.report.baselines import BASELINES
from murals.report.measure import Image, Item, Mask, score_image
from murals.report.proposals import score_proposal
from murals.report.protocol import describe_protocol
from murals.report.score_files import write_score
from murals.report.score_report import PictureSet, ScoreReport
from murals.restoration.options import THRESHOLD
from murals.restoration.predict import Restorer
from murals.restoration.seamless import set_in
from murals.restoration.turns import paint_eight

__all__ = ["ENSEMBLE", "PASTED", "POOL", "PROPOSED", "RAW", "SEAMLESS", "ScoreReport", "score_model", "write_score"]

POOL = 8  # images that the original project pooled the squared error over
RAW, PASTED = "model, raw", "model, pasted"
PROPOSED = "model, own mask"
ENSEMBLE = "model, mean of 8"
SEAMLESS = "model, seamless"
PICTURES = 24  # images of which the page shows pictures, spread evenly over the list
PICTURE_SIDE = 512  # pixels; larger ones are shrunk for the page, never for the numbers

logger = logging.getLogger("murals")


def score_model(
    restorer: Restorer | None,
    pairs: Sequence[Pair],
    *,
    size: int | None = None,
    batch: int = POOL,
    baselines: bool = True,
    beside: Mapping[str, Restorer] | None = None,
    ensemble: bool = False,
    threshold: float = THRESHOLD,
    split: str | None = None,
    progress: Progress = SILENT,
) -> ScoreReport:
    """Score on `pairs`, brought to a short side of `size` pixels if that is given.

    `batch` images are pooled in the PSNR of the original project; `split` names the pairs in the protocol. `beside` are
    other models by the name of their rows. `ensemble` adds the mean of eight flips and turns; `threshold` is that of
    the proposed masks. Raises `MuralsError` where there is nothing to score, and where the files of a pair do not fit
    together.
    """
    if not pairs or batch < 1 or (restorer is None and not baselines):
        raise MuralsError(
            f"nothing to score: got {len(pairs)} pairs, batches of {batch} and "
            f"{'no model' if restorer is None else restorer.name}; expected a pair, a batch of 1 and a method at least"
        )
    scores, pictures, proposals, shown = [], [], [], _spread(len(pairs), PICTURES)
    for place, pair in enumerate(progress.track(pairs, "scoring")):
        item = read_item(pair, size=size)
        proposed = propose(item, restorer, threshold)
        if proposed is not None and item.mask is not None:
            proposals.append(score_proposal(item.name, proposed, item.mask))
        results = dict(run_methods(item, None, baselines=baselines))
        results |= dict(run_others(item, beside or {}))
        results |= dict(run_methods(item, restorer, baselines=False, proposed=proposed, ensemble=ensemble))
        scores += [score_image(item, method, restored) for method, restored in results.items()]
        if place in shown:
            pictures.append(_picture(item, results, proposed))
    data = fingerprint(pairs)
    protocol = describe_protocol(scores, restorer, beside=beside, split=split, size=size, batch=batch, data=data)
    return ScoreReport(scores, protocol, pictures, batch, proposals, threshold)


def read_item(pair: Pair, *, size: int | None = None) -> Item:
    """Read the files of a pair; raises `MuralsError` where their sizes differ."""
    damaged, clean = read_image(pair.damaged), read_image(pair.clean)
    if damaged.shape != clean.shape:
        raise MuralsError(
            f"{pair.damaged} is {_size(damaged)} but {pair.clean} is {_size(clean)}: "
            'a pair needs one size; "murals check" lists all such pairs'
        )
    mask = read_mask(pair.mask, damaged.shape[:2], of=pair.damaged) if pair.mask else None
    item = Item(pair.name, damaged, clean, mask)
    return item if size is None or size == min(damaged.shape[:2]) else resize_item(item, size)


def resize_item(item: Item, size: int) -> Item:
    """Bring the short side to `size` pixels as the loaders of training do: by area, or by cubics where it grows.

    A pixel with any share of damage is a pixel to repair.
    """
    if size < 11:
        raise MuralsError(f"--size {size} is too small to score: SSIM needs 11 pixels at least")
    height, width = item.clean.shape[:2]
    scale = size / min(height, width)
    if scale > 1:
        logger.warning("%s is %dx%d: enlarged to %d px, which adds no detail", item.name, width, height, size)
    shape = max(size, round(width * scale)), max(size, round(height * scale))
    mask = None if item.mask is None else _resized(item.mask.astype(np.float32), shape, cv2.INTER_AREA) > 0
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    damaged, clean = (np.clip(_resized(image, shape, how), 0, 1) for image in (item.damaged, item.clean))
    return replace(item, damaged=damaged, clean=clean, mask=mask)


def propose(item: Item, restorer: Restorer | None, threshold: float) -> Mask | None:
    """Return the mask (H, W) that the network proposes; None where it cannot, or there is no known one to compare."""
    if restorer is None or item.mask is None or not restorer.net.config.masked:
        return None
    return restorer.propose(item.damaged) >= threshold


def run_methods(
    item: Item,
    restorer: Restorer | None,
    *,
    baselines: bool = True,
    proposed: Mask | None = None,
    ensemble: bool = False,
) -> Iterator[tuple[str, Image]]:
    """Yield each method's name and what it makes of `item`, `(H, W, 3)`, the model's not clamped."""
    if baselines:
        nothing, *inpaintings = BASELINES.items()
        for name, method in [nothing, *inpaintings] if item.mask is not None else [nothing]:
            yield name, method(item.damaged, _mask_or_all(item))
    if restorer is not None:
        yield RAW, restorer.raw(item.damaged)
        if proposed is not None:
            yield PROPOSED, _pasted(restorer.raw(item.damaged, proposed), item.damaged, proposed)
        if item.mask is not None:
            yield from _run_with_mask(item, item.mask, restorer, ensemble)


def run_others(item: Item, beside: Mapping[str, Restorer]) -> Iterator[tuple[str, Image]]:
    """Yield `NAME, raw` and, where there is a mask, `NAME, pasted` of each other model, not clamped."""
    for name, restorer in beside.items():
        yield f"{name}, raw", restorer.raw(item.damaged)
        if item.mask is not None:
            yield f"{name}, pasted", _pasted(restorer.raw(item.damaged, item.mask), item.damaged, item.mask)


def _run_with_mask(item: Item, mask: Mask, restorer: Restorer, ensemble: bool) -> Iterator[tuple[str, Image]]:
    """Yield what the model makes of `item` where it sees the known `mask` (H, W)."""
    if ensemble:
        eight = paint_eight(restorer.raw, item.damaged, mask)
        yield ENSEMBLE, _pasted(eight.mean, item.damaged, mask)
    painted = eight.upright if ensemble else restorer.raw(item.damaged, mask)
    yield SEAMLESS, set_in(np.clip(painted, 0.0, 1.0), item.damaged, mask)
    yield PASTED, _pasted(painted, item.damaged, mask)


def _pasted(painted: Image, damaged: Image, mask: Mask) -> Image:
    return np.where(mask[..., None], painted, damaged)


def _mask_or_all(item: Item) -> Mask:
    """Return the mask; without one the whole image may be damaged."""
    return np.ones(item.damaged.shape[:2], bool) if item.mask is None else item.mask


def _spread(count: int, most: int) -> set[int]:
    """Return at most `most` of `count` places, spread evenly: the first would show one wall, the best would flatter."""
    return set(np.linspace(0, count - 1, min(count, most)).round().astype(int).tolist())


def _picture(item: Item, results: dict[str, Image], proposed: Mask | None) -> PictureSet:
    """Return the pictures of one image for the page, at most `PICTURE_SIDE` pixels a side, 8 bits a channel."""
    images = {"damaged": item.damaged}
    for name, mask in (("mask", item.mask), ("proposed mask", proposed)):
        if mask is not None:
            images[name] = np.repeat(mask[..., None], 3, axis=2).astype(np.float32)
    images |= {name: image for name, image in results.items() if name != "do nothing"} | {"clean": item.clean}
    return PictureSet(item.name, {name: _for_page(image) for name, image in images.items()})


def _for_page(image: Image) -> np.ndarray:
    height, width = image.shape[:2]
    scale = min(1.0, PICTURE_SIDE / max(height, width))
    small = _resized(image, (max(1, round(width * scale)), max(1, round(height * scale))), cv2.INTER_AREA)
    return np.rint(np.clip(small, 0, 1) * 255).astype(np.uint8)


def _resized(image: np.ndarray, shape: tuple[int, int], how: int) -> np.ndarray:
    return cv2.resize(image, shape, interpolation=how)


def _size(image: Image) -> str:
    return f"{image.shape[1]}x{image.shape[0]}"
