"""TIFF files: headers, and samples of 16 bits and floats, through tifffile.

Pillow reads 8-bit TIFF in all compressions, but has no RGB of 16 bits or floats. tifffile decodes every compression
through imagecodecs.

References
----------
https://github.com/cgohlke/tifffile
"""

import logging
import math
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.images.exif import UPRIGHT
from murals.images.extras import extras_of_tags
from murals.images.opening import check_size
from murals.images.photograph import Metadata
from murals.images.tiff_exif import exif_of_tiff

_ORIENTATION, _ICC, _X_RESOLUTION, _Y_RESOLUTION, _UNIT = 274, 34675, 282, 283, 296
_PER_INCH = {2: 1.0, 3: 2.54}  # the unit of resolution is inches or centimetres
_KIND_OF_PAGE, _SMALL_COPY, _TRANSPARENCY = 254, 1, 4  # NewSubfileType and two of its bits
_ASSOCIATED, _UNASSOCIATED = 1, 2  # kinds of alpha: colours already multiplied by it, or not

logger = logging.getLogger("murals")


def picture_number(path: Path) -> int:
    """Return the number of the page of the TIFF at `path` that is its picture, from 0 on."""
    with tifffile.TiffFile(path) as tiff:
        return int(picture_of(tiff).index)


def picture_of(tiff: tifffile.TiffFile) -> Any:
    """Return the first page of `tiff` that is a picture: no small copy of one, and no mask; the first if none is."""
    first = tiff.pages.first
    return first if _is_picture(first) else next(filter(_is_picture, _pages_of(tiff)), first)


def _pages_of(tiff: tifffile.TiffFile) -> list[Any]:
    """Return all pages of `tiff`; to iterate over them would not end where directories run in a circle."""
    return [tiff.pages[number] for number in range(len(tiff.pages))]


def _is_picture(page: Any) -> bool:
    return not _value(page, _KIND_OF_PAGE, 0) & (_SMALL_COPY | _TRANSPARENCY)


def tiff_size(path: Path) -> tuple[int, int]:
    """Return height and width of the picture of the TIFF at `path`, turned upright."""
    with tifffile.TiffFile(path) as tiff:
        page = picture_of(tiff)
        size = (page.imagelength, page.imagewidth)
        return size[::-1] if _value(page, _ORIENTATION, UPRIGHT) >= 5 else size


def tiff_is_deep(path: Path) -> bool:
    """Tell whether the picture of the TIFF at `path` has more than 8 bits a sample."""
    with tifffile.TiffFile(path) as tiff:
        return _bits(picture_of(tiff)) > 8


def tiff_metadata(path: Path) -> Metadata:
    """Return profile, EXIF, resolution and orientation of the picture of the TIFF at `path`."""
    with tifffile.TiffFile(path) as tiff:
        page = picture_of(tiff)
        found = extras_of_tags(page.tags.values())
        orientation = _value(page, _ORIENTATION, UPRIGHT)
        return Metadata(_value(page, _ICC), exif_of_tiff(path), _dpi(page), orientation, found.extras())


def decode_deep_tiff(path: Path) -> NDArray[Any]:
    """Return the samples (H, W, C), uint16 or float32, of the picture of the TIFF at `path`, C from 1 to 4.

    Raises
    ------
    MuralsError
        If the samples are of another kind, the colours are not grey or RGB, or floats are outside [0, 1].
    """
    with tifffile.TiffFile(path) as tiff:
        page = picture_of(tiff)
        check_size(path, page.imagelength, page.imagewidth)
        pictures = sum(map(_is_picture, _pages_of(tiff)))
        if pictures > 1:
            logger.warning("%s has %d pages: only the first is read", path, pictures)
        check_pieces(page)
        _check_kind(path, page)
        samples = _by_channel(page)
    samples = samples.astype(np.float32) if samples.dtype.kind == "f" else samples
    check_range(path, samples)
    return plain_samples(path, page, samples)


def check_pieces(page: Any) -> None:
    """Raise ValueError if `page` lacks some of its tiles or strips, which tifffile would fill with zeros."""
    if 0 in ((page.tilelength, page.tilewidth) if page.is_tiled else (page.rowsperstrip,)):
        raise ValueError("its tiles or strips have no size")
    wanted, offsets, counts = math.prod(page.chunked), len(page.dataoffsets), len(page.databytecounts)
    if min(offsets, counts) < wanted:
        raise ValueError(f"it has {min(offsets, counts)} of {wanted} tiles or strips")


def plain_samples(path: Path, page: Any, samples: NDArray[Any]) -> NDArray[Any]:
    """Return the `samples` (h, w, C) of a part of `page` as they mean: black is zero, alpha not multiplied in."""
    if page.photometric == tifffile.PHOTOMETRIC.MINISWHITE:
        white = 1.0 if samples.dtype.kind == "f" else np.iinfo(samples.dtype).max
        samples[..., 0] = white - samples[..., 0]
    return _with_plain_alpha(path, page, samples)


def _check_kind(path: Path, page: Any) -> None:
    """Raise MuralsError unless `page` holds grey or RGB of 16 bits or of floats."""
    if page.photometric not in (
        tifffile.PHOTOMETRIC.MINISBLACK,
        tifffile.PHOTOMETRIC.MINISWHITE,
        tifffile.PHOTOMETRIC.RGB,
    ):
        name = getattr(page.photometric, "name", page.photometric)
        raise MuralsError(f"{path} has {_bits(page)}-bit colours of the kind {name}: save it as RGB with 16 bits")
    if page.dtype is None or not (page.dtype.kind == "f" or (page.dtype == np.uint16 and _bits(page) == 16)):
        raise MuralsError(
            f"{path} has {_bits(page)}-bit samples ({page.dtype}): expected 8 bits, 16 bits or floats; save it so"
        )


def _by_channel(page: Any) -> NDArray[Any]:
    """Decode `page` to (H, W, samples), in whatever order the file has them."""
    array = page.asarray()
    if page.planarconfig == tifffile.PLANARCONFIG.SEPARATE and page.samplesperpixel > 1:
        array = np.moveaxis(array, 0, -1)
    return np.array(array.reshape(page.imagelength, page.imagewidth, page.samplesperpixel))


def check_range(path: Path, samples: NDArray[Any]) -> None:
    """Raise MuralsError if floats are outside [0, 1]: then the value of white is unknown."""
    if samples.dtype.kind != "f":
        return
    low, high = float(samples.min()), float(samples.max())
    if not (low >= 0.0 and high <= 1.0):  # NaN fails too
        raise MuralsError(f"{path} holds values from {low:g} to {high:g}: expected 0 to 1; scale it and save it again")


def _with_plain_alpha(path: Path, page: Any, samples: NDArray[Any]) -> NDArray[Any]:
    """Keep colours and alpha, dividing premultiplied colours by alpha; other samples are dropped with a warning."""
    colours = 3 if page.photometric == tifffile.PHOTOMETRIC.RGB else 1
    extra = samples.shape[2] - colours
    kind = page.extrasamples[0] if page.extrasamples else _UNASSOCIATED
    kept = colours + (extra > 0 and kind in (_ASSOCIATED, _UNASSOCIATED))
    if kept < samples.shape[2]:
        logger.warning(
            "%s: left out %d extra channels that are neither colour nor alpha", path, samples.shape[2] - kept
        )
    if extra > 0 and kind == _ASSOCIATED:
        _divide_by_alpha(samples[..., :kept])
    return samples[..., :kept]


def _divide_by_alpha(samples: NDArray[Any]) -> None:
    """Undo the premultiplication of the colours by alpha, in place."""
    white = 1.0 if samples.dtype.kind == "f" else 65535.0
    alpha = samples[..., -1:].astype(np.float64)
    colours = np.divide(samples[..., :-1] * white, alpha, out=np.zeros(samples[..., :-1].shape), where=alpha > 0)
    samples[..., :-1] = np.clip(colours if white == 1.0 else np.rint(colours), 0, white)


def _bits(page: Any) -> int:
    """Return the bits per sample of `page`, the largest if they differ."""
    return int(np.max(page.bitspersample))


def _value(page: Any, tag: int, default: Any = None) -> Any:
    """Return the value of `tag`, or `default` if `page` lacks it."""
    found = page.tags.get(tag)
    return default if found is None else found.value


def _dpi(page: Any) -> tuple[float, float] | None:
    """Return the resolution of `page` in pixels per inch; None if it has none, or no unit."""
    across, down = _value(page, _X_RESOLUTION), _value(page, _Y_RESOLUTION)
    factor = _PER_INCH.get(int(_value(page, _UNIT, 2)))
    if across is None or down is None or factor is None or not (across[1] and down[1]):
        return None
    return across[0] / across[1] * factor, down[0] / down[1] * factor
