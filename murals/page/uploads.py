"""Uploads of visitors: each becomes a file in the visitor's folder, checked before it is decoded.

In: the path that Gradio gives to a handler. Out: a file in the visitor's workspace under its own, harmless, name: the
very bytes, so that depth, profile and EXIF reach the result.
"""

import re
import shutil
from pathlib import Path

from murals.errors import MuralsError
from murals.images import SUFFIXES, image_size
from murals.page.settings import MIB
from murals.page.workspace import Workspace

LONGEST_NAME = 80  # characters of a stem; a file system takes 255 bytes, and Chinese ones have three each


def take_upload(upload: str | Path, workspace: Workspace, *, root: Path, max_bytes: int, max_pixels: int) -> Path:
    """Return a copy of the image `upload`, which lies below `root`, in a new folder of `workspace`.

    Raises
    ------
    MuralsError
        If it lies elsewhere, is no readable image, or is larger than `max_bytes` or `max_pixels`: the latter by its
        header, before a pixel is decoded.
    """
    source = require_inside(upload, root)
    if source.stat().st_size > max_bytes:
        raise MuralsError(f"{source.name} is over {max_bytes // MIB} MiB: make it smaller, or use the command line")
    if source.suffix.lower() not in SUFFIXES:
        kinds = " ".join(SUFFIXES)
        raise MuralsError(f"{harmless_name(source.name)} is of no kind that is read ({kinds}): save it as PNG or TIFF")
    place = workspace.new_folder() / harmless_name(source.name)
    shutil.copyfile(source, place)
    height, width = image_size(place)
    if height * width > max_pixels:
        raise MuralsError(
            f"{place.name} is {width}x{height}, {height * width / 1e6:.0f} megapixels: the page takes "
            f"{max_pixels / 1e6:g}; cut it into parts, or use the command line"
        )
    return place


def require_inside(path: str | Path, root: Path) -> Path:
    """Return `path` resolved.

    Raises
    ------
    MuralsError
        If it is no file or leads out of `root`, by a link too.
    """
    resolved = Path(path).resolve()
    if not resolved.is_relative_to(root.resolve()) or not resolved.is_file():
        raise MuralsError("this file was not uploaded here, or its time is over: upload it again")
    return resolved


def harmless_name(name: str) -> str:
    """Return `name` with nothing in it that a shell, a page or a file system would take for more than a name."""
    stem, suffix = Path(name).stem, Path(name).suffix.lower()
    kept = re.sub(r"[^\w.-]+", "_", stem).strip("._-")[:LONGEST_NAME]
    return (kept or "image") + suffix
