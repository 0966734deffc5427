"""The pictures of a report, small enough to be mailed: the map of conditions, before and after, sources."""

import base64
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFont

from murals.condition.facts import Findings
from murals.condition.measure import Component
from murals.images import Photograph
from murals.images.appearance import seen8
from murals.images.small import shrink

SIDE = 1800  # pixels of the longest side: 270 dpi across an A4 page
LEAST = 1000  # pixels of the longest side of the map
QUALITY = 85
_FONT = 52  # the height of a digit is the longest side over this
_TINT, _LINE = 0.45, 0.9  # opacity of a condition, and of its outline
_PALE = 0.45  # share of white in the photograph below
_BAR = 0.25  # share of the width that the scale bar takes at most
_INK = (20, 20, 20)
_TURNS = [(math.cos(k * math.pi / 8), math.sin(k * math.pi / 8)) for k in range(0, 16, 1)]

Picture = NDArray[np.uint8]  # (H, W, 3)
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Embedded:
    """A picture inside a page."""

    uri: str
    width: int
    height: int


def embedded(picture: Picture) -> Embedded:
    """Return `picture` as a JPEG in a data address."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=QUALITY, optimize=True)
    uri = f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}"
    return Embedded(uri, picture.shape[1], picture.shape[0])


def shrunk(photograph: Photograph, side: int = SIDE) -> Picture:
    """Return the colours of `photograph` in sRGB, its longest side at most `side` pixels."""
    return seen8(replace(photograph, pixels=shrink(photograph.pixels, side), alpha=None))


def draw_map(small: Picture, findings: Findings, numbered: Sequence[Component]) -> Picture:
    """Return the map of conditions over the photograph, with the numbers of some components, and a scale bar below.

    A mark that is thinner than a pixel of the map is drawn one pixel wide.

    Parameters
    ----------
    small
        The photograph as `shrunk` returns it.
    """
    small = _enlarged(small)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)[..., None].astype(np.float32)
    picture = np.repeat(grey * (1 - _PALE) + 255 * _PALE, 3, axis=2)
    for number, condition in enumerate(findings.conditions, 1):
        _tint(picture, findings.map.which == number, np.array(ImageColor.getrgb(condition.colour)[:3], np.float32))
    sheet = Image.fromarray(np.clip(picture, 0, 255).round().astype(np.uint8))
    _write_numbers(sheet, numbered, sheet.width / findings.map.which.shape[1])
    return _with_scale_bar(np.asarray(sheet), findings)


def _enlarged(small: Picture) -> Picture:
    """Return a small picture in a whole multiple of its size, so that numbers on it are not coarse."""
    factor = -(-LEAST // max(small.shape[:2]))
    return small if factor == 1 else small.repeat(factor, 0).repeat(factor, 1)


def _tint(picture: NDArray[np.float32], mask: NDArray[np.bool_], colour: NDArray[np.float32]) -> None:
    """Lay a condition over `picture`, with an outline."""
    height, width = picture.shape[:2]
    share = cv2.resize(mask.astype(np.uint8) * 255, (width, height), interpolation=cv2.INTER_AREA)
    there = share > 0
    inner = cv2.erode(there.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    opacity = np.where(inner, _TINT, np.where(there, _LINE, 0)).astype(np.float32)[..., None]
    picture += opacity * (colour - picture)


def _write_numbers(sheet: Image.Image, components: Sequence[Component], factor: float) -> None:
    """Write the number of each component at its innermost pixel, or beside it where another number stands."""
    draw = ImageDraw.Draw(sheet)
    font = _font(sheet.size)
    taken: list[Box] = []
    placed = []
    for one in components:
        spot = ((one.spot[0] + 0.5) * factor, (one.spot[1] + 0.5) * factor)
        box = _free_place(draw, str(one.number), font, spot, sheet.size, taken)
        taken.append(box)
        placed.append((one.number, spot, box))
    for _, spot, box in placed:
        centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        if math.dist(spot, centre) > font.size / 2:
            draw.line([spot, centre], fill=(255, 255, 255), width=max(3, round(font.size / 7)))
            draw.line([spot, centre], fill=_INK, width=max(1, round(font.size / 16)))
    for number, _, box in placed:
        centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        halo = max(2, round(font.size / 8))
        draw.text(centre, str(number), _INK, font, "mm", stroke_width=halo, stroke_fill=(255, 255, 255))


def _font(size: tuple[int, int]) -> ImageFont.FreeTypeFont:
    """Return the font for a picture of `size`."""
    font = ImageFont.load_default(max(12, round(max(size) / _FONT)))
    assert isinstance(font, ImageFont.FreeTypeFont)  # Pillow has FreeType in every package
    return font


def _free_place(
    draw: ImageDraw.ImageDraw,
    text: str,
    font: ImageFont.FreeTypeFont,
    spot: tuple[float, float],
    size: tuple[int, int],
    taken: Sequence[Box],
) -> Box:
    """Return the box of a text as near to `spot` as other texts and the border allow."""
    across, down = draw.textlength(text, font) / 2 + 4, font.size / 2 + 3
    for x, y in _around(spot, down):
        x, y = min(max(x, across), size[0] - across), min(max(y, down), size[1] - down)
        box = (x - across, y - down, x + across, y + down)
        if not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            return box
    return box  # a map so full that numbers must overlap


def _around(spot: tuple[float, float], step: float) -> Iterator[tuple[float, float]]:
    """Yield places at and around `spot`, the nearest first."""
    yield spot
    for ring in range(1, 20):
        for x, y in _TURNS:
            yield spot[0] + 1.5 * step * ring * x, spot[1] + 1.5 * step * ring * y


def _with_scale_bar(picture: Picture, findings: Findings) -> Picture:
    """Return `picture` with a strip below that holds the scale bar; without a scale, `picture`."""
    mm_per_px = findings.scale.mm_per_px
    if mm_per_px is None:
        return picture
    height, width = picture.shape[:2]
    font = _font((width, height))
    mm, text = nice_length(_BAR * findings.map.which.shape[1] * mm_per_px)
    length = mm / mm_per_px * width / findings.map.which.shape[1]
    strip = round(2.2 * font.size)
    sheet = Image.new("RGB", (width, height + strip), (255, 255, 255))
    sheet.paste(Image.fromarray(picture), (0, 0))
    draw = ImageDraw.Draw(sheet)
    line, edge = height + strip * 0.55, font.size * 0.3
    thick = max(2, round(font.size / 8))
    draw.line([(edge, line), (edge + length, line)], _INK, thick)
    for x in (edge, edge + length):
        draw.line([(x, line - edge), (x, line + edge)], _INK, thick)
    draw.text((2.2 * edge + length, line), text, _INK, font, "lm")
    return np.asarray(sheet)


def nice_length(most: float) -> tuple[float, str]:
    """Return the largest of 1, 2, 5 times a power of ten that is at most `most` mm, in mm and in words."""
    power = 10.0 ** math.floor(math.log10(most))
    mm = next(step * power for step in (5, 2, 1) if step * power <= most * (1 + 1e-9))
    if mm >= 1000:
        return mm, f"{mm / 1000:g} m"
    return (mm, f"{mm / 10:g} cm") if mm >= 10 else (mm, f"{mm:g} mm")
