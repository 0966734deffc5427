"""The files of `murals blend`: form, place and metadata of the result. What is blended is tested in tests/blending."""

import io
import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from image_samples import PROPHOTO, make_exif
from PIL import Image, ImageCms

from murals import blend
from murals.blending.files import blend_files
from murals.blending.settings import BlendSettings
from murals.errors import MuralsError
from murals.images import Appearance, Photograph, read_photograph, write_photograph

RNG = np.random.default_rng(11)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SOURCE = RNG.integers(0, 256, (20, 22, 3), np.uint8)
TARGET = RNG.integers(0, 256, (40, 44, 3), np.uint8)
MASK = np.zeros((20, 22), bool)
MASK[4:15, 5:17] = True
POLYGON = "5,4 16,4 16,14 5,14"  # the same region


@pytest.fixture
def settings(tmp_path):
    """A source, a target and a mask as PNG, and where they go."""
    Image.fromarray(SOURCE).save(tmp_path / "motif.png")
    Image.fromarray(TARGET).save(tmp_path / "wall.png")
    Image.fromarray(MASK).save(tmp_path / "mask.png")
    first, second = tmp_path / "motif.png", tmp_path / "wall.png"
    return BlendSettings(first=first, second=second, mask=tmp_path / "mask.png", at=(10, 12))


def written(settings):
    done = blend_files(settings)
    return done[0].output, np.array(Image.open(done[0].output))


def test_the_file_is_what_the_function_gives(settings, tmp_path):
    path, pixels = written(settings)
    assert path == tmp_path / "wall.blended.png"
    assert np.array_equal(pixels, blend(SOURCE, TARGET, MASK, at=(10, 12)))
    assert blend_files(replace(settings, overwrite=True))[0].region == MASK.sum()


def test_a_polygon_is_a_mask(settings):
    _, by_mask = written(settings)
    _, by_polygon = written(replace(settings, mask=None, polygon=POLYGON, overwrite=True))
    assert np.array_equal(by_mask, by_polygon)


def test_the_alpha_of_the_source_is_a_mask(settings, tmp_path):
    Image.fromarray(np.dstack([SOURCE, np.uint8(255) * MASK])).save(tmp_path / "cutout.png")
    _, pixels = written(replace(settings, first=tmp_path / "cutout.png", mask=None))
    changed = np.argwhere((pixels != TARGET).any(axis=-1))
    assert (changed.min(axis=0) >= (16, 15)).all()
    assert (changed.max(axis=0) <= (26, 26)).all()


def test_one_picture_alone(settings, tmp_path):
    mask = np.zeros((40, 44), np.uint8)
    mask[9:30, 8:31] = 255
    Image.fromarray(mask).save(tmp_path / "loss.png")
    alone = BlendSettings(first=settings.target, mode="membrane", mask=tmp_path / "loss.png")
    assert np.array_equal(written(alone)[1], blend(None, TARGET, mask, mode="membrane"))
    tile = replace(alone, mode="tile", mask=None, overwrite=True)
    assert np.array_equal(written(tile)[1], blend(None, TARGET, mode="tile"))


def test_the_mask_of_another_picture_may_be_used_for_one(settings, caplog):
    with caplog.at_level(logging.INFO, "murals"):
        _, pixels = written(replace(settings, mode="membrane"))
    assert "the other picture only says where the mask lies" in caplog.text
    assert np.array_equal(pixels, blend(SOURCE, TARGET, MASK, at=(10, 12), mode="membrane"))


def test_an_exchange_writes_both(settings, tmp_path):
    there, back = blend_files(replace(settings, mode="exchange"))
    assert (there.output, back.output) == (tmp_path / "wall.blended.png", tmp_path / "motif.blended.png")
    assert (back.width, back.height, back.region) == (22, 20, MASK.sum())
    assert np.array_equal(Image.open(back.output), blend(TARGET[12:32, 10:32], SOURCE, MASK))


def test_where_the_result_goes(settings, tmp_path):
    (tmp_path / "there").mkdir()
    for out, expected in (("there", "there/wall.blended.png"), ("new", "new/wall.blended.png"), ("x.tif", "x.tif")):
        assert written(replace(settings, out=tmp_path / out))[0] == tmp_path / expected
    both = blend_files(replace(settings, mode="exchange", out=tmp_path / "there/one.png"))
    assert [done.output.name for done in both] == ["one.png", "motif.blended.png"]
    assert both[1].output.parent == tmp_path / "there"


def test_profile_exif_resolution_and_alpha_of_the_target_stay(settings, tmp_path):
    exif = make_exif(1)
    alpha = RNG.integers(0, 256, (40, 44), np.uint8)
    kept = {"icc_profile": SRGB, "exif": exif, "dpi": (300, 300)}
    Image.fromarray(np.dstack([TARGET, alpha])).save(tmp_path / "wall.png", **kept)
    path, pixels = written(settings)
    image = Image.open(path)
    assert image.mode == "RGBA"
    assert image.info["icc_profile"] == SRGB
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
    assert image.getexif()[0x013B] == Image.open(io.BytesIO((tmp_path / "wall.png").read_bytes())).getexif()[0x013B]
    assert np.array_equal(pixels[..., 3], alpha)
    assert np.array_equal(pixels[..., :3], blend(SOURCE, TARGET, MASK, at=(10, 12)))


def test_a_grey_target_stays_grey(settings, tmp_path):
    Image.fromarray(TARGET[..., 0]).save(tmp_path / "wall.png")
    path, pixels = written(settings)
    assert Image.open(path).mode == "L"
    assert np.array_equal(pixels, blend(SOURCE, TARGET[..., 0], MASK, at=(10, 12)))


def test_16_bits_stay_16_bits(settings, tmp_path):
    deep = RNG.integers(0, 65536, (40, 44, 3), np.uint16)
    tifffile.imwrite(tmp_path / "wall.tif", deep, photometric="rgb")
    path = blend_files(replace(settings, second=tmp_path / "wall.tif"))[0].output
    pixels = read_photograph(path).pixels
    assert pixels.dtype == np.uint16
    assert np.array_equal(pixels, blend(SOURCE, deep, MASK, at=(10, 12)))


def test_a_turned_photograph_is_blended_upright(settings, tmp_path):
    Image.fromarray(TARGET.swapaxes(0, 1)[:, ::-1]).save(tmp_path / "wall.png", exif=make_exif(8))
    path, pixels = written(settings)
    assert Image.open(path).size == (44, 40)
    assert Image.open(path).getexif().get(0x0112, 1) == 1
    assert np.array_equal(pixels, blend(SOURCE, TARGET, MASK, at=(10, 12)))


def test_a_source_of_another_profile_is_blended_by_its_colours(settings, tmp_path, caplog):
    _, plain = written(settings)
    look = Appearance(PROPHOTO)
    pixels = look.numbers((SOURCE / 255).astype(np.float32), np.uint16)
    write_photograph(tmp_path / "wide.tif", Photograph(pixels, Path("wide.tif"), icc=PROPHOTO), pixels)
    _, wide = written(replace(settings, first=tmp_path / "wide.tif", overwrite=True))
    assert np.abs(wide.astype(int) - plain).max() <= 2
    assert "different colour profiles" not in caplog.text


def test_what_a_user_should_know_is_said(settings, tmp_path, caplog):
    Image.fromarray(TARGET).save(tmp_path / "wall.jpg")
    with caplog.at_level(logging.WARNING, "murals"):
        blend_files(replace(settings, second=tmp_path / "wall.jpg"))
    assert "compression changes pixels outside the region too" in caplog.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"second": None}, "the mode seamless needs two pictures: murals blend SOURCE motif.png"),
        ({"polygon": POLYGON}, "both --mask and --polygon name a region: give one of them"),
        ({"mask": None}, "nothing says which part of the source to blend"),
        ({"mask": None, "polygon": "1,1 2,2"}, "has 2 points"),
        ({"mask": None, "polygon": "90,90 99,90 99,99"}, "the region is empty"),
        ({"at": (99, 0)}, "falls off the target"),
        ({"mode": "nonsense"}, "unknown mode 'nonsense'"),
        ({"solver": "nonsense"}, "unknown solver 'nonsense'"),
        ({"device": "nonsense"}, "nonsense"),
    ],
)
def test_a_mistake_is_a_sentence_and_writes_nothing(settings, changes, sentence, tmp_path):
    before = sorted(tmp_path.iterdir())
    with pytest.raises(MuralsError, match=sentence):
        blend_files(replace(settings, **changes))
    assert sorted(tmp_path.iterdir()) == before


def test_files_that_do_not_fit_are_named(settings, tmp_path):
    for changes, sentence in (
        ({"second": tmp_path / "wal.png"}, "no image .*wal.png: did you mean wall.png"),
        ({"first": tmp_path / "motiv.png"}, "no image .*motiv.png: did you mean motif.png"),
        ({"mask": tmp_path / "wall.png"}, "wall.png is 44x40 but motif.png is 22x20: draw the mask at 22x20"),
        ({"out": tmp_path / "wall.png"}, "wall.png exists already: give --overwrite to replace it"),
        ({"second": settings.source, "mode": "exchange"}, "both results of the exchange would be .*motif.blended.png"),
    ):
        with pytest.raises(MuralsError, match=sentence):
            blend_files(replace(settings, **changes))
