"""Scoring of a model on a list of pairs, beside doing nothing and its peers.

The model fills the known mask, and the mask that it proposes itself if it can; other uses are optional. Images without
a mask are scored as a whole. Other models may be scored beside it.
"""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from murals.data.items import Image, Item, Mask, read_item
from murals.data.pairs import Pair, fingerprint
from murals.errors import MuralsError
from murals.images import to_float
from murals.progress import SILENT, Progress
from murals.restoration.options import THRESHOLD
from murals.restoration.predict import Restorer
from murals.score.measure import score_image, see
from murals.score.methods import FILLS_ALONE, Rows, propose, run_model, run_others, run_peers
from murals.score.peers import NOTHING
from murals.score.proposals import score_proposal
from murals.score.protocol import describe_protocol
from murals.score.score_files import write_score
from murals.score.score_report import PictureSet, ScoreReport
from murals.score.walls import find_walls

__all__ = ["POOL", "Rows", "ScoreReport", "score_model", "write_score"]

POOL = 8  # images that the original project pooled the squared error over
PICTURES = 24  # images of which the page shows pictures, spread evenly over the list
PICTURE_SIDE = 512  # pixels; larger ones are shrunk for the page, never for the numbers


def score_model(
    restorer: Restorer | None,
    pairs: Sequence[Pair],
    *,
    size: int | None = None,
    batch: int = POOL,
    peers: bool = True,
    beside: Mapping[str, Restorer] | None = None,
    rows: Rows = FILLS_ALONE,
    threshold: float = THRESHOLD,
    split: str | None = None,
    progress: Progress = SILENT,
) -> ScoreReport:
    """Score a model on `pairs`.

    Parameters
    ----------
    restorer
        None scores the peers alone.
    size
        Length of the short side that the images are resized to, in pixels.
    batch
        Number of images that are pooled in the PSNR of the original project.
    beside
        Other models, by the name of their rows.
    rows
        Further uses of the models.
    threshold
        Threshold of the proposed masks.
    split
        Name of the pairs in the protocol.

    Raises
    ------
    MuralsError
        If there is nothing to score, or the files of a pair do not fit together.
    """
    if not pairs or batch < 1 or (restorer is None and not peers):
        raise MuralsError(
            f"nothing to score: got {len(pairs)} pairs, batches of {batch} and "
            f"{'no model' if restorer is None else restorer.name}; expected a pair, a batch of 1 and a method at least"
        )
    walls = find_walls(pairs)
    scores, pictures, proposals, shown = [], [], [], _spread(len(pairs), PICTURES)
    for place, pair in enumerate(progress.track(pairs, "scoring")):
        item = read_item(pair, size=size, wall=walls[pair.name])
        proposed = propose(item, restorer, threshold)
        if proposed is not None and item.hole is not None:
            proposals.append(score_proposal(item.name, proposed, item.hole))
        results = dict(run_peers(item)) if peers else {}
        results |= dict(run_others(item, beside or {}, rows=rows))
        results |= dict(run_model(item, restorer, proposed=proposed, rows=rows)) if restorer else {}
        seen = see(item)
        scores += [score_image(item, method, restored, seen) for method, restored in results.items()]
        if place in shown:
            pictures.append(_picture(item, results, proposed))
    data = fingerprint(pairs)
    protocol = describe_protocol(scores, restorer, beside=beside, split=split, size=size, batch=batch, data=data)
    return ScoreReport(scores, protocol, pictures, batch, proposals, threshold)


def _spread(count: int, most: int) -> set[int]:
    """Return at most `most` of `count` places, spread evenly: the first ones might all show one wall."""
    return set(np.linspace(0, count - 1, min(count, most)).round().astype(int).tolist())


def _picture(item: Item, results: dict[str, Image], proposed: Mask | None) -> PictureSet:
    """Return the pictures of one image for the page, at most `PICTURE_SIDE` pixels a side, 8 bits a channel."""
    images = {"damaged": item.damaged}
    kinds = None if item.kinds is None else to_float(item.kinds)
    for name, mask in (("mask", kinds), ("proposed mask", proposed)):
        if mask is not None:
            images[name] = np.repeat(mask[..., None], 3, axis=2).astype(np.float32)
    images |= {name: image for name, image in results.items() if name != NOTHING} | {"clean": item.clean}
    return PictureSet(item.name, {name: _for_page(image) for name, image in images.items()})


def _for_page(image: Image) -> np.ndarray:
    height, width = image.shape[:2]
    scale = min(1.0, PICTURE_SIDE / max(height, width))
    small = _resized(image, (max(1, round(width * scale)), max(1, round(height * scale))), cv2.INTER_AREA)
    return np.rint(np.clip(small, 0, 1) * 255).astype(np.uint8)


def _resized(image: np.ndarray, shape: tuple[int, int], how: int) -> np.ndarray:
    return cv2.resize(image, shape, interpolation=how)
