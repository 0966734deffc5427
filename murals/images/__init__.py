"""Image files to arrays and back: the only package that knows EXIF, ICC, 16 bit, alpha and TIFF.

Images are read upright, as RGB arrays (H, W, 3); masks as (H, W) bool, True is damage, or as kinds of damage (H, W)
uint8. Files are written whole or not at all, and nothing is overwritten unless asked for. `images.tensors` goes on to
torch; the rest loads without it.
"""

from murals.images.appearance import Appearance, appearance_of, seen
from murals.images.in_parts import Chosen, Converted, Cut, Patched, Pixels, bands, whole
from murals.images.kinds import LOST, VEILED, Kinds, as_kinds, has_veils, join_kinds, lost, marked
from murals.images.large import open_large
from murals.images.mask import as_mask, read_kinds, read_mask
from murals.images.names import (
    OWN_KINDS,
    READ_ONLY,
    SUFFIXES,
    find_images,
    is_own_output,
    is_picture,
    output_path,
    short_stem,
)
from murals.images.opening import MAX_PIXELS
from murals.images.photograph import Photograph
from murals.images.pixels import from_float, luminance, to_float
from murals.images.read import image_size, read_image, read_image8, read_photograph
from murals.images.store import store_photograph
from murals.images.tiff_parts import open_in_parts
from murals.images.write import encode_photograph, write_image, write_photograph

__all__ = [
    "LOST",
    "MAX_PIXELS",
    "OWN_KINDS",
    "READ_ONLY",
    "SUFFIXES",
    "VEILED",
    "Appearance",
    "Chosen",
    "Converted",
    "Cut",
    "Kinds",
    "Patched",
    "Photograph",
    "Pixels",
    "appearance_of",
    "as_kinds",
    "as_mask",
    "bands",
    "encode_photograph",
    "find_images",
    "from_float",
    "has_veils",
    "image_size",
    "is_own_output",
    "is_picture",
    "join_kinds",
    "lost",
    "luminance",
    "marked",
    "open_in_parts",
    "open_large",
    "output_path",
    "read_image",
    "read_image8",
    "read_kinds",
    "read_mask",
    "read_photograph",
    "seen",
    "short_stem",
    "store_photograph",
    "to_float",
    "whole",
    "write_image",
    "write_photograph",
]
