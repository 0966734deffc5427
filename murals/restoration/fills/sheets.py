"""The paint that may be copied: the wall itself, its mirror image and sister walls, side by side in one picture.

Each is a sheet. A pixel of the joined picture is a place on a sheet, so that one search looks through all of them, and
the answer says where each pixel came from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.restoration.fills.nearest import SIDE

LOW_PASS = 1.5  # px, the deviation of the Gaussian that turns paint into tone

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Sheet:
    """A picture to copy from, (H, W, 3) float32, and which of its pixels may be copied, (H, W)."""

    picture: Image
    allowed: Mask

    def mirrored(self) -> "Sheet":
        """Return the sheet with left and right exchanged."""
        return Sheet(self.picture[:, ::-1], self.allowed[:, ::-1])


@dataclass(frozen=True, eq=False)
class Joined:
    """Sheets beside each other at one size: paint and tone `(H, W, 3)`, and the centres of whole patches `(H, W)`."""

    sheets: tuple[Sheet, ...]
    picture: Image
    low: Image
    valid: Mask

    def halved(self) -> "Joined":
        """Return the same at half the size."""
        return join([_halved(sheet) for sheet in self.sheets])


def join(sheets: Sequence[Sheet]) -> Joined:
    """Join `sheets` of one height."""
    return Joined(
        tuple(sheets),
        np.concatenate([sheet.picture for sheet in sheets], 1),
        np.concatenate([low_pass(sheet.picture) for sheet in sheets], 1),
        np.concatenate([_whole_patches(sheet.allowed) for sheet in sheets], 1),
    )


def padded(sheets: Sequence[Sheet], multiple: int) -> list[Sheet]:
    """Return the sheets with sides that are multiples, all of one height; what is added must not be copied."""
    height = max(sheet.picture.shape[0] for sheet in sheets)
    height += -height % multiple
    return [_padded(sheet, height, sheet.picture.shape[1] + -sheet.picture.shape[1] % multiple) for sheet in sheets]


def low_pass(picture: Image) -> Image:
    """Return the tone of `picture` (H, W, 3)."""
    return cv2.GaussianBlur(picture, (0, 0), LOW_PASS)


def _padded(sheet: Sheet, height: int, width: int) -> Sheet:
    more = [(0, height - sheet.picture.shape[0]), (0, width - sheet.picture.shape[1])]
    return Sheet(np.pad(sheet.picture, [*more, (0, 0)], mode="edge"), np.pad(sheet.allowed, more))


def _halved(sheet: Sheet) -> Sheet:
    height, width = (side // 2 for side in sheet.allowed.shape)
    blocks = sheet.allowed.reshape(height, 2, width, 2)
    small = cv2.resize(sheet.picture, (width, height), interpolation=cv2.INTER_AREA)
    return Sheet(small, np.asarray(blocks.all((1, 3))))


def _whole_patches(allowed: Mask) -> Mask:
    """Return the centres of patches that lie wholly in what is `allowed`."""
    square = np.ones((SIDE, SIDE), np.uint8)
    return cv2.erode(allowed.astype(np.uint8), square, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
