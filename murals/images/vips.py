"""PNG and JPEG decoded, and JPEG encoded, row by row by libvips, so that memory does not follow the size.

libvips decodes and encodes JPEGs through the library that Pillow uses, with equal results; tests hold them together.

References
----------
https://www.libvips.org/API/current/; https://libvips.github.io/pyvips/
"""

import logging
from pathlib import Path
from typing import Any

from murals.images.scratch import ScratchSamples, new_file

_DTYPES = {"uchar": "uint8", "ushort": "uint16"}

logger = logging.getLogger("murals")


def stream_samples(path: Path, scratch: Path, *, png: bool) -> ScratchSamples | None:
    """Write the samples of the PNG or JPEG at `path` into a new file in the folder `scratch`; None if libvips cannot.

    Of a PNG errors count, of a JPEG warnings too: its decoder goes on after any fault of the data, and which of them to
    refuse is left to Pillow.
    """
    vips = _loaded()
    file = new_file(scratch)
    try:
        load = vips.Image.pngload if png else vips.Image.jpegload
        image = load(str(path), access="sequential", fail_on="error" if png else "warning")
        image.rawsave(str(file))
        return ScratchSamples(file, (image.height, image.width, image.bands), _DTYPES[image.format])
    except (vips.Error, UnicodeError, KeyError) as error:  # a fault of the file, a full disk, or an odd name
        logger.debug("%s is not streamed: %s", path, error)
        file.unlink()
        return None


def encode_jpeg(png: Path, jpeg: Path, quality: int) -> None:
    """Write the PNG of 8 bits at `png`, grey or RGB, as a JPEG without colour subsampling or metadata.

    Its Huffman tables are the standard ones, as better ones would need the whole picture in memory.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    vips = _loaded()
    try:
        image = vips.Image.pngload(str(png), access="sequential", fail_on="error")
        image.jpegsave(str(jpeg), Q=quality, subsample_mode="off", keep="none")
    except vips.Error as error:
        raise OSError(" ".join(str(error).split())) from error


def _loaded() -> Any:
    """Return pyvips, whose library is large and seldom needed."""
    import pyvips

    logging.getLogger("pyvips").setLevel(logging.ERROR)  # its warnings are about metadata, which is read elsewhere
    return pyvips
