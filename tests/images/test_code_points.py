import struct

import numpy as np
import pytest

from murals.images.appearance import appearance_of
from murals.images.code_points import profile_of, profile_of_box
from murals.images.photograph import Photograph


@pytest.mark.parametrize(("primaries", "transfer"), [(1, 13), (2, 2), (1, 1), (6, 6)])
def test_srgb_and_what_is_shown_like_it_needs_no_profile(primaries, transfer):
    assert profile_of(primaries, transfer) == (None, "")


def test_display_p3_is_seen_as_colour_science_says(tmp_path):
    # https://www.w3.org/TR/css-color-4/#color-conversion-code: Display P3 (0.5, 0.2, 0.1) by its matrices to sRGB
    p3_to_srgb = np.array([[1.2249402, -0.2249402, 0], [-0.0420570, 1.0420570, 0], [-0.0196376, -0.0786361, 1.0982736]])
    numbers = np.array([0.5, 0.2, 0.1])
    light = p3_to_srgb @ np.where(numbers <= 0.04045, numbers / 12.92, ((numbers + 0.055) / 1.055) ** 2.4)
    expected = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.abs(light) ** (1 / 2.4) - 0.055)
    icc, doubt = profile_of(12, 13)
    photograph = Photograph(np.full((1, 1, 3), numbers, np.float32), tmp_path, icc=icc)
    assert doubt == ""
    assert np.allclose(appearance_of(photograph).seen(photograph.pixels)[0, 0], expected, atol=0.004)


def test_the_green_of_bt2020_lies_outside_of_srgb(tmp_path):
    icc, _ = profile_of(9, 1)
    photograph = Photograph(np.float32([[[0, 1, 0]]]), tmp_path, icc=icc)
    red, green, blue = appearance_of(photograph).seen(photograph.pixels)[0, 0]
    assert red < -0.5 and green > 1 and blue < 0


@pytest.mark.parametrize(
    ("primaries", "transfer", "told"),
    [(9, 16, "HDR (PQ)"), (9, 18, "HDR (HLG)"), (22, 13, "primaries (code 22)"), (1, 9, "curve (code 9)")],
)
def test_what_is_not_followed_is_told(primaries, transfer, told):
    assert told in profile_of(primaries, transfer)[1]


def test_a_box_holds_code_points_or_a_profile():
    assert profile_of_box(b"nclx" + struct.pack(">HHHB", 12, 13, 6, 128)) == profile_of(12, 13)
    assert profile_of_box(b"profICC") == (b"ICC", "")
    assert profile_of_box(None) == profile_of_box(b"nclx") == profile_of_box(b"what") == (None, "")
