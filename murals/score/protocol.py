"""The protocol of a score: what was measured on what, printed with the numbers.

The protocol alone changes PSNR by ten decibels.
"""

from collections.abc import Mapping, Sequence

from murals import __version__
from murals.config import TranslatorConfig
from murals.learn.losses.ssim import WINDOW
from murals.learn.metrics import PSNR_CEILING
from murals.learn.run import title
from murals.restoration.options import OVERLAP, TILE
from murals.restoration.predict import Restorer
from murals.score.bootstrap import LEVEL, RESAMPLES, SEED
from murals.score.measure import BORDER, ImageScore
from murals.score.peers import missing_peers
from murals.score.texture import SIGMA


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
    """Return the protocol of `scores`: names and sentences, in reading order.

    Parameters
    ----------
    beside
        Other models, by the name of their rows.
    size
        Side that the images were resized to, in pixels; None if they were not.
    data
        Fingerprint of the pairs.
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
        "neutral": "the model knows the mask; the tone that it paints inside, the damaged image outside",
        "raw, own mask": "the mask is hidden: it repaints the whole image, or fills the mask that it proposes",
        "seamless, mean of 8": "as neutral, its border fitted by Poisson editing; as neutral, the mean of "
        "eight flips and turns",
        "peers": _peers(first),
        "lead": "of the model's fill over the peer that is best by that measure, image by image",
        "intervals": f"{LEVEL:.0%}, percentile bootstrap over {_walls(first)}, all images of a wall drawn together, "
        f"{RESAMPLES} draws, seed {SEED}",
        "hole, border": f"inside the mask, lost and veiled together; within {BORDER} px of its edge on either side",
        "perceptual": "squared difference of unit-normalised features of tf_efficientnet_lite0 and lite2 at five "
        "strides, the fill pasted into the clean image (8 bits a channel), divided by the share of damage; mean",
        "texture": f"standard deviation in the hole of what a Gaussian of {SIGMA:g} px takes away, over that of the "
        "truth; median",
        "SSIM": f"{WINDOW} x {WINDOW} Gaussian windows wholly inside the image (Wang et al. 2004)",
        "L1, delta-E": "mean difference of channels on [0, 1]; mean CIEDE2000 of pixels",
        "murals": __version__,
    }


def _images(count: int, split: str | None) -> str:
    return f"{count} image{'s' * (count != 1)}{f' of the split {split}' if split else ''}"


def _model(restorer: Restorer | None) -> str:
    """Return the checkpoint with its phase and network, and how large images are cut."""
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


def _walls(scores: Sequence[ImageScore]) -> str:
    count = len({score.wall or score.name for score in scores})
    return f"{count} wall{'s' * (count != 1)}"


def _peers(scores: Sequence[ImageScore]) -> str:
    """Return what peers are shown, and which are not installed."""
    if all(score.mask_ratio is None for score in scores):
        return "none but doing nothing: there is no mask to fill"
    missing = [f"{name} (pip install {package})" for name, package in missing_peers().items()]
    return "each sees black under the mask" + (f"; not run: {', '.join(missing)}" if missing else "")


def _masks(scores: Sequence[ImageScore]) -> str:
    """Return how many images have masks and how much they cover."""
    ratios = [score.mask_ratio for score in scores if score.mask_ratio is not None]
    if not ratios:
        return "none: only whole images are scored, and no peer and no fill has anything to go by"
    others = "" if len(ratios) == len(scores) else "; the rows that need a mask are over these images alone"
    return f"{len(ratios)} of {len(scores)} images, covering {sum(ratios) / len(ratios):.1%} on average{others}"
