import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from murals.errors import MuralsError
from murals.images import read_mask
from murals.images.mask import as_mask, read_marks

CLEAR = (0, 0, 0, 0)


def drawn(path, mode: str, background, stroke, **options):
    """Draw a soft-edged stroke of 20 x 10 pixels on 64 x 48 as a paint program would; return where it is."""
    canvas = Image.new(mode, (64, 48), background)
    ImageDraw.Draw(canvas).rectangle((10, 20, 29, 29), stroke)
    canvas.save(path, **options)
    where = np.zeros((48, 64), bool)
    where[20:30, 10:30] = True
    return where


@pytest.mark.parametrize(
    ("mode", "background", "stroke"),
    [
        ("L", 0, 255),
        ("L", 127, 128),
        ("1", 0, 1),
        ("RGB", "black", "white"),
        ("RGB", "black", "yellow"),
        ("RGBA", "black", "white"),
        ("RGBA", CLEAR, "white"),
        ("RGBA", CLEAR, "red"),
        ("RGBA", CLEAR, "black"),
        ("RGBA", (255, 255, 255, 0), "black"),
        ("LA", (0, 0), (0, 255)),
        ("RGBA", (255, 0, 0, 100), (255, 0, 0, 200)),
    ],
)
def test_what_people_draw(tmp_path, mode, background, stroke):
    where = drawn(tmp_path / "m.png", mode, background, stroke)
    mask = read_mask(tmp_path / "m.png")
    assert mask.dtype == np.bool_ and np.array_equal(mask, where)


def test_black_on_a_layer_that_is_clear_elsewhere_is_sound_where_white_is_damage(tmp_path):
    canvas = Image.new("RGBA", (6, 4), CLEAR)
    canvas.putpixel((1, 1), (255, 255, 255, 255))
    canvas.putpixel((2, 2), (0, 0, 0, 255))
    canvas.save(tmp_path / "m.png")
    assert np.argwhere(read_mask(tmp_path / "m.png")).tolist() == [[1, 1]]


def test_a_palette_and_a_jpeg(tmp_path):
    where = drawn(tmp_path / "m.gif", "P", 0, 1)
    canvas = Image.new("P", (64, 48), 0)
    canvas.putpalette([0, 0, 0, 255, 255, 255])
    ImageDraw.Draw(canvas).rectangle((10, 20, 29, 29), 1)
    canvas.save(tmp_path / "m.gif")
    drawn(tmp_path / "m.jpg", "RGB", "black", "white", quality=60)
    assert np.array_equal(read_mask(tmp_path / "m.gif"), where)
    assert np.array_equal(read_mask(tmp_path / "m.jpg"), where)


def test_16_bits(tmp_path):
    cv2.imwrite(str(tmp_path / "m.png"), np.array([[0, 32767, 32768, 65535]], np.uint16))
    assert read_mask(tmp_path / "m.png").tolist() == [[False, False, True, True]]


def test_another_size_is_told_with_both_names(tmp_path):
    drawn(tmp_path / "mask.png", "L", 0, 255)
    with pytest.raises(MuralsError, match=r"mask\.png is 64x48 but mural\.png is 120x90: draw the mask at 120x90"):
        read_mask(tmp_path / "mask.png", (90, 120), of="photographs/mural.png")
    assert read_mask(tmp_path / "mask.png", (48, 64)).shape == (48, 64)


@pytest.mark.parametrize("level", [1, 100, 127])
def test_of_two_levels_the_lighter_marks_damage(tmp_path, level):
    where = drawn(tmp_path / "m.png", "L", 0, level)
    assert np.array_equal(read_mask(tmp_path / "m.png"), where)


@pytest.mark.parametrize("levels", [[0, 1], [0, 255], [0, 1, 2], [0, 4095], [0, 128, 255]])
def test_16_bits_that_were_never_scaled(tmp_path, levels):
    cv2.imwrite(str(tmp_path / "m.png"), np.array([levels], np.uint16))
    assert read_mask(tmp_path / "m.png").tolist() == [[False, *[True] * (len(levels) - 1)]]


def test_what_is_dark_throughout_is_told_not_to_mark_damage(tmp_path, caplog):
    cv2.imwrite(str(tmp_path / "m.png"), np.array([[0, 30, 60, 90]], np.uint8))
    assert not read_mask(tmp_path / "m.png").any()
    assert "m.png marks no damage: its lightest level is 90 of 255; draw damage in white on black" in caplog.text


def test_marks_come_with_the_drawing(tmp_path):
    where = drawn(tmp_path / "m.png", "RGB", "black", "red")
    drawing, marks = read_marks(tmp_path / "m.png", (48, 64), only=["red"])
    assert drawing.pixels.shape == (48, 64, 3) and np.array_equal(marks.mask, where)


def test_a_clear_layer_marks_nothing(tmp_path, caplog):
    Image.new("RGBA", (4, 4), CLEAR).save(tmp_path / "m.png")
    assert not read_mask(tmp_path / "m.png").any() and "marks no damage" in caplog.text


INSIDE = np.array([[0, 1, 1], [0, 0, 1]], bool)


@pytest.mark.parametrize(
    "mask", [INSIDE, INSIDE.astype(float), INSIDE * np.uint8(255), INSIDE * np.uint8(1), INSIDE * 0.7, INSIDE * 200]
)
def test_arrays_of_all_kinds_mean_the_same(mask):
    assert np.array_equal(as_mask(mask, (2, 3)), INSIDE)


def test_half_is_not_more_than_half():
    assert as_mask(np.array([[127, 128, 255]], np.uint8), (1, 3)).tolist() == [[False, True, True]]
    assert as_mask(np.array([[0.5, 0.51, 1.0]]), (1, 3)).tolist() == [[False, True, True]]


def test_a_wrong_array_is_a_sentence():
    with pytest.raises(MuralsError, match="the mask is 3x2 but the source is 5x4: draw the mask at 5x4"):
        as_mask(INSIDE, (4, 5), of="source")
    with pytest.raises(MuralsError, match=r"the mask is of shape \(2, 3, 3\)"):
        as_mask(np.zeros((2, 3, 3)), (2, 3))
    for wrong in (INSIDE * 300, INSIDE * -1.0, np.where(INSIDE, np.nan, 0.0)):
        with pytest.raises(MuralsError, match=r"expected bool, 0\.\.1 or 0\.\.255"):
            as_mask(wrong, (2, 3))
