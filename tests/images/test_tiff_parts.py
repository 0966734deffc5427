from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from image_samples import make_exif

from murals.errors import MuralsError
from murals.images import Photograph, open_in_parts, read_photograph, store_photograph
from murals.images.in_parts import Converted, Cut, Patched, bands, highest, whole

SHAPE = (137, 211)
FORMS = {
    "strips": {"rowsperstrip": 10},
    "one strip": {"rowsperstrip": 1000},
    "tiles": {"tile": (32, 48)},
    "deflate": {"compression": "zlib", "predictor": True, "rowsperstrip": 7},
    "lzw tiles": {"compression": "lzw", "predictor": True, "tile": (64, 64)},
    "planes": {"planarconfig": "separate", "rowsperstrip": 20},
    "planes in tiles": {"planarconfig": "separate", "tile": (32, 32), "compression": "zstd"},
    "big-endian": {"byteorder": ">"},
    "big": {"bigtiff": True, "tile": (64, 64)},
}


def samples(channels, dtype=np.uint16, seed=0):
    noise = np.random.default_rng(seed).random((*SHAPE, channels))
    return noise.astype(dtype) if np.dtype(dtype).kind == "f" else (noise * np.iinfo(dtype).max).astype(dtype)


def assert_same(path):
    """Compare what is read in parts with what is read as a whole, also in parts that begin anywhere."""
    parts, all_of_it = open_in_parts(path), read_photograph(path)
    assert parts is not None
    assert not isinstance(parts.pixels, np.ndarray)
    assert np.array_equal(whole(parts.pixels), all_of_it.pixels)
    for place in (np.s_[3:40, 5:100], np.s_[60:137, 150:211], np.s_[10:11, 20:21], np.s_[64:96, 48:96]):
        assert np.array_equal(parts.pixels[place], all_of_it.pixels[place])
    assert (parts.alpha is None) == (all_of_it.alpha is None)
    if parts.alpha is not None:
        assert np.array_equal(whole(parts.alpha), all_of_it.alpha)
    assert (parts.grey, parts.icc, parts.dpi, parts.extras) == (
        all_of_it.grey,
        all_of_it.icc,
        all_of_it.dpi,
        all_of_it.extras,
    )
    return parts


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_parts_are_those_of_the_whole(tmp_path, form, dtype):
    pixels, options = samples(3, dtype), dict(FORMS[form])
    if options.get("planarconfig") == "separate":
        pixels = np.moveaxis(pixels, -1, 0)
    if np.dtype(dtype).kind == "f":
        options.pop("predictor", None)
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels, photometric="rgb", resolution=(300, 300), resolutionunit="inch", **options)
    assert_same(path)


@pytest.mark.parametrize(
    ("channels", "options"),
    [
        (1, {"photometric": "minisblack"}),
        (1, {"photometric": "miniswhite"}),
        (2, {"photometric": "minisblack", "extrasamples": ["unassalpha"]}),
        (4, {"photometric": "rgb", "extrasamples": ["unassalpha"]}),
        (4, {"photometric": "rgb", "extrasamples": ["assocalpha"]}),
    ],
)
def test_grey_and_alpha_mean_the_same_in_parts(tmp_path, channels, options):
    path, pixels = tmp_path / "a.tif", samples(channels)
    tifffile.imwrite(path, pixels[..., 0] if channels == 1 else pixels, tile=(64, 64), planarconfig=None, **options)
    assert_same(path)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_what_is_stored_in_tiles_is_read_back(tmp_path, channels, dtype):
    path, out, grey = tmp_path / "a.tif", tmp_path / "b.tif", channels < 3
    form = {"photometric": "minisblack" if grey else "rgb", "compression": "zlib", "resolution": (300, 300)}
    form |= {"extrasamples": ["unassalpha"]} if channels in (2, 4) else {}
    pixels = samples(channels, dtype)
    tifffile.imwrite(path, pixels[..., 0] if channels == 1 else pixels, resolutionunit="inch", **form)
    parts = open_in_parts(path)
    assert parts is not None
    store_photograph(out, out, parts, parts.pixels)
    before, after = read_photograph(path), read_photograph(out)
    assert np.array_equal(before.pixels, after.pixels)
    assert (before.grey, before.dpi) == (after.grey, after.dpi)
    assert (before.alpha is None and after.alpha is None) or np.array_equal(before.alpha, after.alpha)
    assert tifffile.TiffFile(out).pages[0].is_tiled


def test_the_camera_and_the_rights_are_stored_in_tiles_too(tmp_path):
    exif = make_exif(1)
    path, out = tmp_path / "a.tif", tmp_path / "b.tif"
    pixels = samples(3)
    store_photograph(path, path, Photograph(pixels, path, exif=exif), pixels)
    parts = open_in_parts(path)
    assert parts is not None
    store_photograph(out, out, parts, parts.pixels)
    assert read_photograph(out).exif == read_photograph(path).exif


def test_what_cannot_be_read_in_parts_is_none(tmp_path):
    turned, palette, png = tmp_path / "turned.tif", tmp_path / "palette.tif", tmp_path / "a.png"
    tifffile.imwrite(turned, samples(3), photometric="rgb", extratags=[(274, "H", 1, 6, True)])
    colours = np.zeros((3, 256), np.uint16)
    tifffile.imwrite(palette, samples(1, np.uint8)[..., 0], photometric="palette", colormap=colours)
    pixels = samples(3, np.uint8)
    store_photograph(png, png, Photograph(pixels, png), pixels)
    assert [open_in_parts(path) for path in (turned, palette, png)] == [None] * 3


def test_floats_beyond_white_are_refused(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", samples(3, np.float32) * 2, photometric="rgb")
    with pytest.raises(MuralsError, match="expected 0 to 1"):
        open_in_parts(tmp_path / "a.tif")


def test_a_file_cut_short_is_told(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, samples(3), photometric="rgb", tile=(64, 64), compression="zlib")
    parts = open_in_parts(path)
    assert parts is not None
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(MuralsError, match="broken"):
        whole(parts.pixels)


def test_the_picture_is_read_and_not_the_small_copy_before_it(tmp_path):
    path, pixels = tmp_path / "a.tif", samples(3)
    for number, deep in enumerate((pixels, (pixels >> 8).astype(np.uint8))):
        with tifffile.TiffWriter(path) as file:
            file.write(deep[::8, ::8], photometric="rgb", subfiletype=1)
            file.write(deep, photometric="rgb")
        assert np.array_equal(read_photograph(path).pixels, deep), number
        assert_same(path)


@pytest.mark.parametrize("seed", range(6))
def test_patches_lie_where_they_were_put(seed):
    rng = np.random.default_rng(seed)
    base = samples(3, seed=seed)
    patched, expected = Patched(base), base.copy()
    for _ in range(5):
        top, left = rng.integers(0, 80), rng.integers(0, 120)
        place = slice(top, top + rng.integers(1, 57)), slice(left, left + rng.integers(1, 90))
        painted = rng.integers(0, 65535, expected[place].shape).astype(np.uint16)
        own = rng.random(painted.shape[:2]) < 0.4
        patched.put(place, own, painted)
        expected[place][own] = painted[own]
    assert np.array_equal(whole(patched), expected)
    for _ in range(20):
        top, left = rng.integers(0, 130), rng.integers(0, 200)
        place = slice(top, top + rng.integers(1, 57)), slice(left, left + rng.integers(1, 90))
        assert np.array_equal(patched[place], expected[place])
    halved = patched.mapped(base, lambda values: values // 2)
    assert np.array_equal(whole(halved), np.where(expected == base, base, expected // 2))


def test_bands_cuts_and_the_highest():
    pixels, shown = samples(3), np.zeros(SHAPE, bool)
    shown[20:40, 30:50] = True
    cut = Cut(pixels, shown)
    assert np.array_equal(whole(cut), np.where(shown[..., None], pixels, 0))
    assert np.array_equal(whole(cut.alpha), np.where(shown, 65535, 0))
    assert [rows.stop - rows.start for rows in bands(pixels, 100)] == [100, 37]
    assert highest(cut) == pixels[shown].max()
    assert Converted(pixels, lambda part: part / 2, np.float64)[5:9, 2:4].shape == (4, 2, 3)
    with pytest.raises(ValueError, match="without a step"):
        cut[::2]


def test_store_refuses_nothing_that_encode_takes(tmp_path):
    pixels = samples(3)
    photograph = Photograph(pixels, Path("a.tif"))
    store_photograph(tmp_path / "a.png", Path("a.png"), photograph, pixels)
    assert np.array_equal(read_photograph(tmp_path / "a.png").pixels, replace(photograph).pixels)
