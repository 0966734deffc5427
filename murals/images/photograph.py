"""A photograph as read: its pixels, and everything needed to write a result in the same form."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.images.exif import made_upright, without_thumbnail
from murals.images.extras import Extra
from murals.images.in_parts import Lazy, Place
from murals.images.pixels import luminance

ALL_ROWS = slice(None)


@dataclass(frozen=True, eq=False)
class Photograph:
    """RGB pixels of any depth, upright, and the file's alpha, profile, EXIF, resolution and other metadata.

    An indexed, CMYK or Lab file is RGB here; a grey one has three equal channels.
    """

    pixels: NDArray[Any]  # (H, W, 3) uint8, uint16, or float32 in [0, 1]; `Lazy` if it was opened in parts, as is alpha
    path: Path
    alpha: NDArray[Any] | None = None  # (H, W), the dtype of the pixels; the largest value is opaque
    grey: bool = False  # the file had one colour channel
    icc: bytes | None = None  # the profile of these pixels; None is sRGB
    exif: bytes | None = None  # begins with b"Exif\0\0" as Pillow has it; its orientation says upright
    dpi: tuple[float, float] | None = None  # across, down; pixels per inch
    extras: tuple[Extra, ...] = ()  # XMP, IPTC, comments, texts, and what else the file holds
    developed: str | None = None  # how the pixels were made of a camera's raw file, in words


@dataclass(frozen=True)
class Metadata:
    """The metadata of a file about its pixels as stored, before the EXIF orientation is applied."""

    icc: bytes | None = None
    exif: bytes | None = None
    dpi: tuple[float, float] | None = None
    orientation: int = 1
    extras: tuple[Extra, ...] = ()
    developed: str | None = None


def split_samples(samples: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any] | None, bool]:
    """Return pixels (H, W, 3), alpha (H, W) or None, and whether the file was grey.

    `samples` is (H, W, C) as stored in files: C is 1 for grey, 2 for grey and alpha, 3 for RGB, 4 for RGB and alpha.
    """
    count = samples.shape[2]
    grey = count < 3
    alpha = np.ascontiguousarray(samples[..., -1]) if count in (2, 4) else None
    pixels = np.repeat(samples[..., :1], 3, axis=2) if grey else np.ascontiguousarray(samples[..., :3])
    return pixels, alpha, grey


class Colours(Lazy):
    """The pixels (H, W, 3) of samples that are not in memory."""

    def __init__(self, samples: Lazy) -> None:
        """Take the colours of `samples` (H, W, C), C as `split_samples` has it."""
        self.samples, self.shape, self.dtype = samples, (*samples.shape[:2], 3), samples.dtype

    def part(self, place: Place) -> NDArray[Any]:
        """Return the pixels at `place`, (h, w, 3)."""
        return split_samples(self.samples.part(place))[0]


class Alpha(Lazy):
    """The alpha (H, W) of samples that are not in memory."""

    def __init__(self, samples: Lazy) -> None:
        """Take the last channel of `samples` (H, W, C), where C is 2 or 4."""
        self.samples, self.shape, self.dtype = samples, samples.shape[:2], samples.dtype

    def part(self, place: Place) -> NDArray[Any]:
        """Return the alpha at `place`, (h, w)."""
        return np.ascontiguousarray(self.samples.part(place)[..., -1])


def split_lazily(samples: Lazy) -> tuple[Colours, Alpha | None, bool]:
    """Return what `split_samples` does, of samples (H, W, C) that are not in memory."""
    count = samples.shape[2]
    return Colours(samples), Alpha(samples) if count in (2, 4) else None, count < 3


def described(path: Path, split: tuple[Any, Any, bool], metadata: Metadata) -> Photograph:
    """Return the photograph at `path` of upright pixels, alpha and whether it is grey, with what its file tells."""
    dpi = metadata.dpi[::-1] if metadata.dpi and metadata.orientation >= 5 else metadata.dpi
    exif = without_thumbnail(made_upright(metadata.exif))
    return Photograph(split[0], path, split[1], split[2], metadata.icc, exif, dpi, metadata.extras, metadata.developed)


def joined_samples(photograph: Photograph, pixels: NDArray[Any], rows: slice = ALL_ROWS) -> NDArray[Any]:
    """Return `pixels` (h, W, 3), those of `rows`, as samples (h, W, C) with the grey and the alpha of `photograph`."""
    colours = luminance(pixels)[..., None] if photograph.grey else pixels
    return colours if photograph.alpha is None else np.concatenate([colours, photograph.alpha[rows][..., None]], axis=2)


def share_samples(samples: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any] | None, bool]:
    """Return what `split_samples` does; the channels of a grey picture share one plane, which nobody may write to."""
    if samples.shape[2] != 1:
        return split_samples(samples)
    return np.broadcast_to(samples, (*samples.shape[:2], 3)), None, True
