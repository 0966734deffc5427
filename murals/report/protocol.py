"""What a score was measured on and how: printed with the numbers, since the protocol alone moves PSNR by ten decibels.

In: the scores and what made them. Out: names and sentences, in the order to be read.
"""

from collections.abc import Mapping, Sequence

from murals import __version__
from murals.learn.losses.ssim import WINDOW
from murals.learn.metrics import PSNR_CEILING
from murals.learn.run import title
from murals.report.bootstrap import LEVEL, RESAMPLES, SEED
from murals.report.measure import BORDER, ImageScore
from murals.restoration.predict import Restorer
from murals.restoration.tiles import OVERLAP, TILE
from murals.translate.presets import TranslatorConfig


def describe_protocol(
    scores: Sequence[ImageScore],
    restorer: Restorer | None,
    *,
    beside: Mapping[str, Restorer] | None = None,
    split: str | None,
    size: int | None,
    batch: int,
    data: str,
) -> dict[str, str]:
    """Return the protocol of `scores`; `data` is the fingerprint of the pairs, `size` what they were brought to.

    `beside` are other models by the name of their rows.
    """
    first = [score for score in scores if score.method == scores[0].method]  # one score an image
    return {
        "model": _model(restorer),
        **{name: _model(other) for name, other in (beside or {}).items()},
        "images": _images(len(first), split) + f", data {data}",
        "size": _sizes(first) + (" (their own)" if size is None else f" (short side brought to {size})"),
        "masks": _masks(first),
        "PSNR": f"dB, of each image clamped to [0, 1], then averaged; a perfect image counts {PSNR_CEILING:g} dB",
        f"pooled of {batch}": f"dB, as the original project did: not clamped, squared error pooled over {batch} "
        "images, dB then averaged over these pools",
        "pasted": "the model sees the mask; its output inside, the damaged image outside",
        "seamless": "pasted, its border then fitted by Poisson editing (restore --seamless)",
        "raw, own mask": "the mask is hidden: it repaints the whole image, or pastes by the mask that it proposes",
        "intervals": f"{LEVEL:.0%}, percentile bootstrap over images, {RESAMPLES} draws, seed {SEED}; tiles of one "
        "wall count as independent images, which makes them somewhat narrow",
        "hole, border": f"inside the mask; within {BORDER} px of the mask's edge on either side",
        "SSIM": f"{WINDOW} x {WINDOW} Gaussian windows wholly inside the image (Wang et al. 2004)",
        "L1, delta-E": "mean difference of channels on [0, 1]; mean CIEDE2000 of pixels",
        "murals": __version__,
    }


def _images(count: int, split: str | None) -> str:
    return f"{count} image{'s' * (count != 1)}{f' of the split {split}' if split else ''}"


def _model(restorer: Restorer | None) -> str:
    """Name the checkpoint with its phase and its network, and how large images are cut."""
    if restorer is None:
        return "none"
    phase = f"{title(str(restorer.info['phase']))}, " if "phase" in restorer.info else ""
    config = restorer.net.config
    network = config.architecture if isinstance(config, TranslatorConfig) else f"encoder {config.encoder}"
    return f"{restorer.name} ({phase}{network}, tiles of {TILE} px with {OVERLAP} px overlap)"


def _sizes(scores: Sequence[ImageScore]) -> str:
    sizes = sorted({score.size for score in scores}, key=lambda size: size[0] * size[1])
    (low_height, low_width), (high_height, high_width) = sizes[0], sizes[-1]
    smallest, largest = f"{low_width}x{low_height}", f"{high_width}x{high_height}"
    return f"{smallest} px" if len(sizes) == 1 else f"{len(sizes)} sizes, {smallest} to {largest} px"


def _masks(scores: Sequence[ImageScore]) -> str:
    """Say how many images have masks and how much they cover."""
    ratios = [score.mask_ratio for score in scores if score.mask_ratio is not None]
    if not ratios:
        return "none: only whole images are scored, and OpenCV and pasting have nothing to go by"
    others = "" if len(ratios) == len(scores) else "; the rows that need a mask are over these images alone"
    return f"{len(ratios)} of {len(scores)} images, covering {sum(ratios) / len(ratios):.1%} on average{others}"
