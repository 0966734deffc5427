"""A large picture is opened, restored and written in parts: every file is that of the whole in memory."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from image_samples import PROPHOTO

from murals.images import VEILED, Photograph, from_float, read_photograph, to_float, write_image, write_photograph
from murals.restoration import files, repair
from murals.restoration.options import RestoreSettings
from tests.restoration.test_repair import Painter


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
