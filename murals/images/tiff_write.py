"""Writing of TIFF files of 8 bits, 16 bits and floats, through tifffile: whole, or tile by tile, as a pyramid too.

References
----------
TIFF 6.0, and its supplement 1 on trees of pictures: https://www.awaresystems.be/imaging/tiff/specification/TIFFPM6.pdf
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from murals.images.pyramid import Halves, reduced_sizes
from murals.images.tiff_exif import append_blocks, placeholder, texts_and_blocks

_CLASSIC_BYTES = 2**32 - 2**25  # more than this is written as BigTIFF, as tifffile itself does
_WORKERS = 2  # threads that compress tiles


def encode_tiff(
    samples: NDArray[Any],
    *,
    icc: bytes | None = None,
    exif: bytes | None = None,
    dpi: tuple[float, float] | None = None,
    tags: Sequence[tuple[Any, ...]] = (),
) -> bytes:
    """Return the bytes of a deflated TIFF of `samples` (H, W, C), uint8, uint16 or float32, with its metadata."""
    options, blocks = _how(samples.shape, samples.dtype, icc, exif, dpi, tags)
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
    options, blocks = _how(shape, dtype, icc, exif, dpi, tags)
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
) -> tuple[dict[str, Any], dict[int, dict[int, Any]]]:
    """Return the options of tifffile's writer, and the blocks of EXIF that are appended afterwards."""
    texts, blocks = texts_and_blocks(exif)
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
