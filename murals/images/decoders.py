"""Which module reads a file that neither Pillow nor tifffile reads in its full depth: HEIF, AVIF, JPEG 2000, raw."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from numpy.typing import NDArray

from murals.images.avif import avif_size, decode_avif
from murals.images.formats import Format, format_of
from murals.images.heif import decode_heif, heif_size
from murals.images.jp2 import decode_jp2, jp2_size
from murals.images.photograph import Metadata
from murals.images.raw import decode_raw, raw_size


class Decoder(NamedTuple):
    """How files of one format are read."""

    decode: Callable[[Path], tuple[NDArray[Any], Metadata]]  # the samples (H, W, C), and what is known of them
    size: Callable[[Path], tuple[int, int]]  # height and width of the upright picture, by its header


_DECODERS: dict[Format, Decoder] = {
    "avif": Decoder(decode_avif, avif_size),
    "heif": Decoder(decode_heif, heif_size),
    "jp2": Decoder(decode_jp2, jp2_size),
    "raw": Decoder(decode_raw, raw_size),
}


def decoder_of(path: Path) -> Decoder | None:
    """Return what reads the file at `path`; None if Pillow or tifffile does."""
    found = format_of(path)
    return None if found is None else _DECODERS[found]
