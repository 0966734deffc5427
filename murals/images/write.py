"""Writing of image files: in the form of the photograph they were made from, or as plain pictures.

PNG, TIFF, WebP and BMP are written without loss. A JPEG stays a JPEG, at quality 95 and without colour subsampling.
"""

import io
import logging
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from murals.errors import MuralsError
from murals.files import write_bytes
from murals.images.extras import Extra, as_segments, as_tags, with_chunks
from murals.images.in_parts import Converted
from murals.images.names import WRITABLE
from murals.images.photograph import Metadata, Photograph, joined_samples
from murals.images.pixels import from_float, to_float
from murals.images.png import encode_png16
from murals.images.tiff_write import encode_tiff

JPEG_QUALITY = 95  # beyond it files grow and no eye sees a difference
_OPTIONS: dict[str, dict[str, Any]] = {
    ".bmp": {"format": "BMP"},
    ".jpg": {"format": "JPEG", "quality": JPEG_QUALITY, "subsampling": "4:4:4", "optimize": True},
    ".png": {"format": "PNG"},
    ".webp": {"format": "WEBP", "lossless": True, "exact": True},  # exact: colours under transparency too
}
_SAME = {".jpeg": ".jpg", ".tiff": ".tif"}
_NO_ALPHA = (".bmp", ".jpg")
_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}

logger = logging.getLogger("murals")


def write_photograph(
    path: str | Path, photograph: Photograph, pixels: NDArray[Any], *, overwrite: bool = False
) -> None:
    """Write `pixels` in the form of `photograph`: its depth, alpha, grey, profile, EXIF and resolution.

    The suffix of `path` selects the format. Metadata that it cannot hold is logged as a warning.

    Parameters
    ----------
    pixels
        (H, W, 3), of the photograph's size. If they have its dtype, no value changes. Floats in [0, 1] are clamped and
        rounded.

    Raises
    ------
    MuralsError
        If the format cannot hold depth or alpha, or as in `murals.files.whole_file`.
    """
    write_bytes(path, encode_photograph(path, photograph, pixels), overwrite=overwrite)


def encode_photograph(path: str | Path, photograph: Photograph, pixels: NDArray[Any]) -> bytes:
    """Return the bytes that `write_photograph` would write to `path`."""
    if pixels.shape != photograph.pixels.shape:
        raise ValueError(f"expected pixels of shape {photograph.pixels.shape}, got {pixels.shape}")
    kept = Metadata(photograph.icc, photograph.exif, photograph.dpi, extras=photograph.extras)
    return _encode(Path(path), joined_samples(photograph, in_depth_of(photograph, pixels)), kept)


def write_image(path: str | Path, image: NDArray[Any], *, overwrite: bool = False) -> None:
    """Write a plain 8-bit picture: `image` is (H, W, 3) or (H, W), uint8, bool (True is white) or float in [0, 1].

    Raises
    ------
    MuralsError
        As in `write_photograph`.
    """
    picture = image if image.dtype == np.uint8 else from_float(to_float(image), np.uint8)
    write_bytes(path, _encode(Path(path), np.atleast_3d(picture), Metadata()), overwrite=overwrite)


def in_depth_of(photograph: Photograph, pixels: Any) -> Any:
    """Return `pixels`, in memory or in parts, in the dtype of `photograph`."""
    dtype = photograph.pixels.dtype
    if pixels.dtype == dtype:
        return pixels
    if pixels.dtype.kind != "f":
        raise ValueError(f"expected pixels of {dtype} or float, got {pixels.dtype}")
    to_depth = partial(from_float, dtype=dtype)
    return to_depth(pixels) if isinstance(pixels, np.ndarray) else Converted(pixels, to_depth, dtype)


def kind_of(path: Path) -> str:
    """Return the suffix of the format that `path` is written in, one for each format."""
    suffix = path.suffix.lower()
    return _SAME.get(suffix, suffix)


def _encode(path: Path, samples: NDArray[Any], metadata: Metadata) -> bytes:
    """Return the bytes of `samples` (H, W, C) in the format of the suffix of `path`."""
    kind = kind_of(path)
    _check_format(path, kind, samples)
    kept = {"icc": metadata.icc, "exif": metadata.exif, "dpi": metadata.dpi}
    if kind == ".tif":
        tags, lost = as_tags(metadata.extras)
        encoded = encode_tiff(samples, tags=tags, **kept)  # type: ignore[arg-type]
    elif kind == ".png":
        plain = encode_png16(samples, **kept) if samples.dtype == np.uint16 else None  # type: ignore[arg-type]
        encoded, lost = with_chunks(plain or _encode_with_pillow(path, kind, samples, metadata), metadata.extras)
    elif kind == ".jpg":
        segments, lost = as_segments(metadata.extras)
        encoded = _encode_with_pillow(path, kind, samples, metadata, extra=segments)
    else:
        packets = [extra for extra in metadata.extras if extra.home == "any" and kind == ".webp"]
        lost = [extra.name for extra in metadata.extras if extra not in packets and extra.home != "none"]
        encoded = _encode_with_pillow(path, kind, samples, metadata, xmp=packets[0].data if packets else b"")
    say_lost(path, lost, metadata.extras)
    return encoded


def say_lost(path: Path, lost: Sequence[str], extras: Iterable[Extra]) -> None:
    """Log what `path` does not get: what its format cannot hold, and what would not be true of a changed picture."""
    for extra in extras:
        if extra.home == "none":
            logger.warning("%s: left out %s", path, extra.name)
    if lost:
        logger.warning("%s: this format holds no place for %s, which is left out", path, ", ".join(dict.fromkeys(lost)))


def _check_format(path: Path, kind: str, samples: NDArray[Any]) -> None:
    """Raise MuralsError unless the format `kind` can hold the depth and the alpha of `samples`."""
    if path.suffix.lower() not in WRITABLE:
        raise MuralsError(f"cannot write {path}: expected a name that ends in one of {' '.join(WRITABLE)}")
    if samples.dtype.kind == "f" and kind != ".tif":
        raise MuralsError(f"cannot write {path}: floats need a TIFF; name it {path.with_suffix('.tif').name}")
    if samples.dtype == np.uint16 and kind not in (".tif", ".png"):
        raise MuralsError(f"cannot write {path}: 16 bits need a PNG or TIFF; name it {path.with_suffix('.png').name}")
    if samples.shape[2] in (2, 4) and kind in _NO_ALPHA:
        raise MuralsError(f"cannot write {path}: alpha needs a PNG or TIFF; name it {path.with_suffix('.png').name}")


def _encode_with_pillow(path: Path, kind: str, samples: NDArray[Any], metadata: Metadata, **more: bytes) -> bytes:
    """Return the bytes of the 8-bit `samples`, with as much of `metadata` as the format can hold."""
    held: dict[str, Any] = {"icc_profile": metadata.icc, "exif": metadata.exif, "dpi": metadata.dpi, **more}
    lacking = {".bmp": ("icc_profile", "exif"), ".webp": ("dpi",)}.get(kind, ())
    for name in lacking:
        if held.pop(name):
            logger.warning("%s: this format holds no %s, which is left out", path, name.replace("icc_", "colour "))
    image = Image.fromarray(np.ascontiguousarray(samples[..., 0] if samples.shape[2] == 1 else samples))
    if image.mode != _MODES[samples.shape[2]]:
        raise ValueError(f"expected samples of 1 to 4 channels of uint8, got {samples.shape} {samples.dtype}")
    file = io.BytesIO()
    image.save(file, **_OPTIONS[kind], **{name: value for name, value in held.items() if value})
    return file.getvalue()
