import base64
import io

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageCms

from murals.errors import MuralsError
from murals.images import LOST, VEILED, read_photograph, write_image
from murals.images.small import shown_size, shrink, strip_size
from murals.page.preview import (
    Drawing,
    apply_strokes,
    kinds_uri,
    photograph_uri,
    read_drawn,
    shown_mask,
)

LEVELS = (0, VEILED, LOST)
MASKS = st.tuples(st.integers(1, 40), st.integers(1, 40)).flatmap(
    lambda size: arrays(np.uint8, size, elements=st.sampled_from(LEVELS))
)


def changed(kinds):
    """A drawing of which only the changes are told, not where the strokes went."""
    return Drawing(kinds, np.zeros(kinds.shape, np.bool_))


def decoded(uri):
    data = np.frombuffer(base64.b64decode(uri.split(",")[1]), np.uint8)
    return cv2.imdecode(data, cv2.IMREAD_UNCHANGED)


@pytest.mark.parametrize(
    ("size", "shown"), [((600, 800), (600, 800)), ((3000, 6000), (600, 1200)), ((1000, 4000), (300, 1200))]
)
def test_the_longer_side_fits_and_nothing_is_enlarged(size, shown):
    assert strip_size(*size, 1200) == shown_size(*size, 1200) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [((600, 6000), (300, 3000)), ((10571, 600), (4800, 272)), ((9000, 1), (4800, 1)), ((100, 1000), (100, 1000))],
)
def test_a_strip_is_shown_longer_and_nothing_is_enlarged(size, shown):
    assert strip_size(*size, 1200) == shown


def test_a_crack_of_one_pixel_is_seen_in_a_tenth_of_the_size():
    mask = np.zeros((1000, 1000), np.uint8)
    mask[:, 503], mask[:, 707] = LOST, VEILED
    small = shown_mask(mask, (100, 100))
    assert small.shape == (100, 100)
    assert (small[:, 50] == LOST).all()
    assert (small[:, 70] == VEILED).all()
    assert (small > 0).sum() == 200


def test_a_shown_pixel_is_lost_if_any_is_else_veiled_if_any_is():
    mask = np.array([[0, VEILED, 0, 0], [LOST, 0, VEILED, VEILED]], np.uint8)
    assert shown_mask(mask, (1, 2)).tolist() == [[LOST, VEILED]]


@given(MASKS, st.integers(1, 40))
def test_without_a_stroke_the_mask_stays_bit_by_bit(mask, side):
    assert np.array_equal(apply_strokes(mask, changed(shown_mask(mask, shown_size(*mask.shape, side)))), mask)


@given(MASKS, st.integers(1, 40), st.randoms(use_true_random=False))
def test_what_is_drawn_is_what_is_shown_again(mask, side, chance):
    drawn = shown_mask(mask, shown_size(*mask.shape, side)).copy()
    y, x = chance.randrange(drawn.shape[0]), chance.randrange(drawn.shape[1])
    drawn[y, x] = chance.choice(LEVELS)
    edited = apply_strokes(mask, changed(drawn))
    assert np.array_equal(shown_mask(edited, drawn.shape), drawn)


def test_a_stroke_reaches_the_pixels_under_it_and_no_other():
    mask = np.zeros((40, 60), np.uint8)
    mask[1, 1], mask[1, 2], mask[35, 5] = LOST, VEILED, VEILED
    drawn = shown_mask(mask, (4, 6))  # a tenth
    drawn[2, 3] = VEILED
    edited = apply_strokes(mask, changed(drawn))
    assert (edited[20:30, 30:40] == VEILED).all()
    edited[20:30, 30:40] = 0
    assert np.array_equal(edited, mask)
    drawn[2, 3], drawn[0, 0] = 0, 0
    assert np.argwhere(apply_strokes(mask, changed(drawn))).tolist() == [[35, 5]]
    drawn[0, 0] = LOST  # as it was
    assert np.array_equal(apply_strokes(mask, changed(drawn)), mask)


def test_a_picture_is_shown_small_with_its_profile(tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (300, 200), (200, 40, 10)).save(tmp_path / "wall.png", icc_profile=profile)
    uri = photograph_uri(read_photograph(tmp_path / "wall.png"), 150)
    assert uri.startswith("data:image/jpeg;base64,")
    (tmp_path / "shown.jpg").write_bytes(base64.b64decode(uri.split(",")[1]))
    with Image.open(tmp_path / "shown.jpg") as shown:
        assert shown.size == (150, 100)
        assert shown.info["icc_profile"] == profile
        assert np.abs(np.asarray(shown, int).mean((0, 1)) - (200, 40, 10)).max() < 3


def test_sixteen_bits_are_shown_as_eight():
    pixels = np.full((8, 8, 3), 257 * 90, np.uint16)
    assert shrink(pixels, 4).dtype == np.uint16


def test_a_mask_travels_there_and_back(tmp_path):
    mask = np.random.default_rng(0).choice(np.array(LEVELS, np.uint8), (30, 20))
    assert np.array_equal(decoded(kinds_uri(mask, 1200)), mask)
    assert np.array_equal(read_drawn(kinds_uri(mask, 1200), (30, 20), tmp_path).kinds, mask)


def test_a_drawing_is_red_by_its_kinds_and_green_where_a_hand_was(tmp_path):
    pixels = np.zeros((2, 3, 3), np.uint8)
    pixels[0, 0], pixels[0, 1], pixels[1, 2] = (LOST, 255, 0), (VEILED, 0, 0), (0, 255, 0)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "png")
    drawing = read_drawn(f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}", (2, 3), tmp_path)
    assert drawing.kinds.tolist() == [[LOST, VEILED, 0], [0, 0, 0]]
    assert drawing.by_hand.tolist() == [[True, False, False], [False, False, True]]


def test_a_stroke_over_a_pixel_that_is_marked_in_part_marks_all_of_it():
    mask = np.zeros((40, 60), np.uint8)
    mask[1, 1] = mask[21, 31] = LOST
    drawn = shown_mask(mask, (4, 6))  # a tenth
    by_hand = np.zeros(drawn.shape, np.bool_)
    by_hand[2, 3] = True
    edited = apply_strokes(mask, Drawing(drawn, by_hand))
    assert (edited[20:30, 30:40] == LOST).all()
    assert (edited > 0).sum() == 101


@pytest.mark.parametrize(
    "uri", ["", "file:///etc/passwd", "data:image/png;base64,####", "data:image/png;base64,AAAA", "<svg/>"]
)
def test_only_a_png_of_the_right_size_is_taken(tmp_path, uri):
    with pytest.raises(MuralsError):
        read_drawn(uri, (30, 20), tmp_path)


def test_a_drawing_of_another_picture_is_refused(tmp_path):
    with pytest.raises(MuralsError, match="another picture"):
        read_drawn(kinds_uri(np.full((30, 21), LOST, np.uint8), 99), (30, 20), tmp_path)


def test_a_grey_photograph_is_shown_grey(tmp_path):
    write_image(tmp_path / "wall.png", np.full((20, 30), 77, np.uint8))
    assert decoded(photograph_uri(read_photograph(tmp_path / "wall.png"), 30)).ndim == 2
