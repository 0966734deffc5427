"""TIFF files: headers, samples of 16 bits and floats, and writing of all TIFFs, through tifffile.

Pillow reads 8-bit TIFF in all compressions, but has no RGB of 16 bits or floats. tifffile decodes every compression
through imagecodecs.

References
----------
https://github.com/cgohlke/tifffile
"""

import io
import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
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
from murals.images.pyramid import Halves, reduced_sizes
from murals.images.tiff_exif import append_blocks, exif_of_tiff, placeholder, texts_and_blocks

_ORIENTATION, _ICC, _X_RESOLUTION, _Y_RESOLUTION, _UNIT = 274, 34675, 282, 283, 296
_PER_INCH = {2: 1.0, 3: 2.54}  # the unit of resolution is inches or centimetres
_CLASSIC_BYTES = 2**32 - 2**25  # more than this tifffile writes as BigTIFF, whose directories Pillow cannot append
_WORKERS = 2  # threads that compress tiles
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
        for name in found.left:
            logger.warning("%s: left out %s", path, name)
        orientation = _value(page, _ORIENTATION, UPRIGHT)
        return Metadata(_value(page, _ICC), exif_of_tiff(path), _dpi(page), orientation, found.kept)


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


def encode_tiff(
    samples: NDArray[Any],
    *,
    icc: bytes | None = None,
    exif: bytes | None = None,
    dpi: tuple[float, float] | None = None,
    tags: Sequence[tuple[Any, ...]] = (),
) -> bytes:
    """Return the bytes of a deflated TIFF of `samples` (H, W, C), uint8, uint16 or float32, with its metadata."""
    big = samples.nbytes > _CLASSIC_BYTES
    options, blocks = _how(samples.shape, samples.dtype, icc, exif, dpi, tags, big=big)
    file = io.BytesIO()
    tifffile.imwrite(file, samples if samples.shape[2] > 1 else samples[..., 0], byteorder="<", **options)
    append_blocks(file, blocks)
    return file.getvalue()


def store_tiff(
    path: Path,
    tiles: Iterator[NDArray[Any]],
    shape: tuple[int, ...],
    dtype: Any,
    side: int,
    *,
    icc: bytes | None = None,
    exif: bytes | None = None,
    dpi: tuple[float, float] | None = None,
    tags: Sequence[tuple[Any, ...]] = (),
    pyramid: bool = False,
) -> None:
    """Write a TIFF of `shape` (H, W, C) to `path` from its `tiles`, (side, side, C) each, row by row.

    It differs from what `encode_tiff` makes in that it has tiles, and that only a few of them are in memory. Of a
    pyramid, reduced copies lie in the SubIFDs of the picture, as libvips, IIIF servers and QuPath read them.
    """
    sizes = reduced_sizes(*shape[:2]) if pyramid else []
    pixels = sum(height * width for height, width in [shape[:2], *sizes])
    big = pixels * shape[2] * np.dtype(dtype).itemsize > _CLASSIC_BYTES
    options, blocks = _how(shape, dtype, icc, exif, dpi, tags, big=big)
    with ExitStack() as kept, tifffile.TiffWriter(path, bigtiff=big, byteorder="<") as file:
        for level, size in enumerate([shape[:2], *sizes]):
            above = tiles
            if level < len(sizes):
                halves = kept.enter_context(Halves(path.parent, (size[0], size[1]), side))
                above = halves.kept(tiles)
            place = {"subfiletype": 1} if level else {"subifds": len(sizes) or None}
            _write_level(file, above, (*size, shape[2]), dtype, side, **options, **place)
            options.pop("extratags", None)  # of the picture itself alone
            tiles = halves.tiles() if level < len(sizes) else tiles
    with path.open("r+b") as written:
        append_blocks(written, blocks)


def _write_level(
    file: tifffile.TiffWriter, tiles: Iterator[NDArray[Any]], shape: tuple[int, ...], dtype: Any, side: int, **how: Any
) -> None:
    """Write the picture of `shape` (H, W, C), or one of its reduced copies, from its tiles."""
    grey = shape[2] == 1
    file.write(
        (tile[..., 0] for tile in tiles) if grey else tiles,
        shape=shape[:2] if grey else shape,
        dtype=dtype,
        tile=(side, side),
        maxworkers=_WORKERS,
        **how,
    )


def _how(
    shape: tuple[int, ...],
    dtype: Any,
    icc: bytes | None,
    exif: bytes | None,
    dpi: tuple[float, float] | None,
    tags: Sequence[tuple[Any, ...]],
    *,
    big: bool,
) -> tuple[dict[str, Any], dict[int, dict[int, Any]]]:
    """Return the options of tifffile's writer, and the blocks of EXIF that are appended afterwards."""
    texts, blocks = texts_and_blocks(exif)
    if blocks and big:
        logger.warning("a TIFF of over 4 GB is written as BigTIFF: the EXIF of its camera is left out")
        blocks = {}
    options = {
        "photometric": "rgb" if shape[2] > 2 else "minisblack",
        "planarconfig": "contig" if shape[2] > 1 else None,
        "extrasamples": ["unassalpha"] if shape[2] in (2, 4) else None,
        "compression": "zlib",
        "predictor": np.dtype(dtype).kind != "f",  # the one for floats needs a package of its own
        "resolution": dpi,
        "resolutionunit": "inch" if dpi else None,
        "iccprofile": icc,
        "metadata": None,
        "software": False,
        "extratags": [(tag, "s", 0, text, True) for tag, text in texts.items()]
        + [(placeholder(block), "I", 1, 0, True) for block in blocks]
        + [tag for tag in tags if tag[0] not in texts],
    }
    return options, blocks


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
