"""Pictures of any kind, opened so that memory does not follow their size: read in parts from the file, or from a copy.

A plain TIFF is read in parts as it lies. The samples of any other picture are written into a temporary file first: of
a plain PNG or JPEG row by row as libvips decodes them, of the others from memory, which is free afterwards. They are
those that `read_photograph` reads, bit by bit.

References
----------
https://www.libvips.org/API/current/how-it-opens-files.html (sequential access)
"""

from pathlib import Path

from PIL import Image

from murals.images.colour import say_frames
from murals.images.decoders import decoder_of
from murals.images.jpeg import has_whole_scans
from murals.images.opening import is_tiff, open_image, reading
from murals.images.photograph import Metadata, Photograph, described, split_lazily
from murals.images.png import is_plain_png
from murals.images.read import metadata_of, read_samples
from murals.images.scratch import ScratchSamples, spill
from murals.images.tiff_parts import open_in_parts
from murals.images.vips import stream_samples


def open_large(path: str | Path, scratch: Path) -> Photograph:
    """Open an image like `read_photograph`, with pixels and alpha that are read where they are asked for.

    Memory is bounded for a TIFF as in `open_in_parts`, a PNG of 8 or 16 bits without a palette, and a JPEG of grey or
    RGB. Of an interlaced PNG and of a progressive JPEG the decoders hold the whole; other pictures are in memory as a
    whole while they are decoded, and broken ones until they are refused.

    Parameters
    ----------
    scratch
        A folder for a temporary file of the samples, as large as the picture uncompressed. Pixels are read from it as
        long as the photograph is used; the caller removes it with all it holds.

    Raises
    ------
    MuralsError
        If the image cannot be read, or the samples cannot be written.
    """
    path = Path(path)
    in_parts = open_in_parts(path)
    if in_parts is not None:
        return in_parts
    samples, metadata = _streamed(path, scratch) or _spilled(path, scratch)
    return described(path, split_lazily(samples), metadata)


def _streamed(path: Path, scratch: Path) -> tuple[ScratchSamples, Metadata] | None:
    """Return the samples of a PNG or a JPEG, written row by row; None if it is of another kind, or seems broken."""
    with reading(path):
        if decoder_of(path) or is_tiff(path):
            return None
        with open_image(path) as image:
            png = image.format == "PNG"
            if not (is_plain_png(path) if png else _is_plain_jpeg(image, path)):
                return None
            samples = stream_samples(path, scratch, png=png)
            if samples is None or samples.shape[:2] != (image.height, image.width):
                return None
            say_frames(image, path)
            metadata = metadata_of(image, path)
    return ScratchSamples(samples.file, samples.stored, samples.dtype, metadata.orientation), metadata


def _is_plain_jpeg(image: Image.Image, path: Path) -> bool:
    """Tell whether `image` is a JPEG of grey or RGB whose data is whole, as far as can be told without decoding it."""
    return image.format in ("JPEG", "MPO") and image.mode in ("L", "RGB") and has_whole_scans(path)


def _spilled(path: Path, scratch: Path) -> tuple[ScratchSamples, Metadata]:
    """Return the samples of a picture of any kind, which are read as a whole."""
    samples, metadata = read_samples(path)
    return spill(samples, scratch, metadata.orientation), metadata
