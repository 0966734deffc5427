"""Metadata is put into a file by Pillow or tifffile, handed on by us, and found again by Pillow or tifffile."""

import io
import logging
import struct
from dataclasses import replace

import numpy as np
import pytest
import tifffile
from image_samples import make_exif
from PIL import Image, PngImagePlugin

from murals.images import read_photograph, write_photograph
from murals.images.png import make_chunk

PACKET = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">(c) museum \xc3\xa9</x:xmpmeta>'
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0a\x1c\x02\x74\0\x05right"
GEO = {33550: (12, 3, (0.5, 0.25, 0.0)), 34735: (3, 4, (1, 1, 0, 0)), 33723: (7, 10, b"\x1c\x02\x74\0\x05right")}


@pytest.fixture
def wall(rng):
    return rng.integers(0, 256, (20, 30, 3), dtype=np.uint8)


def handed_on(tmp_path, name, to=None):
    """Read the photograph and write it as a result is written."""
    photograph = read_photograph(tmp_path / name)
    out = tmp_path / "out" / (to or name)
    write_photograph(out, photograph, photograph.pixels)
    return out


def segment(marker, data):
    return bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2, "big") + data


def test_a_jpeg_keeps_xmp_iptc_comment_and_foreign_segments(tmp_path, wall, caplog):
    more = segment(0xED, IPTC) + segment(0xE5, b"a maker's own")
    Image.fromarray(wall).save(tmp_path / "a.jpg", xmp=PACKET, comment=b"scan 12", extra=more, exif=make_exif(1))
    out = handed_on(tmp_path, "a.jpg")
    with Image.open(out) as image:
        assert image.info["xmp"] == PACKET
        assert image.info["comment"] == b"scan 12"
        assert ("APP5", b"a maker's own") in image.applist
        assert ("APP13", IPTC) in image.applist
    assert not caplog.text


@pytest.mark.parametrize("depth", [8, 16])
def test_a_png_keeps_texts_xmp_and_colour_chunks(tmp_path, wall, depth, caplog):
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "a museum")
    texts.add_text("Title", "H\u00f6hle", zip=True)
    texts.add_itxt("XML:com.adobe.xmp", PACKET.decode())
    texts.add(b"gAMA", (45455).to_bytes(4, "big"))
    texts.add(b"cICP", bytes([9, 16, 0, 1]))
    Image.fromarray(wall).save(tmp_path / "a.png", pnginfo=texts)
    if depth == 16:
        plain = read_photograph(tmp_path / "a.png")
        deep = wall.astype(np.uint16) * 257
        write_photograph(tmp_path / "a.png", replace(plain, pixels=deep), deep, overwrite=True)
    out = handed_on(tmp_path, "a.png")
    with Image.open(out) as image:
        image.load()
        assert image.text["Author"] == "a museum"
        assert image.text["Title"] == "H\u00f6hle"
        assert image.info["xmp"] == PACKET
        assert image.info["gamma"] == pytest.approx(0.45455)
    assert out.read_bytes().count(b"cICP" + bytes([9, 16, 0, 1])) == 1
    assert not caplog.text


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_tiff_keeps_xmp_iptc_and_the_place_on_earth(tmp_path, wall, dtype, order, caplog):
    pixels = (wall / 255).astype(dtype) if dtype == np.float32 else wall.astype(dtype)
    pixels[0, 0] = np.iinfo(dtype).max if dtype != np.float32 else 1
    tags = [(code, kind, count, value, True) for code, (kind, count, value) in GEO.items()]
    tags.append((700, 1, len(PACKET), PACKET, True))
    kw = {"photometric": "rgb", "metadata": None, "description": "the east wall", "byteorder": order}
    tifffile.imwrite(tmp_path / "a.tif", pixels, extratags=tags, **kw)
    out = handed_on(tmp_path, "a.tif")
    with tifffile.TiffFile(out) as tiff:
        found = tiff.pages.first.tags
        assert found[700].value == PACKET
        assert found[270].value == "the east wall"
        for code, (_, _, value) in GEO.items():
            assert found[code].value == value
    assert not caplog.text


def test_a_webp_keeps_xmp(tmp_path, wall):
    Image.fromarray(wall).save(tmp_path / "a.webp", lossless=True, xmp=PACKET)
    with Image.open(handed_on(tmp_path, "a.webp")) as image:
        assert image.info["xmp"] == PACKET


@pytest.mark.parametrize("to", ["b.png", "b.tif", "b.webp"])
def test_xmp_goes_into_another_format_and_what_cannot_is_named(tmp_path, wall, to, caplog):
    Image.fromarray(wall).save(tmp_path / "a.jpg", xmp=PACKET, comment=b"scan 12", extra=segment(0xED, IPTC))
    out = handed_on(tmp_path, "a.jpg", to)
    again = read_photograph(out)
    assert [extra.data for extra in again.extras if extra.name == "XMP"] == [PACKET]
    assert "holds no place for" in caplog.text and "a comment" in caplog.text and "IPTC" in caplog.text


def test_a_bmp_names_what_it_cannot_hold(tmp_path, wall, caplog):
    Image.fromarray(wall).save(tmp_path / "a.jpg", xmp=PACKET)
    handed_on(tmp_path, "a.jpg", "b.bmp")
    assert "holds no place for XMP" in caplog.text


def test_the_orientation_within_xmp_is_upright_as_the_pixels_are(tmp_path, wall):
    packet = b'<rdf:Description tiff:Orientation="6"/><tiff:Orientation>8</tiff:Orientation>'
    Image.fromarray(wall).save(tmp_path / "a.jpg", xmp=packet, exif=make_exif(6))
    with Image.open(handed_on(tmp_path, "a.jpg")) as image:
        assert image.info["xmp"] == b'<rdf:Description tiff:Orientation="1"/><tiff:Orientation>1</tiff:Orientation>'
        assert image.size == (20, 30)


def test_a_stale_thumbnail_goes_and_the_rest_of_the_exif_stays(tmp_path, wall):
    small = io.BytesIO()
    Image.new("RGB", (16, 16), (1, 2, 3)).save(small, "JPEG")
    thumbnail = small.getvalue()
    exif = Image.Exif()
    exif[0x010E], exif[0x8298] = "the east wall", "a museum"
    body = exif.tobytes()
    start = 6 if body.startswith(b"Exif") else 0
    tiff = bytearray(body[start:])
    order = "<" if tiff[:2] == b"II" else ">"
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    (entries,) = struct.unpack_from(f"{order}H", tiff, first)
    struct.pack_into(f"{order}I", tiff, first + 2 + 12 * entries, len(tiff))
    place = len(tiff) + 2 + 2 * 12 + 4
    tiff += struct.pack(f"{order}H", 2)
    for tag, value in ((0x0201, place), (0x0202, len(thumbnail))):
        tiff += struct.pack(f"{order}HHII", tag, 4, 1, value)
    tiff += struct.pack(f"{order}I", 0) + thumbnail
    block = b"Exif\0\0" + bytes(tiff)
    Image.fromarray(wall).save(tmp_path / "a.jpg", exif=block)
    with Image.open(tmp_path / "a.jpg") as image:
        assert thumbnail in image.info["exif"]
    with Image.open(handed_on(tmp_path, "a.jpg")) as image:
        assert thumbnail[:200] not in image.info["exif"]
        assert (image.getexif()[0x010E], image.getexif()[0x8298]) == ("the east wall", "a museum")


def test_what_vouches_for_the_old_picture_is_left_out_with_a_word(tmp_path, wall, caplog):
    caplog.set_level(logging.WARNING, "murals")
    Image.fromarray(wall).save(tmp_path / "a.jpg", extra=segment(0xEB, b"JP\0\1c2pa"))
    out = handed_on(tmp_path, "a.jpg")
    assert b"c2pa" not in out.read_bytes()
    assert "left out content credentials (C2PA)" in caplog.text


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_credentials_in_a_png_or_a_tiff_are_left_out_and_told_when_a_result_is_written(tmp_path, wall, caplog, name):
    if name == "a.png":
        Image.fromarray(wall).save(tmp_path / name)
        data = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data[:33] + make_chunk(b"caBX", b"jumb c2pa") + data[33:])
    else:
        tags = [(52545, 7, 9, b"jumb c2pa", True)]
        tifffile.imwrite(tmp_path / name, wall, photometric="rgb", metadata=None, extratags=tags)
    read_photograph(tmp_path / name)
    assert caplog.text == ""
    assert b"c2pa" not in handed_on(tmp_path, name).read_bytes()
    assert "left out content credentials (C2PA)" in caplog.text


def test_the_layers_of_photoshop_are_left_out_with_a_word(tmp_path, wall, caplog):
    layers = b"Adobe Photoshop Document Data Block\0"
    tags = [(37724, 7, len(layers), layers, True)]
    tifffile.imwrite(tmp_path / "a.tif", wall, photometric="rgb", metadata=None, extratags=tags)
    out = handed_on(tmp_path, "a.tif")
    assert b"Document Data Block" not in out.read_bytes()
    assert "left out the layers of Photoshop" in caplog.text


def test_a_broken_jpeg_header_is_no_endless_loop(tmp_path, wall):
    Image.fromarray(wall).save(tmp_path / "a.jpg")
    data = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "a.jpg").write_bytes(data[:2] + b"\xff" * 7 + data[2:])
    assert read_photograph(tmp_path / "a.jpg").extras == ()
