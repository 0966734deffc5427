"""Opening of image files, with one sentence for whatever is wrong with them.

Only the header of an opened Pillow image is read. What the decoders raise for a broken file, here or in the block,
becomes a MuralsError.

References
----------
https://pillow.readthedocs.io/en/stable/reference/Image.html
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import tifffile
from PIL import Image, UnidentifiedImageError

from murals.errors import MuralsError, did_you_mean
from murals.images.formats import format_of
from murals.images.names import RAW, SUFFIXES

MAX_PIXELS = 500_000_000  # 3.5 square metres at 300 dpi; 6 GB as floats. A file that claims more is a bomb or a mistake
# As Pillow calls them; a JPEG with more pictures behind it, MPO, opens as JPEG.
FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
_TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # classic and BigTIFF, little and big endian
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, struct.error, zlib.error)
_DECODER_ERRORS = (
    *_BROKEN,
    tifffile.TiffFileError,
    cv2.error,
    Image.DecompressionBombError,
    RuntimeError,
)  # imagecodecs'


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn errors while the image at `path` is read into a MuralsError that names it and says what to do."""
    if path.suffix.lower() not in SUFFIXES:
        raise MuralsError(_why_unreadable(path, None))
    try:
        yield
    except ImportError as error:
        raise MuralsError(_what_is_missing(path, error)) from error
    except MemoryError as error:
        raise MuralsError(
            f"not enough memory for {path}: it is broken and claims too much, or is to be restored in parts"
        ) from error
    except _DECODER_ERRORS as error:
        raise MuralsError(_why_unreadable(path, error)) from error


@contextmanager
def open_image(path: Path) -> Iterator[Image.Image]:
    """Yield the image at `path` with its header read.

    Raises
    ------
    MuralsError
        If it is broken or has more than `MAX_PIXELS`.
    """
    with reading(path):
        # Pillow's own limit is one for the process and lower than a master at 300 dpi: raise it, never lower it.
        if Image.MAX_IMAGE_PIXELS is not None:
            Image.MAX_IMAGE_PIXELS = max(Image.MAX_IMAGE_PIXELS, 2 * MAX_PIXELS)
        with Image.open(path, formats=FORMATS) as image:
            check_size(path, image.height, image.width)
            yield image


def is_tiff(path: Path) -> bool:
    """Tell whether the file at `path` begins like a TIFF, whatever its suffix; raw files of cameras do not count."""
    if path.suffix.lower() in RAW:
        return False
    with path.open("rb") as file:
        return file.read(4) in _TIFF_STARTS


def check_size(path: Path, height: int, width: int) -> None:
    """Raise MuralsError if an image of `height` x `width` pixels is empty or too large."""
    if height * width == 0:
        raise MuralsError(f"{path} is {width}x{height}: it holds no pixel; save it again")
    if height * width > MAX_PIXELS:
        claim = f"{path} is {width}x{height}, {height * width / 1e6:.0f} megapixels"
        raise MuralsError(f"{claim}: the limit is {MAX_PIXELS / 1e6:.0f}; cut it into parts")


def _what_is_missing(path: Path, error: ImportError) -> str:
    """Return which package is needed to read the image at `path`."""
    package = (error.name or "imagecodecs").replace("_", "-")
    return f"{path} is read by the package {package}, which cannot be loaded ({error}): pip install {package}"


def _why_unreadable(path: Path, error: Exception | None) -> str:
    """Return what is wrong with the file at `path`, plain reasons first, and what to do about it."""
    if isinstance(error, PermissionError):
        return f"no permission to read {path}: make it readable, or name another image"
    if not path.exists():
        return f"no image {path}: {_near(path)}"
    if path.is_dir():
        return f"expected an image, got the folder {path}: name a file in it"
    if path.suffix.lower() not in SUFFIXES:
        return f"{path} is of no kind that is read ({' '.join(SUFFIXES)}): save it as PNG or TIFF"
    if path.stat().st_size == 0:
        return f"{path} is empty (0 bytes): copy it again from where it came"
    if isinstance(error, Image.DecompressionBombError):
        return f"{path} claims over {2 * MAX_PIXELS / 1e6:.0f} megapixels: the limit is {MAX_PIXELS / 1e6:.0f}"
    if isinstance(error, UnidentifiedImageError):
        if format_of(path):
            return f"{path} is broken (its header is damaged, or it ends too soon): copy it again"
        return f"{path} is no image, whatever its name says: open it in an image viewer and save it as PNG or TIFF"
    told = " ".join(str(error).split())
    return f"{path} is broken ({told}): copy it again, or open it in an image viewer and save it again"


def _near(path: Path) -> str:
    """Return the advice for a missing file: the nearest name in its folder, if one is near."""
    siblings = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    return did_you_mean(path.name, siblings) or "check the name"
