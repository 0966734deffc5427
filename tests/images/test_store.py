"""Pixels that are not in memory, written as those in memory would be."""

import io
import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from image_samples import PROPHOTO, make_exif
from imagecodecs import cms_profile
from PIL import Image

from murals.errors import MuralsError
from murals.images import (
    Converted,
    Patched,
    Photograph,
    encode_photograph,
    open_large,
    read_photograph,
    store_photograph,
    to_float,
    write_photograph,
)
from murals.images.extras import Extra, xmp
from murals.images.jpeg import end_of_metadata
from murals.images.png import chunks_around
from murals.images.scratch import spill

SHAPE = (97, 131)
GREY = bytes(cms_profile("gray", gamma=1.8))
EXTRAS = (
    xmp(b"<x:xmpmeta/>"),
    Extra("a comment", "jpeg", 0xFE, b"a wall"),
    Extra("the text Author", "png", b"tEXt", b"Author\0me"),
    Extra("the tag 65000", "tiff", (65000, 2, 4), "abc"),
    Extra("content credentials", "none", None, None),
)
FORMS = [
    (suffix, dtype, channels)
    for suffix, dtypes, counts in (
        (".tif", ("uint8", "uint16", "float32"), (1, 2, 3, 4)),
        (".png", ("uint8", "uint16"), (1, 2, 3, 4)),
        (".jpg", ("uint8",), (1, 3)),
        (".jpeg", ("uint8",), (3,)),
        (".webp", ("uint8",), (3, 4)),
        (".bmp", ("uint8",), (3,)),
    )
    for dtype in dtypes
    for channels in counts
]


def photograph(dtype, channels):
    """A photograph in memory with everything that a file can hold, smooth enough for a JPEG."""
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]] / 20.0
    waves = np.stack([0.5 + 0.4 * np.sin(x + number) * np.cos(y) for number in range(4)], axis=-1)
    samples = waves.astype(dtype) if dtype == "float32" else (waves * np.iinfo(dtype).max).astype(dtype)
    grey = channels < 3
    pixels = np.repeat(samples[..., :1], 3, axis=2) if grey else samples[..., :3].copy()
    alpha = samples[..., 3].copy() if channels in (2, 4) else None
    icc = GREY if grey else PROPHOTO
    return Photograph(pixels, Path("a.x"), alpha, grey, icc, make_exif(1), (300.0, 300.0), EXTRAS)


def lazily(form, folder):
    """Return the same photograph with its pixels and its alpha on disk."""
    alpha = None if form.alpha is None else Converted(form.alpha, lambda part: part, form.alpha.dtype)
    return replace(form, pixels=spill(form.pixels, folder), alpha=alpha)


def said(caplog):
    told = [record.getMessage() for record in caplog.records]
    caplog.clear()
    return told


@pytest.mark.parametrize(("suffix", "dtype", "channels"), FORMS)
def test_it_is_written_as_from_memory(tmp_path, caplog, suffix, dtype, channels):
    form = photograph(dtype, channels)
    expected, found = tmp_path / f"expected{suffix}", tmp_path / f"found{suffix}"
    name = Path(f"wall{suffix}")
    expected.write_bytes(encode_photograph(name, form, form.pixels))
    told = said(caplog)
    parts = lazily(form, tmp_path)
    store_photograph(found, name, parts, parts.pixels)
    assert said(caplog) == told and told
    before, after = read_photograph(expected), read_photograph(found)
    assert np.array_equal(after.pixels, before.pixels) and after.pixels.dtype == before.pixels.dtype
    assert (after.alpha is None) == (before.alpha is None) == (channels in (1, 3))
    assert before.alpha is None or np.array_equal(after.alpha, before.alpha)
    for fact in ("grey", "icc", "exif", "dpi", "extras"):
        assert getattr(after, fact) == getattr(before, fact), fact
    assert len(list(tmp_path.iterdir())) == 3  # both files, and the pixels on disk


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_the_chunks_of_a_png_are_those_of_the_whole(tmp_path, dtype):
    form = photograph(dtype, 4)
    store_photograph(tmp_path / "a.png", Path("a.png"), form, Converted(form.pixels, np.array, dtype))
    found, expected = (tmp_path / "a.png").read_bytes(), encode_photograph("a.png", form, form.pixels)
    assert chunks_around(found) == chunks_around(expected)
    assert found[:33] == expected[:33]  # the header


def test_the_metadata_of_a_jpeg_is_that_of_the_whole(tmp_path):
    form = photograph("uint8", 3)
    store_photograph(tmp_path / "a.jpg", Path("a.jpg"), form, Converted(form.pixels, np.array, np.uint8))
    found, expected = (tmp_path / "a.jpg").read_bytes(), encode_photograph("a.jpg", form, form.pixels)
    assert found[: end_of_metadata(found)] == expected[: end_of_metadata(expected)]
    ours, theirs = Image.open(io.BytesIO(found)), Image.open(io.BytesIO(expected))
    assert np.array_equal(np.asarray(ours), np.asarray(theirs))
    assert (ours.info["dpi"], ours.layer, ours.quantization) == (theirs.info["dpi"], theirs.layer, theirs.quantization)


@pytest.mark.parametrize("name", ["a.tif", "a.png", "a.jpg", "a.webp", "a.bmp"])
def test_floats_are_rounded_to_the_depth_of_the_photograph(tmp_path, name):
    form = replace(photograph("uint8", 3), extras=())
    floats = Converted(form.pixels, lambda part: to_float(part) * 1.2, np.float32)
    store_photograph(tmp_path / name, Path(name), form, floats)
    (tmp_path / f"whole-{name}").write_bytes(encode_photograph(name, form, floats[...]))
    assert np.array_equal(read_photograph(tmp_path / name).pixels, read_photograph(tmp_path / f"whole-{name}").pixels)


@pytest.mark.parametrize(
    ("name", "dtype", "channels", "told"),
    [
        ("a.jpg", "uint16", 3, r"16 bits need a PNG or TIFF; name it a\.png"),
        ("a.png", "float32", 3, r"floats need a TIFF; name it a\.tif"),
        ("a.jpg", "uint8", 4, r"alpha needs a PNG or TIFF; name it a\.png"),
        ("a.bmp", "uint8", 2, r"alpha needs a PNG or TIFF; name it a\.png"),
        ("a.heic", "uint8", 3, "expected a name that ends in one of"),
    ],
)
def test_what_a_format_cannot_hold_is_refused(tmp_path, name, dtype, channels, told):
    form = photograph(dtype, channels)
    with pytest.raises(MuralsError, match=told):
        store_photograph(tmp_path / name, Path(name), form, Converted(form.pixels, np.array, dtype))
    assert not list(tmp_path.iterdir())
    with pytest.raises(ValueError, match="or float"):
        store_photograph(tmp_path / name, Path("a.tif"), form, Converted(form.pixels, np.array, np.int32))


@pytest.mark.parametrize("source", ["wall.jpg", "wall.png"])
@pytest.mark.parametrize("target", ["wall.tif", "wall.png", "wall.jpg", "wall.webp"])
def test_a_file_of_one_format_becomes_one_of_another(tmp_path, source, target, caplog):
    caplog.set_level(logging.ERROR)
    form = replace(photograph("uint8", 3), exif=make_exif(6))
    write_photograph(tmp_path / source, form, form.pixels)
    parts, all_of_it = open_large(tmp_path / source, tmp_path), read_photograph(tmp_path / source)
    patched, painted = Patched(parts.pixels), all_of_it.pixels.copy()
    place = slice(20, 40), slice(30, 60)
    painted[place] = 7
    patched.put(place, np.ones((20, 30), bool), np.full((20, 30, 3), 7, np.uint8))
    found, expected = tmp_path / f"found-{target}", tmp_path / f"expected-{target}"
    store_photograph(found, Path(target), parts, patched)
    expected.write_bytes(encode_photograph(target, all_of_it, painted))
    before, after = read_photograph(expected), read_photograph(found)
    assert np.array_equal(after.pixels, before.pixels)
    assert (after.icc, after.exif, after.dpi, after.extras) == (before.icc, before.exif, before.dpi, before.extras)


def test_a_pyramid_of_what_is_no_tiff(tmp_path):
    form = replace(photograph("uint8", 3), extras=())
    write_photograph(tmp_path / "a.png", form, form.pixels)
    parts = open_large(tmp_path / "a.png", tmp_path)
    store_photograph(tmp_path / "a.tif", Path("a.tif"), parts, parts.pixels, pyramid=True)
    assert np.array_equal(read_photograph(tmp_path / "a.tif").pixels, form.pixels)
