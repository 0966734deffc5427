"""Writing of pictures that need not be in memory: in tiles or bands, with the metadata of the photograph.

A TIFF is written in tiles, a PNG in bands, a JPEG row by row by libvips from a temporary PNG. What a PNG or a JPEG has
beside its pixels is taken from a picture of one pixel that is encoded as any other, so that it is the same.
"""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.images.extras import as_tags
from murals.images.in_parts import Pixels, bands, whole
from murals.images.jpeg import end_of_metadata
from murals.images.photograph import Photograph, joined_samples
from murals.images.png import chunks_around
from murals.images.tiff_parts import TILE, tiles_of
from murals.images.tiff_write import store_tiff
from murals.images.vips import encode_jpeg
from murals.images.write import JPEG_QUALITY, encode_photograph, in_depth_of, kind_of, say_lost

_HEAD = 1 << 16  # bytes of a JPEG of libvips that hold more than its metadata, of which it has none


def store_photograph(file: Path, name: Path, photograph: Photograph, pixels: Pixels, *, pyramid: bool = False) -> None:
    """Write `pixels` to `file`, as `encode_photograph` would encode them for `name`.

    Pixels that are not in memory are written so that memory does not follow their size: a TIFF then has tiles, and a
    JPEG the standard Huffman tables, which make it some percent larger. WebP and BMP are made in memory. Temporary
    files lie beside `file`.

    Parameters
    ----------
    pixels
        (H, W, 3), in memory or in parts, of the dtype of `photograph` or floats in [0, 1].
    pyramid
        Write reduced copies into the file too, which is a TIFF.

    Raises
    ------
    MuralsError
        If the format cannot hold depth or alpha.
    """
    if isinstance(pixels, np.ndarray) and not pyramid:
        file.write_bytes(encode_photograph(name, photograph, pixels))
        return
    pixels = in_depth_of(photograph, pixels)
    match ".tif" if pyramid else kind_of(name):
        case ".tif":
            _store_tiff(file, name, photograph, pixels, pyramid=pyramid)
        case ".png":
            _store_png(file, name, photograph, pixels)
        case ".jpg":
            _store_jpeg(file, name, photograph, pixels)
        case _:
            file.write_bytes(encode_photograph(name, photograph, whole(pixels)))


def _store_tiff(file: Path, name: Path, photograph: Photograph, pixels: Pixels, *, pyramid: bool) -> None:
    tags, lost = as_tags(photograph.extras)
    say_lost(name, lost, photograph.extras)
    kept = {"icc": photograph.icc, "exif": photograph.exif, "dpi": photograph.dpi, "tags": tags}
    tiles = tiles_of(photograph, pixels)
    store_tiff(file, tiles, _shape(photograph, pixels), pixels.dtype, TILE, pyramid=pyramid, **kept)  # type: ignore[arg-type]


def _store_png(file: Path, name: Path, photograph: Photograph, pixels: Pixels) -> None:
    from murals.images.png_write import store_png  # numba takes half a second to load

    before, after = chunks_around(_encoded_pixel(name, photograph))
    samples, shape = _samples(photograph, pixels), _shape(photograph, pixels)
    store_png(file, samples, shape, pixels.dtype, before=before, after=after)


def _store_jpeg(file: Path, name: Path, photograph: Photograph, pixels: Pixels) -> None:
    from murals.images.png_write import STORED, store_png  # as above

    pixel = _encoded_pixel(name, photograph)
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        plain, bare = Path(folder, "plain.png"), Path(folder, "bare.jpg")
        store_png(plain, _samples(photograph, pixels), _shape(photograph, pixels), pixels.dtype, level=STORED)
        encode_jpeg(plain, bare, JPEG_QUALITY)
        plain.unlink()
        with bare.open("rb") as source, file.open("wb") as target:
            target.write(pixel[: end_of_metadata(pixel)])
            source.seek(end_of_metadata(source.read(_HEAD)))
            shutil.copyfileobj(source, target)


def _encoded_pixel(name: Path, photograph: Photograph) -> bytes:
    """Return a picture of one pixel with the metadata, the depth and the channels of `photograph`."""
    pixel = np.zeros((1, 1, 3), photograph.pixels.dtype)
    alpha = None if photograph.alpha is None else pixel[..., 0]
    return encode_photograph(name, replace(photograph, pixels=pixel, alpha=alpha), pixel)


def _samples(photograph: Photograph, pixels: Pixels) -> Iterator[NDArray[Any]]:
    """Yield the samples (h, W, C) of `pixels` in the form of `photograph`, from top to bottom."""
    return (joined_samples(photograph, pixels[rows], rows) for rows in bands(pixels))


def _shape(photograph: Photograph, pixels: Pixels) -> tuple[int, ...]:
    return *pixels.shape[:2], (1 if photograph.grey else 3) + (photograph.alpha is not None)
