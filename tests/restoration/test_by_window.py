import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from image_samples import PROPHOTO

from murals.images import (
    LOST,
    VEILED,
    Photograph,
    from_float,
    marked,
    read_photograph,
    to_float,
    write_image,
    write_photograph,
)
from murals.restoration import files, repair, rim
from murals.restoration.fills import windows
from murals.restoration.options import RestoreOptions, RestoreSettings
from murals.restoration.repair import repair_image
from tests.restoration.fills.test_exemplars import weave
from tests.restoration.test_repair import Painter


@pytest.fixture
def wall():
    """A woven wall of 16 bits with a deep hole, a crack and specks."""
    mask = np.zeros((180, 260), np.uint8)
    mask[40:80, 30:90] = LOST
    mask[120:123, 20:240] = LOST
    mask[30:34, 200:204] = mask[60:63, 180:185] = LOST
    return from_float(weave(180, 260), np.uint16), mask


def restored(monkeypatch, wall, mask, model, *, large, variants=1, avoid=None, **options):
    monkeypatch.setattr(repair, "LARGE", large)
    return repair_image(wall, mask, model, RestoreOptions(**options), variants=variants, avoid=avoid)


@pytest.mark.parametrize(
    "options",
    [
        {"fill": "neutral"},
        {"fill": "mimetic"},
        {"dilate": 3, "feather": 2},
        {"max_hole": 8.0},
        {"fill": "neutral", "style": "visible"},
    ],
    ids=["neutral", "mimetic", "feathered", "deep ones left", "visible"],
)
def test_hole_by_hole_is_as_the_whole(monkeypatch, wall, options, restorer):
    """All holes lie in one window here, so that nothing differs."""
    whole, parts = (restored(monkeypatch, *wall, restorer, large=large, **options) for large in (10**9, 0))
    assert np.array_equal(whole.pixels, parts.pixels)
    if whole.sources is not None:
        assert np.array_equal(whole.sources.sheet, parts.sources.sheet)
        assert whole.sources.shares() == parts.sources.shares()


@pytest.mark.parametrize(
    "options", [{}, {"dilate": 3, "feather": 2}, {"style": "visible"}, {"tile": 64, "overlap": 32}]
)
def test_what_is_veiled_is_read_through_as_in_the_whole(monkeypatch, wall, restorer, options):
    """The membranes differ only by where they are solved, and tiles of 64 px see as far as that matters."""
    image, mask = wall
    mask = np.where(np.arange(260) < 130, mask // LOST * VEILED, mask).astype(np.uint8)
    mask[100:140, 20:120] = VEILED
    options = {"fill": "neutral"} | options
    whole, parts = (restored(monkeypatch, image, mask, restorer, large=large, **options) for large in (10**9, 0))
    assert np.array_equal(whole.target.damage, parts.target.damage)
    painted = marked(whole.target.damage)
    assert np.array_equal(parts.pixels[~painted], image[~painted])
    assert (parts.pixels[painted] != image[painted]).any(axis=-1).mean() > 0.9
    off = np.abs(to_float(whole.pixels) - to_float(parts.pixels))
    assert off.max() < 0.5 / 255


@pytest.mark.parametrize("large", [10**9, 0])
def test_where_all_is_left_alone_nothing_is_painted_and_no_source_told(monkeypatch, wall, large):
    image, mask = wall
    deep = np.where(mask[:100, :150] > 0, mask[:100, :150], 0)
    done = restored(monkeypatch, image[:100, :150], deep, Painter(0.45), large=large, variants=2, max_hole=0.5)
    assert not done.target.repaired.any()
    assert done.sources is None
    assert np.array_equal(done.pixels, image[:100, :150])
    assert np.array_equal(done.variants[0], done.pixels)


def test_variants_and_what_to_avoid(monkeypatch, wall):
    avoid = np.zeros(wall[1].shape, bool)
    avoid[:, :130] = True
    more = {"variants": 2, "avoid": avoid}
    whole, parts = (restored(monkeypatch, *wall, Painter(0.45), large=large, **more) for large in (10**9, 0))
    assert np.array_equal(whole.variants[0], parts.variants[0])
    assert not np.array_equal(parts.variants[0], parts.pixels)


@pytest.mark.parametrize("fill", ["neutral", "mimetic"])
def test_windows_apart_see_nothing_of_each_others_holes(monkeypatch, wall, fill, restorer):
    monkeypatch.setattr(windows, "CELL", 64)
    monkeypatch.setattr(windows, "LEAST_MARGIN", 64)
    image, mask = wall
    assert len(windows.plan_windows(mask > 0)) > 4
    results = []
    for level in (0, 65535):
        shown = image.copy()
        shown[mask > 0] = level
        results.append(restored(monkeypatch, shown, mask, restorer, large=0, fill=fill).pixels)
    assert np.array_equal(*results)
    assert np.array_equal(results[0][mask == 0], image[mask == 0])
    assert (results[0][mask > 0] != image[mask > 0]).any(axis=-1).mean() > 0.9


def test_each_painted_pixel_is_counted_once(monkeypatch, wall):
    monkeypatch.setattr(windows, "CELL", 64)
    done = restored(monkeypatch, *wall, Painter(0.45), large=0)
    assert sum(done.sources.shares().values()) == pytest.approx(1, abs=1e-3)
    pixels = np.concatenate([noted[0] for noted in done.sources.noted])
    assert len(np.unique(pixels)) == len(pixels)


def test_a_tight_mask_is_found_cell_by_cell(monkeypatch):
    rng = np.random.default_rng(0)
    image = from_float(0.5 + 0.02 * rng.standard_normal((300, 300, 3)), np.uint8)
    image[100:160, 90:200] = 20
    mask = np.zeros((300, 300), bool)
    mask[103:157, 93:197] = True
    whole = rim.missed_rim(image, mask)
    monkeypatch.setattr(rim, "CELL", 64)
    assert whole == rim.missed_rim(image, mask) == 3


@pytest.mark.parametrize("form", ["uint16", "uint8", "grey", "alpha", "wide"])
@pytest.mark.parametrize("fill", ["neutral", "mimetic"])
def test_a_picture_read_in_parts_gives_the_same_files(monkeypatch, tmp_path, wall, form, fill):
    """Every file of a large TIFF is, in its pixels and its facts, what the whole in memory gives."""
    image, mask = wall
    image = from_float(to_float(image), np.uint8) if form == "uint8" else image
    photograph = Photograph(image, tmp_path / "wall.tif", dpi=(300.0, 300.0))
    if form == "grey":
        photograph = replace(photograph, pixels=np.repeat(image[..., :1], 3, axis=2), grey=True)
    if form == "alpha":
        photograph = replace(photograph, alpha=np.full(mask.shape, 65535, np.uint16))
    if form == "wide":
        photograph = replace(photograph, icc=PROPHOTO)
    write_photograph(tmp_path / "wall.tif", photograph, photograph.pixels)
    write_image(tmp_path / "losses.png", mask)
    made = {}
    for large in (10**9, 0):
        monkeypatch.setattr(repair, "LARGE", large)
        out = tmp_path / str(large)
        asked = {"fill": fill, "sources": fill == "mimetic", "variants": 2 if fill == "mimetic" else 1}
        settings = RestoreSettings(inputs=(tmp_path / "wall.tif",), mask=tmp_path / "losses.png", out=out, **asked)
        (done,) = files.restore_files(settings, model=Painter(0.45)).done
        pictures = {
            path.name: read_photograph(path) for path in sorted(out.iterdir()) if path.suffix in (".tif", ".png")
        }
        made[large] = done.facts, pictures, json.loads((out / "wall.murals.json").read_text())
    (facts, pictures, record), (facts_of_parts, pictures_of_parts, record_of_parts) = made.values()
    assert tiled(tmp_path / "0" / "wall.restored.tif")
    assert not tiled(tmp_path / str(10**9) / "wall.restored.tif")
    assert pictures.keys() == pictures_of_parts.keys()
    for name, picture in pictures.items():
        assert np.array_equal(picture.pixels, pictures_of_parts[name].pixels), name
    assert {name: facts[name] for name in COMPARED} == {name: facts_of_parts[name] for name in COMPARED}
    assert record["pixels_before"] == record_of_parts["pixels_before"]


@pytest.mark.parametrize(
    "name", ["wall.png", "deep.png", "wall.jpg", "turned.jpg", "wall.webp", "wall.bmp", "grey.png"]
)
def test_a_picture_of_any_format_read_in_parts_gives_the_same_files(monkeypatch, tmp_path, wall, name):
    image = wall[0] if name == "deep.png" else from_float(to_float(wall[0]), np.uint8)
    mask = wall[1]
    turned = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"  # a quarter to the right
    photograph = Photograph(image, tmp_path / name, grey=name == "grey.png", dpi=(300.0, 300.0))
    if name == "turned.jpg":
        photograph, mask = replace(photograph, exif=turned), np.rot90(mask, -1)
    write_photograph(tmp_path / name, photograph, photograph.pixels)
    write_image(tmp_path / "losses.png", mask)
    results = []
    for large in (10**9, 0):
        monkeypatch.setattr(repair, "LARGE", large)
        out = tmp_path / str(large)
        asked = {"mask": tmp_path / "losses.png", "variants": 2}
        settings = RestoreSettings(inputs=(tmp_path / name,), out=out, **asked)
        (done,) = files.restore_files(settings, model=Painter(0.45)).done
        kept = {path.name: read_photograph(path) for path in out.iterdir() if path.suffix != ".json"}
        results.append((done, kept, {path.name for path in tmp_path.glob("**/.murals*")}))
    (whole, pictures, left), (parts, pictures_of_parts, left_of_parts) = results
    assert left == left_of_parts == set()
    assert whole.job.output.suffix == parts.job.output.suffix == Path(name).suffix
    assert {name: whole.facts[name] for name in COMPARED} == {name: parts.facts[name] for name in COMPARED}
    assert whole.facts["repaired"] == np.count_nonzero(mask)
    assert pictures.keys() == pictures_of_parts.keys()
    for named, picture in pictures.items():
        other = pictures_of_parts[named]
        assert np.array_equal(picture.pixels, other.pixels), named
        assert (picture.dpi, picture.exif, picture.grey) == (other.dpi, other.exif, other.grey)


COMPARED = ("repaired", "lost", "veiled", "outside", "untouched", "missed_rim", "holes_too_large", "height", "width")


def tiled(path):
    with tifffile.TiffFile(path) as tiff:
        return tiff.pages.first.is_tiled


class Coloured:
    """Paints everything in one colour."""

    def __init__(self):
        self.painter = Painter(0.45)

    def __call__(self, *args, **more):
        return self.painter(*args, **more) * np.float32([1.0, 0.5, 0.2])

    def __getattr__(self, name):
        return getattr(self.painter, name)


@pytest.mark.parametrize("kind", ["coloured paint on a grey wall", "alpha and veils"])
def test_what_only_the_whole_had_to_know_is_known_in_parts(monkeypatch, tmp_path, wall, kind):
    image, mask = wall
    photograph, model = Photograph(image, tmp_path / "wall.tif"), Painter(0.45)
    if kind == "alpha and veils":
        photograph = replace(photograph, alpha=np.full(mask.shape, 65535, np.uint16))
        mask = np.where(mask[::-1] > 0, np.uint8(VEILED), mask)
    else:
        photograph, model = replace(photograph, pixels=np.repeat(image[..., :1], 3, axis=2), grey=True), Coloured()
    write_photograph(tmp_path / "wall.tif", photograph, photograph.pixels)
    write_image(tmp_path / "losses.png", mask)
    results = []
    for large in (10**9, 0):
        monkeypatch.setattr(repair, "LARGE", large)
        out = tmp_path / str(large)
        settings = RestoreSettings(
            inputs=(tmp_path / "wall.tif",), mask=tmp_path / "losses.png", out=out, fill="neutral"
        )
        (done,) = files.restore_files(settings, model=model).done
        results.append(read_photograph(done.output).pixels)
    assert np.array_equal(*results)
    assert (results[0] != photograph.pixels).any()


@pytest.mark.parametrize("region", [None, (40, 30, 150, 100)])
@pytest.mark.parametrize("network", ["knows kinds", "older"])
def test_what_the_network_proposes_of_parts_is_what_it_does_of_the_whole(
    monkeypatch, tmp_path, wall, restorer, before_kinds, network, region
):
    image = wall[0].copy()
    image[40:140, 60:200] = np.random.default_rng(0).integers(0, 65536, (100, 140, 3))
    write_photograph(tmp_path / "wall.tif", Photograph(image, tmp_path / "wall.tif"), image)
    model = restorer if network == "knows kinds" else before_kinds
    made = []
    for large in (10**9, 0):
        monkeypatch.setattr(repair, "LARGE", large)
        out = tmp_path / str(large)
        asked = {"fill": "neutral", "threshold": 0.5, "tile": 64, "overlap": 32, "region": region, "all_of_it": True}
        settings = RestoreSettings(inputs=(tmp_path / "wall.tif",), out=out, **asked)
        (done,) = files.restore_files(settings, model=model).done
        made.append((read_photograph(out / "wall.mask.png").pixels, read_photograph(done.output).pixels, done.facts))
    assert tiled(tmp_path / "0" / "wall.restored.tif")
    (mask, pixels, facts), (mask_of_parts, pixels_of_parts, facts_of_parts) = made
    assert mask.any()
    assert np.array_equal(mask, mask_of_parts)
    assert facts["certainty"] == facts_of_parts["certainty"]
    assert np.abs(to_float(pixels) - to_float(pixels_of_parts)).max() < 1 / 255
