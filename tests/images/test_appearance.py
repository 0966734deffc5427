"""Profiles are those of Little CMS; ProPhoto RGB and a broken one are made here."""

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from image_samples import PROPHOTO, cmyk_profile
from imagecodecs import cms_profile
from PIL import Image, ImageCms

from murals.images import Photograph, appearance_of, read_image, read_image8, seen, write_photograph

LINEAR = bytes(
    cms_profile("rgb", whitepoint=[0.3127, 0.329, 1], primaries=[0.64, 0.33, 1, 0.3, 0.6, 1, 0.15, 0.06, 1], gamma=1.0)
)


def photograph(pixels, icc=None, **more):
    return Photograph(pixels, Path("wall.tif"), icc=icc, **more)


@pytest.fixture
def wide(rng):
    return rng.integers(0, 65536, (20, 30, 3), dtype=np.uint16)


@pytest.mark.parametrize("icc", [PROPHOTO, LINEAR], ids=["ProPhoto", "linear"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_numbers_come_back_through_the_profile_and_none_is_cut_off(wide, icc, dtype):
    pixels = (
        (wide / 65535).astype(np.float32)
        if dtype == np.float32
        else (wide >> (8 if dtype == np.uint8 else 0)).astype(dtype)
    )
    look = appearance_of(photograph(pixels, icc))
    assert not look.plain and not look.doubts
    back = look.numbers(look.seen(pixels), dtype)
    assert back.dtype == dtype
    assert np.abs(back.astype(float) - pixels).max() <= {"u": 1, "f": 1e-4}[back.dtype.kind] * (
        8 if dtype == np.uint16 else 1
    )


def test_linear_light_is_seen_with_the_curve_of_srgb():
    middle = np.full((4, 4, 3), 0.2140, np.float32)  # IEC 61966-2-1: half of the scale
    assert appearance_of(photograph(middle, LINEAR)).seen(middle) == pytest.approx(0.5, abs=1e-3)


def test_little_cms_through_pillow_sees_the_same(rng):
    pixels = rng.integers(60, 200, (8, 8, 3), dtype=np.uint8)
    srgb = ImageCms.createProfile("sRGB")
    theirs = ImageCms.profileToProfile(
        Image.fromarray(pixels),
        ImageCms.ImageCmsProfile(io.BytesIO(PROPHOTO)),
        srgb,
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    ours = np.clip(appearance_of(photograph(pixels, PROPHOTO)).seen(pixels), 0, 1) * 255
    assert np.abs(ours - np.asarray(theirs)).max() <= 1.5


def test_a_wide_gamut_leaves_the_range_instead_of_being_clipped():
    green = np.zeros((2, 2, 3), np.uint8) + np.array([0, 255, 0], np.uint8)
    look = appearance_of(photograph(green, PROPHOTO))
    assert look.seen(green).min() < -0.1
    assert seen(photograph(green, PROPHOTO)).min() == 0


def test_a_grey_profile_keeps_grey(rng):
    grey = np.repeat(rng.integers(0, 65536, (6, 6, 1), dtype=np.uint16), 3, axis=2)
    look = appearance_of(photograph(grey, bytes(cms_profile("gray", gamma=1.8)), grey=True))
    colours = look.seen(grey)
    assert np.array_equal(colours[..., 0], colours[..., 1]) and np.array_equal(colours[..., 0], colours[..., 2])
    assert np.abs(look.numbers(colours, np.uint16).astype(int) - grey).max() <= 2


def test_srgbs_own_profile_changes_nothing(wide, icc):
    look = appearance_of(photograph(wide, icc))
    assert look.plain
    assert np.array_equal(look.numbers(look.seen(wide), np.uint16), wide)


@pytest.mark.parametrize(
    ("icc", "said"),
    [
        (b"no profile at all", "is broken"),
        (PROPHOTO[:300], "is broken"),
        (PROPHOTO[:128] + struct.pack(">I", 10**9) + PROPHOTO[132:], "is broken"),
        (cmyk_profile(), "is one for CMYK"),
    ],
    ids=["text", "cut off", "a wrong number of tags", "inks"],
)
def test_a_profile_of_no_use_is_named(wide, icc, said):
    look = appearance_of(photograph(wide, icc))
    assert look.plain
    assert len(look.doubts) == 1 and said in look.doubts[0]


@pytest.mark.parametrize(("bits", "shift"), [(8, 8), (10, 6), (12, 4), (14, 2)])
def test_numbers_that_were_not_scaled_are_seen_with_their_own_white(wide, bits, shift):
    stored = wide >> shift
    wide[0, 0], stored[0, 0] = 65535, 2**bits - 1
    look = appearance_of(photograph(stored))
    assert f"{bits} bits" in look.doubts[0]
    assert np.abs(look.seen(stored) - wide / 65535).max() <= 2 ** (1 - bits)
    assert np.array_equal(look.numbers(look.seen(stored), np.uint16), stored)


def test_black_and_full_scales_are_no_doubt(wide):
    assert not appearance_of(photograph(wide)).doubts
    assert not appearance_of(photograph(np.zeros_like(wide))).doubts


@pytest.mark.parametrize("read", [read_image, read_image8])
def test_who_reads_an_image_gets_colours(tmp_path, wide, read):
    own = photograph(wide, PROPHOTO)
    write_photograph(tmp_path / "wall.tif", own, wide)
    wanted = seen(own)
    got = read(tmp_path / "wall.tif")
    assert np.abs(got / (255 if got.dtype == np.uint8 else 1) - wanted).max() <= 0.5 / 255 + 1e-6
