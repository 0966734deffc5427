"""What a caller from Python gives for a picture, as an array: PIL's images are taken too, paths are refused."""

from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from murals.errors import MuralsError

_AS_THEY_ARE = ("1", "L", "RGB", "RGBA", "I;16", "F")  # modes of PIL whose numbers are those of an array here


def as_array(picture: Any, what: str) -> NDArray[Any]:
    """Return `picture` as an array (H, W), (H, W, 3) or (H, W, 4); `what` it is, for messages.

    Of an image of PIL the numbers count, not the profile.

    Raises
    ------
    MuralsError
        If it is neither an array nor an image of PIL.
    """
    if isinstance(picture, np.ndarray):
        return picture
    if isinstance(picture, Image.Image):
        clear = picture.mode in ("LA", "PA") or "transparency" in picture.info
        other = picture.mode not in _AS_THEY_ARE
        return np.asarray(picture.convert("RGBA" if clear else "RGB") if other else picture)
    if isinstance(picture, str | PathLike):
        raise MuralsError(
            f"the {what} is a path, {picture}: read it first, by murals.images.read_image, or call the command line, "
            "which works on files"
        )
    raise MuralsError(f"the {what} is of {type(picture).__name__}: expected an array (H, W, 3) or (H, W)")


def as_flat(mask: Any, what: str) -> NDArray[Any]:
    """Return the mask as an array (H, W): also of one with three equal channels, as grey is read from many files.

    Raises
    ------
    MuralsError
        If it is neither an array nor an image of PIL, or its channels differ.
    """
    marks = as_array(mask, what)
    if marks.ndim == 2:
        return marks
    if marks.ndim != 3 or marks.shape[2] not in (1, 3) or (marks != marks[..., :1]).any():
        raise MuralsError(f"the {what} is of shape {marks.shape}: expected one channel, (H, W)")
    return marks[..., 0]
