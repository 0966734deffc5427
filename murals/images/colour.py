"""Decoding of Pillow images of up to 8 bits, of any colour mode, to samples of grey or RGB with alpha if there is any.

CMYK and Lab are converted to sRGB by Little CMS through Pillow.

References
----------
https://pillow.readthedocs.io/en/stable/reference/ImageCms.html
"""

import io
import logging
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from murals.errors import MuralsError
from murals.images.in_parts import bands

CONVERTED = ("CMYK", "LAB")  # modes whose profile does not describe the RGB that is made of them
_GREY = ("1", "L", "LA", "La")
_COLOUR = ("P", "PA", "RGB", "RGBA", "RGBX", "RGBa", "YCbCr")

logger = logging.getLogger("murals")


def decode_pillow(image: Image.Image, path: Path) -> NDArray[np.uint8]:
    """Return the samples (H, W, C) uint8 of `image`, opened from `path`; C is 1 for grey, 3 for RGB, plus 1 for alpha.

    Losses are logged: further frames, and the gamut of CMYK and Lab.

    Raises
    ------
    MuralsError
        If the colour mode is another.
    """
    say_frames(image, path)
    if image.mode in CONVERTED:
        return np.array(_to_srgb(image, path))
    if image.mode not in (*_GREY, *_COLOUR):
        raise MuralsError(f"{path} has colours of the mode {image.mode}: save it as grey or RGB with 8 or 16 bits")
    return _in_memory_once(image, _plain_mode(image))


def _in_memory_once(image: Image.Image, mode: str) -> NDArray[np.uint8]:
    """Return the samples (H, W, C) of `image` in `mode`; band by band, as numpy takes several copies of a whole one."""
    plain = image if image.mode == mode else image.convert(mode)
    samples = np.empty((plain.height, plain.width, len(plain.getbands())), np.uint8)
    for rows in bands(samples):
        band = np.asarray(plain.crop((0, rows.start, plain.width, rows.stop)))
        samples[rows] = band.reshape(samples[rows].shape)
    return samples


def say_frames(image: Image.Image, path: Path) -> None:
    """Log that only the first of several frames is read."""
    frames = getattr(image, "n_frames", 1)
    if frames > 1:
        logger.warning("%s holds %d pictures: only the first is read", path, frames)


def _plain_mode(image: Image.Image) -> str:
    """Return the mode among L, LA, RGB, RGBA that can hold all of `image`."""
    plain = "L" if image.mode in _GREY else "RGB"
    return plain + "A" if image.has_transparency_data else plain


def _to_srgb(image: Image.Image, path: Path) -> Image.Image:
    """Convert CMYK or Lab to sRGB, by the file's own profile if it has a valid one, and log the loss."""
    srgb = ImageCms.createProfile("sRGB")
    if image.mode == "LAB":
        logger.warning("%s is Lab: it is converted to sRGB, and colours outside of it are lost", path)
        return _transformed(image, ImageCms.createProfile("LAB"), srgb)
    profile = _profile(image, path)
    way = "through its colour profile" if profile else "without a colour profile, so its colours are a guess"
    logger.warning("%s is CMYK: it is converted to sRGB %s", path, way)
    return _transformed(image, profile, srgb) if profile else image.convert("RGB")


def _profile(image: Image.Image, path: Path) -> ImageCms.ImageCmsProfile | None:
    """Return the profile that `image` carries if it is one for CMYK."""
    icc = image.info.get("icc_profile")
    if not icc:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    except OSError:
        logger.warning("%s: its colour profile is broken", path)
        return None
    return profile if profile.profile.xcolor_space.strip() == "CMYK" else None


def _transformed(image: Image.Image, source: object, target: object) -> Image.Image:
    """Return `image` in RGB, from the colours of the profile `source` to those of `target`."""
    rgb = ImageCms.profileToProfile(image, source, target, outputMode="RGB")  # type: ignore[arg-type]
    if rgb is None:
        raise ValueError("its colours cannot be converted")
    return rgb
