"""Raw files of cameras, developed by LibRaw with fixed settings, so that one file always gives the same pixels.

16 bits; the white balance that the camera stored; the brightness of the exposure, neither raised nor stretched; AHD
demosaicing; upright; ProPhoto RGB with a gamma of 1.8, the widest space of LibRaw, so that no pigment is clipped.

References
----------
https://www.libraw.org/docs/API-datastruct-eng.html; https://letmaik.github.io/rawpy/api/
"""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from imagecodecs import cms_profile
from numpy.typing import NDArray
from PIL import Image

from murals.errors import MuralsError
from murals.images.exif import PREFIX
from murals.images.opening import check_size
from murals.images.photograph import Metadata
from murals.images.tiff_exif import exif_of_tiff

GAMMA = 1.8  # of ProPhoto RGB
# https://www.color.org/chardata/rgb/rommrgb.xalter: x, y, Y of red, green and blue, and of white
_PRIMARIES = (0.7347, 0.2653, 1.0, 0.1596, 0.8404, 1.0, 0.0366, 0.0001, 1.0)
_D50 = (0.3457, 0.3585, 1.0)
_SWAPPED = 4  # the bit of LibRaw's flip that exchanges rows and columns
_CLASSIC = (b"II*\0", b"MM\0*")

logger = logging.getLogger("murals")


def raw_size(path: Path) -> tuple[int, int]:
    """Return height and width of the developed picture of the raw file at `path`."""
    with _opened(path) as raw:
        return _size(raw)


def decode_raw(path: Path) -> tuple[NDArray[np.uint16], Metadata]:
    """Return the developed pixels (H, W, 3), upright, or (H, W, 1) of a sensor without colours, and their metadata."""
    import rawpy

    with _opened(path) as raw:
        check_size(path, *_size(raw))
        balanced = raw.camera_whitebalance[0] > 0
        samples = np.atleast_3d(
            raw.postprocess(
                demosaic_algorithm=rawpy.DemosaicAlgorithm.AHD,
                use_camera_wb=True,
                no_auto_bright=True,
                adjust_maximum_thr=0.0,
                output_color=rawpy.ColorSpace.ProPhoto,
                gamma=(GAMMA, 0),
                output_bps=16,
            )
        )
        exif = _exif(path, raw)
    grey = samples.shape[2] == 1
    return samples, Metadata(_profile(grey), exif, developed=_sentence(balanced, grey))


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Yield the raw file at `path`.

    Raises
    ------
    ValueError
        If LibRaw finds it broken.
    MuralsError
        If LibRaw does not know it.
    """
    import rawpy

    if path.stat().st_size == 0:
        raise ValueError("it is empty")
    try:
        with rawpy.imread(str(path)) as raw:
            yield raw
    except rawpy.LibRawFileUnsupportedError as error:
        raise MuralsError(
            f"{path} is no raw file that LibRaw {_version()} knows: export a 16-bit TIFF from the camera's own program"
        ) from error
    except rawpy.LibRawError as error:
        told = error.args[0] if error.args else error
        raise ValueError(told.decode() if isinstance(told, bytes) else str(told)) from error


def _size(raw: Any) -> tuple[int, int]:
    sizes = raw.sizes
    return (sizes.width, sizes.height) if sizes.flip & _SWAPPED else (sizes.height, sizes.width)


def _sentence(balanced: bool, grey: bool) -> str:
    """Return how the pixels were developed."""
    balance = "the camera's white balance" if balanced else "the white balance of daylight, as the file stores none"
    colours = "grey" if grey else f"{balance}, AHD demosaicing, ProPhoto RGB"
    return f"developed by LibRaw {_version()}: 16 bits, {colours} with a gamma of {GAMMA}, brightness as exposed"


def _version() -> str:
    from rawpy import libraw_version

    return ".".join(map(str, libraw_version))


def _exif(path: Path, raw: Any) -> bytes | None:
    """Return the EXIF of the raw file, or of the small picture inside, or None."""
    with path.open("rb") as file:
        if file.read(4) in _CLASSIC:
            return exif_of_tiff(path)
    import rawpy

    try:
        thumbnail = raw.extract_thumb()
        if thumbnail.format != rawpy.ThumbFormat.JPEG:
            return None
        with Image.open(io.BytesIO(thumbnail.data), formats=("JPEG",)) as image:
            exif = image.info.get("exif")
    except (rawpy.LibRawError, OSError) as error:
        logger.debug("%s: no small picture (%s)", path, error)
        return None
    return PREFIX + exif.removeprefix(PREFIX) if exif else None


@lru_cache(maxsize=2)
def _profile(grey: bool) -> bytes:
    if grey:
        return bytes(cms_profile("gray", gamma=GAMMA))
    return bytes(cms_profile("rgb", whitepoint=_D50, primaries=_PRIMARIES, gamma=GAMMA))
