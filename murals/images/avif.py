"""AVIF pictures: the header by Pillow, the samples in their full depth by imagecodecs.

Neither turns the pixels. Pillow gives the turn that the file asks for as the orientation of its EXIF.

References
----------
https://aomediacodec.github.io/av1-avif/
"""

import logging
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from murals.images.boxes import Data, boxes, find_box
from murals.images.code_points import profile_of_box
from murals.images.exif import PREFIX, orientation_of
from murals.images.extras import xmp
from murals.images.opening import open_image
from murals.images.photograph import Metadata
from murals.images.pixels import full_scale

_PROPERTIES = (b"meta", b"iprp", b"ipco")
_HIGH, _TWELVE, _GREY = 0x40, 0x20, 0x10  # bits of the third byte of a box av1C

logger = logging.getLogger("murals")


def avif_size(path: Path) -> tuple[int, int]:
    """Return height and width of the upright picture at `path`."""
    with open_image(path) as image:
        turned = _metadata(image, None).orientation >= 5
        return (image.width, image.height) if turned else (image.height, image.width)


def decode_avif(path: Path) -> tuple[NDArray[Any], Metadata]:
    """Return the samples (H, W, C), uint8, or uint16 for 10 and 12 bits, as stored, and their metadata."""
    with open_image(path) as image:
        frames = getattr(image, "n_frames", 1)
        icc, doubt = image.info.get("icc_profile"), ""
        data = path.read_bytes()
        if icc is None:
            icc, doubt = profile_of_box(find_box(data, *_PROPERTIES, b"colr"))
        metadata = _metadata(image, icc)
    if frames > 1:
        logger.warning("%s holds %d pictures: only the first is read", path, frames)
    if doubt:
        logger.warning("%s: %s", path, doubt)
    return _samples(data), metadata


def _samples(data: bytes) -> NDArray[Any]:
    """Return the samples (H, W, C) of the first picture; of a grey one a single colour."""
    samples = np.atleast_3d(imagecodecs.avif_decode(data, index=0))
    bits, grey = _form(data)
    if samples.dtype == np.uint16:
        samples = full_scale(samples, bits)
    if grey and samples.shape[2] > 2:
        samples = samples[..., [0, 3] if samples.shape[2] == 4 else [0]]
    return samples


def _form(data: Data) -> tuple[int, bool]:
    """Return the bits a sample, and whether the picture is grey; its alpha has the same bits and no colour."""
    flags = [box.content(data)[2] for box in boxes(data, *_PROPERTIES) if box.kind == b"av1C"]
    if not flags:
        raise ValueError("it does not say how deep it is")
    bits = 8 if not flags[0] & _HIGH else 12 if flags[0] & _TWELVE else 10
    return bits, all(flag & _GREY for flag in flags)


def _metadata(image: Image.Image, icc: bytes | None) -> Metadata:
    exif, packet = image.info.get("exif"), image.info.get("xmp")
    exif = PREFIX + exif.removeprefix(PREFIX) if exif else None
    extras = (xmp(packet),) if isinstance(packet, bytes) and packet else ()
    return Metadata(icc, exif, orientation=orientation_of(exif), extras=extras)
