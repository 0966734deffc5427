"""HEIC and other HEIF pictures, as phones and cameras write them, through libheif.

libheif turns and mirrors the pixels as the file says. The orientation in EXIF, which repeats that, is not followed.

References
----------
ISO 23008-12; https://pypi.org/project/pi-heif/
"""

import logging
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.images.code_points import profile_of
from murals.images.exif import PREFIX
from murals.images.extras import xmp
from murals.images.opening import check_size
from murals.images.photograph import Metadata
from murals.images.pixels import full_scale

logger = logging.getLogger("murals")


def heif_size(path: Path) -> tuple[int, int]:
    """Return height and width of the upright picture at `path`."""
    width, height = _opened(path).size
    return height, width


def decode_heif(path: Path) -> tuple[NDArray[Any], Metadata]:
    """Return the upright samples (H, W, C), uint8, or uint16 for 10 and 12 bits, and their metadata."""
    file = _opened(path)
    if len(file) > 1:
        logger.warning("%s holds %d pictures: only its main one is read", path, len(file))
    if file.premultiplied_alpha:
        raise MuralsError(f"{path} has colours that are multiplied by their alpha: save it as PNG or TIFF")
    samples = np.atleast_3d(np.array(file))  # a copy: the memory of `file` goes with it
    if samples.dtype == np.uint16:
        samples = full_scale(samples, int(file.info["bit_depth"]))
    return samples, _metadata(path, file.info)


def _opened(path: Path) -> Any:
    """Return the file at `path` with its header read, and its size checked."""
    from pi_heif import open_heif

    file = open_heif(path, convert_hdr_to_8bit=False, hdr_to_16bit=False)
    width, height = file.size
    check_size(path, height, width)
    return file


def _metadata(path: Path, info: dict[str, Any]) -> Metadata:
    icc, doubt = info.get("icc_profile") or None, ""
    code_points = info.get("nclx_profile")
    if icc is None and code_points:
        icc, doubt = profile_of(int(code_points["color_primaries"]), int(code_points["transfer_characteristics"]))
    if doubt:
        logger.warning("%s: %s", path, doubt)
    exif, packet = info.get("exif"), info.get("xmp")
    kept = PREFIX + exif.removeprefix(PREFIX) if exif else None
    return Metadata(icc, kept, extras=(xmp(packet),) if packet else ())
