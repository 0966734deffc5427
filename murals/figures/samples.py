"""A grid of pictures as one PNG: batches side by side, each picture at its own pixels, with its caption below.

Nothing is smoothed: small pictures are enlarged by whole factors so that their captions fit.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from murals.images import write_image

PAPER, INK = (251, 249, 245), (43, 39, 35)
LEAST_SIDE = 192  # pixels of a picture on the page, below which its caption would not fit
_GAP, _CAPTION = 12, 30  # pixels
_FONT_SIZE = 14


def draw_columns(columns: Sequence[tuple[Tensor, Sequence[str]]], path: str | Path) -> None:
    """Draw batches `(B, 3, H, W)` in [0, 1] side by side, each with its captions; an older picture is replaced."""
    write_image(path, _grid([_column(images, captions) for images, captions in columns]), overwrite=True)


def _column(images: Tensor, captions: Sequence[str]) -> NDArray[np.uint8]:
    """Return the pictures below each other, each with its caption."""
    pixels = (images.detach().clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).cpu().numpy()  # (B, H, W, 3)
    return np.concatenate([_captioned(picture, caption) for picture, caption in zip(pixels, captions, strict=True)])


def _captioned(picture: NDArray[np.uint8], caption: str) -> NDArray[np.uint8]:
    """Return the picture on paper with its caption below, enlarged by a whole factor if small."""
    factor = -(-LEAST_SIDE // min(picture.shape[:2]))
    enlarged = picture.repeat(factor, 0).repeat(factor, 1)
    height, width = enlarged.shape[:2]
    sheet = Image.new("RGB", (width + _GAP, height + _CAPTION + _GAP), PAPER)
    sheet.paste(Image.fromarray(enlarged), (0, 0))
    font = ImageFont.load_default(_FONT_SIZE)
    ImageDraw.Draw(sheet).text((0, height + 6), _fitting(caption, width, font), fill=INK, font=font)
    return np.asarray(sheet)


def _fitting(text: str, width: int, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> str:
    """Return the text, shortened with an ellipsis if it is wider than `width` pixels."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "...") > width:
        text = text[:-1]
    return text + "..."


def _grid(columns: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Return the columns side by side, with an even margin of paper."""
    inside = np.concatenate(columns, axis=1)
    sheet = np.empty((inside.shape[0] + _GAP, inside.shape[1] + _GAP, 3), np.uint8)
    sheet[:] = PAPER
    sheet[_GAP:, _GAP:] = inside
    return sheet
