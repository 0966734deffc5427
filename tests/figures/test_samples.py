import numpy as np
import torch
from PIL import Image

from murals.figures.samples import LEAST_SIDE, PAPER, draw_columns


def picture(side=LEAST_SIDE, low=0, high=256):
    generator = torch.Generator().manual_seed(3)
    return torch.randint(low, high, (1, 3, side, side), generator=generator) / 255


def sheet_of(columns, path):
    draw_columns(columns, path)
    with Image.open(path) as sheet:
        return np.asarray(sheet.convert("RGB"))


def as_pixels(images):
    return (images[0] * 255).round().byte().permute(1, 2, 0).numpy()


def inside(sheet, pixels, column=0):
    """Return the pixels of the sheet where the picture of a column lies: behind a margin of 12 px on each side."""
    left = 12 + column * (pixels.shape[1] + 12)
    return sheet[12 : 12 + pixels.shape[0], left : left + pixels.shape[1]]


def test_columns_stand_side_by_side_at_their_own_pixels(tmp_path):
    first, second = picture(), picture() * 0.5
    sheet = sheet_of([(first, ["a"]), (second, ["b"])], tmp_path / "sheet.png")
    assert np.array_equal(inside(sheet, as_pixels(first)), as_pixels(first))
    assert np.array_equal(inside(sheet, as_pixels(second), 1), as_pixels(second))


def test_a_small_picture_is_enlarged_by_a_whole_factor_so_that_no_colour_is_invented(tmp_path):
    small = picture(50)
    enlarged = as_pixels(small).repeat(4, 0).repeat(4, 1)  # 200 pixels, the first multiple of 50 past 192
    assert np.array_equal(inside(sheet_of([(small, ["a"])], tmp_path / "small.png"), enlarged), enlarged)


def test_a_caption_of_any_length_stays_below_its_picture(tmp_path):
    short = sheet_of([(picture(), ["a"])], tmp_path / "short.png")
    long = sheet_of([(picture(), ["a name " * 40])], tmp_path / "long.png")
    assert short.shape == long.shape
    assert (long[:, -10:] == PAPER).all()
    assert not np.array_equal(short, long)


def test_values_outside_the_range_are_clamped_not_wrapped(tmp_path):
    image = torch.full((1, 3, LEAST_SIDE, LEAST_SIDE), 1.3)
    sheet = sheet_of([(image, ["high"]), (-image, ["low"])], tmp_path / "sheet.png")
    pixels = np.zeros((LEAST_SIDE, LEAST_SIDE, 3), np.uint8)
    assert (inside(sheet, pixels) == 255).all()
    assert (inside(sheet, pixels, 1) == 0).all()
