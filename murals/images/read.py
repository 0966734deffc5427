"""Reading of image files as a `Photograph`, a float image, or an 8-bit image, always upright RGB."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from murals.images.appearance import seen, seen8
from murals.images.colour import CONVERTED, decode_pillow
from murals.images.decoders import decoder_of
from murals.images.exif import PREFIX, orientation_of
from murals.images.extras import Extra, Found, extras_of_jpeg, extras_of_png, xmp
from murals.images.opening import is_tiff, open_image, reading
from murals.images.photograph import Metadata, Photograph, described, share_samples, split_samples
from murals.images.pixels import upright
from murals.images.png import decode_png16, png_depth, png_exif
from murals.images.tiff import decode_deep_tiff, picture_number, tiff_is_deep, tiff_metadata, tiff_size


def read_photograph(path: str | Path) -> Photograph:
    """Read an image in its full depth, upright, with everything needed to write a result in the same form.

    8 bits stay uint8, 16 bits uint16, floats float32. Grey, indexed, CMYK and Lab files become RGB. Losses (gamut,
    further pages, extra channels) are logged as a warning.

    Raises
    ------
    MuralsError
        If the image cannot be read.
    """
    return _read(Path(path), split_samples)


def read_drawing(path: str | Path) -> Photograph:
    """Read a drawing like `read_photograph`; the three channels of a grey one are one in memory, not to be written to.

    Raises
    ------
    MuralsError
        If the image cannot be read.
    """
    return _read(Path(path), share_samples)


def _read(path: Path, split: Callable[[NDArray[Any]], tuple[NDArray[Any], NDArray[Any] | None, bool]]) -> Photograph:
    samples, metadata = read_samples(path)
    return described(path, split(upright(samples, metadata.orientation)), metadata)


def read_image(path: str | Path) -> NDArray[np.float32]:
    """Read an image of any kind as sRGB (H, W, 3) float32 in [0, 1], upright, without alpha.

    Raises
    ------
    MuralsError
        If the image cannot be read.
    """
    return seen(read_photograph(path))


def read_image8(path: str | Path) -> NDArray[np.uint8]:
    """Read an image of any kind as sRGB (H, W, 3) uint8, upright, rounded if deeper, without alpha.

    The loaders call it for each sample.

    Raises
    ------
    MuralsError
        If the image cannot be read.
    """
    return seen8(read_photograph(path))


def image_size(path: str | Path) -> tuple[int, int]:
    """Return (height, width) of the upright image at `path` from its header, without decoding a pixel.

    Raises
    ------
    MuralsError
        If the header cannot be read.
    """
    path = Path(path)
    with reading(path):
        if is_tiff(path):
            return tiff_size(path)
        if decoder := decoder_of(path):
            return decoder.size(path)
        with open_image(path) as image:
            turned = orientation_of(_exif(image, path)) >= 5
            return (image.width, image.height) if turned else (image.height, image.width)


def read_samples(path: Path) -> tuple[NDArray[Any], Metadata]:
    """Return the samples (H, W, C) as stored, and the metadata about them.

    Raises
    ------
    MuralsError
        If the image cannot be read.
    """
    with reading(path):
        if decoder := decoder_of(path):
            return decoder.decode(path)
        tiff = is_tiff(path)
        if tiff and tiff_is_deep(path):
            return decode_deep_tiff(path), tiff_metadata(path)
        with open_image(path) as image:
            if tiff:
                image.seek(picture_number(path))
                if sorted(image.size) != sorted(tiff_size(path)):
                    raise ValueError("its header names two sizes")
            metadata = _tiff_metadata8(path) if tiff else metadata_of(image, path)
            if image.format == "PNG" and png_depth(path) == 16:
                return decode_png16(path), metadata
            icc = None if image.mode in CONVERTED else metadata.icc
            return decode_pillow(image, path), replace(metadata, icc=icc)


def metadata_of(image: Image.Image, path: Path) -> Metadata:
    """Return the metadata of `image`, which is no TIFF, about its pixels, without decoding one."""
    exif = _exif(image, path)
    dpi = image.info.get("dpi")
    resolution = (float(dpi[0]), float(dpi[1])) if dpi else None
    return Metadata(image.info.get("icc_profile"), exif, resolution, orientation_of(exif), _extras(image, path))


def _extras(image: Image.Image, path: Path) -> tuple[Extra, ...]:
    """Return what else `image`, which is no TIFF, holds."""
    if image.format in ("JPEG", "MPO"):
        found = extras_of_jpeg(path)
    elif image.format == "PNG":
        found = extras_of_png(path)
    else:
        packet, comment = image.info.get("xmp"), image.info.get("comment")
        kept = [xmp(packet)] if isinstance(packet, bytes) else []
        found = Found(tuple(kept), ("its comment",) if comment else ())
    return found.extras()


def _tiff_metadata8(path: Path) -> Metadata:
    """Return the metadata of an 8-bit TIFF, which Pillow turns upright by itself."""
    found = tiff_metadata(path)
    dpi = found.dpi[::-1] if found.dpi and found.orientation >= 5 else found.dpi
    return Metadata(found.icc, found.exif, dpi, extras=found.extras)


def _exif(image: Image.Image, path: Path) -> bytes | None:
    """Return the EXIF of `image`, which is no TIFF, without decoding a pixel."""
    if image.format == "PNG":
        return png_exif(path)
    exif = image.info.get("exif")
    return PREFIX + exif.removeprefix(PREFIX) if exif else None
