"""Pictures of every kind opened in parts: the same samples and metadata as those of the whole."""

import io
import logging
import os
import subprocess
import sys

import cv2
import imagecodecs
import numpy as np
import pytest
import tifffile
from codec_samples import avif, dng, heic, jp2, smooth
from image_samples import PROPHOTO, cmyk_profile, make_exif
from PIL import Image

from murals.errors import MuralsError
from murals.images import find_images, large, open_large, read_photograph
from murals.images.in_parts import Lazy, whole
from murals.images.png import encode_png16
from murals.images.read import read_samples

SHAPE = (37, 53)
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">(c) museum</x:xmpmeta>'
KEPT = {"icc_profile": PROPHOTO, "dpi": (300, 150)}


def noise(channels, dtype=np.uint8):
    values = np.random.default_rng(channels).random((*SHAPE, channels))
    return values.astype(dtype) if np.dtype(dtype).kind == "f" else (values * np.iinfo(dtype).max).astype(dtype)


def encoded(kind, channels=3, *, mode=None, **more):
    file = io.BytesIO()
    samples = noise(channels)
    image = Image.fromarray(samples[..., 0] if channels == 1 else samples)
    (image.convert(mode) if mode else image).save(file, kind, **more)
    return file.getvalue()


def png16(channels, orientation=1, **more):
    return encode_png16(noise(channels, np.uint16), icc=PROPHOTO, exif=make_exif(orientation), dpi=(300, 150), **more)


def tiff(samples, **more):
    file = io.BytesIO()
    form = {"photometric": "rgb" if samples.ndim == 3 and samples.shape[2] > 2 else "minisblack"}
    tifffile.imwrite(file, samples, **{**form, **more})
    return file.getvalue()


def turned_tiff(orientation, dtype):
    return tiff(noise(3, dtype), extratags=[(274, "H", 1, orientation, True)], resolution=(300, 150))


def adobe_rgb():
    return bytes(imagecodecs.jpeg8_encode(smooth(*SHAPE), 95, colorspace="RGB", outcolorspace="RGB"))


def apng():
    frames = [Image.fromarray(noise(3)), Image.fromarray(255 - noise(3))]
    file = io.BytesIO()
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:])
    return file.getvalue()


def mpo():
    frames = [Image.fromarray(smooth(*SHAPE)), Image.fromarray(255 - smooth(*SHAPE))]
    file = io.BytesIO()
    frames[0].save(file, "MPO", save_all=True, append_images=frames[1:], exif=make_exif(6))
    return file.getvalue()


def transparent16():
    data = png16(1)
    place = data.index(b"IDAT") - 4
    from murals.images.png import make_chunk

    return data[:place] + make_chunk(b"tRNS", bytes(noise(1, np.uint16)[0, 0, :1].astype(">u2"))) + data[place:]


STREAMED = {
    **{f"png{channels}.png": encoded("PNG", channels, exif=make_exif(1), **KEPT) for channels in (1, 2, 3, 4)},
    **{f"deep{channels}.png": png16(channels) for channels in (1, 2, 3, 4)},
    **{f"turned{turn}.png": encoded("PNG", 4, exif=make_exif(turn), **KEPT) for turn in range(2, 9)},
    **{f"deep-turned{turn}.png": png16(2, turn) for turn in range(2, 9)},
    **{f"turned{turn}.jpg": encoded("JPEG", exif=make_exif(turn), xmp=XMP, **KEPT) for turn in range(1, 9)},
    "grey.jpg": encoded("JPEG", 1, comment="a wall", **KEPT),
    "best.jpg": encoded("JPEG", quality=95, subsampling="4:4:4", optimize=True),
    "half.jpg": encoded("JPEG", quality=80, subsampling="4:2:2"),
    "progressive.jpg": encoded("JPEG", progressive=True),
    "adobe.jpg": adobe_rgb(),
    "phone.jpg": mpo(),
    "called.png": encoded("JPEG"),
    "odd [Q=1].jpg": encoded("JPEG"),
}
SPILLED = {
    "palette.png": encoded("PNG", mode="P"),
    "bits.png": encoded("PNG", 1, mode="1"),
    "frames.png": apng(),
    "key.png": transparent16(),
    "cmyk.jpg": encoded("JPEG", mode="CMYK", icc_profile=cmyk_profile(), exif=make_exif(6)),
    "a.webp": encoded("WEBP", lossless=True, exif=make_exif(5), xmp=XMP),
    "alpha.webp": encoded("WEBP", 4, lossless=True, exact=True),
    "a.bmp": encoded("BMP", dpi=(300, 150)),
    "a.gif": encoded("GIF", mode="P"),
    "lab.tif": encoded("TIFF", mode="LAB"),
    "cmyk.tif": encoded("TIFF", mode="CMYK"),
    **{f"turned{turn}.tif": turned_tiff(turn, np.uint8) for turn in range(2, 9)},
    **{f"deep-turned{turn}.tif": turned_tiff(turn, np.uint16) for turn in range(2, 9)},
    "8.heic": heic(smooth(40, 56), exif=make_exif(6)),
    "10.heic": heic(smooth(40, 56, np.uint16, 4), 10),
    "a.avif": avif(smooth(40, 56), exif=make_exif(8), icc_profile=PROPHOTO),
    "a.jp2": jp2(noise(3), icc=PROPHOTO, exif=make_exif(6), dpi=300, xmp=XMP),
    "deep.jp2": jp2(noise(4, np.uint16)),
    "a.dng": dng(smooth(40, 56) / 255, exif=make_exif(1), orientation=6),
}
IN_PARTS = {
    **{
        f"{np.dtype(dtype).name}-{channels}.tif": tiff(
            noise(channels, dtype)[..., 0] if channels == 1 else noise(channels, dtype),
            iccprofile=PROPHOTO,
            resolution=(300, 150),
            **({"extrasamples": ["unassalpha"]} if channels in (2, 4) else {}),
        )
        for dtype in (np.uint8, np.uint16, np.float32)
        for channels in (1, 2, 3, 4)
    }
}
ALL = {**STREAMED, **SPILLED, **IN_PARTS}


@pytest.fixture
def scratch(tmp_path):
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def place(tmp_path):
    """The function that writes one of the files."""

    def written(name):
        path = tmp_path / name
        path.write_bytes(ALL[name])
        return path

    return written


def facts(photograph):
    return {name: getattr(photograph, name) for name in ("path", "grey", "icc", "exif", "dpi", "extras", "developed")}


@pytest.mark.parametrize("name", ALL)
def test_it_is_what_the_whole_is(place, scratch, name, caplog):
    path = place(name)
    expected = read_photograph(path)
    told = [record.getMessage() for record in caplog.records]
    caplog.clear()
    found = open_large(path, scratch)
    assert [record.getMessage() for record in caplog.records] == told
    assert isinstance(found.pixels, Lazy) and found.pixels.dtype == expected.pixels.dtype
    assert np.array_equal(whole(found.pixels), expected.pixels)
    for part in (np.s_[5:20], np.s_[3:20, 7:31], np.s_[30:37, 20:53], np.s_[10:11, 20:21], np.s_[4:4, 5:9]):
        assert np.array_equal(found.pixels[part], expected.pixels[part])
    assert (found.alpha is None) == (expected.alpha is None)
    if expected.alpha is not None:
        assert isinstance(found.alpha, Lazy) and np.array_equal(whole(found.alpha), expected.alpha)
        assert np.array_equal(found.alpha[3:20, 7:31], expected.alpha[3:20, 7:31])
    assert facts(found) == facts(expected)


@pytest.mark.parametrize("name", ALL)
def test_only_what_must_be_is_read_as_a_whole(place, scratch, monkeypatch, name):
    read = []
    monkeypatch.setattr(large, "read_samples", lambda path: read.append(path) or read_samples(path))
    path = place(name)
    open_large(path, scratch)
    assert read == ([path] if name in SPILLED else [])
    assert len(list(scratch.iterdir())) == (name not in IN_PARTS)


@pytest.mark.parametrize("name", ["png3.png", "deep3.png", "best.jpg", "progressive.jpg", "palette.png", "a.webp"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_cut_short_is_refused_as_today(place, scratch, name, share):
    path = place(name)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(MuralsError) as today:
        read_photograph(path)
    with pytest.raises(MuralsError, match="broken") as error:
        open_large(path, scratch)
    assert str(error.value) == str(today.value)
    assert not list(scratch.iterdir())


@pytest.mark.parametrize("name", ["png3.png", "deep3.png", "best.jpg", "half.jpg", "progressive.jpg"])
def test_what_is_accepted_of_broken_files_is_the_same(place, scratch, name):
    """Of a JPEG Pillow forgives some faults and refuses others; the same ones are refused, with the same words.

    A deep PNG is read though its end is damaged behind the pixels, whose checksums are right.
    """
    path, rng = place(name), np.random.default_rng(0)
    sound, pixels = path.read_bytes(), whole(read_photograph(path).pixels).tobytes()
    for _ in range(int(os.environ.get("MURALS_MUTANTS", "200")) // 4):
        data = bytearray(sound)
        data[int(rng.integers(len(data)))] = int(rng.integers(256))
        path.write_bytes(data)
        expected, found = outcome(lambda: read_photograph(path)), outcome(lambda: open_large(path, scratch))
        assert found == expected or (name == "deep3.png" and found == pixels)


def outcome(read):
    try:
        photograph = read()
    except MuralsError as error:
        return str(error)
    return whole(photograph.pixels).tobytes()


def test_a_missing_file_and_one_of_no_known_kind_are_told(tmp_path, scratch):
    (tmp_path / "a.txt").write_text("no picture")
    (tmp_path / "b.png").write_text("no picture")
    for name, told in (("gone.png", "no image"), ("a.txt", "of no kind that is read"), ("b.png", "is no image")):
        with pytest.raises(MuralsError, match=told):
            open_large(tmp_path / name, scratch)


def test_the_limit_of_pixels_stays(place, scratch, monkeypatch):
    monkeypatch.setattr("murals.images.opening.MAX_PIXELS", 1000)
    for name in ("png3.png", "best.jpg", "a.webp", "a.jp2"):
        with pytest.raises(MuralsError, match="megapixels"):
            open_large(place(name), scratch)


def test_a_file_that_changed_is_read_anew(place, scratch):
    path = place("png3.png")
    open_large(path, scratch)
    path.write_bytes(encoded("PNG", 4))
    assert np.array_equal(whole(open_large(path, scratch).pixels), noise(4)[..., :3])


def test_a_sound_picture_is_opened_without_a_word(place, scratch, caplog):
    caplog.set_level(logging.DEBUG, "murals")
    open_large(place("png3.png"), scratch)
    open_large(place("best.jpg"), scratch)
    assert not caplog.records


def test_real_photographs(photos, scratch):
    for path in find_images(photos / "murals", recursive=True)[::15]:
        assert np.array_equal(whole(open_large(path, scratch).pixels), read_photograph(path).pixels)


MEASURED = """
import resource, sys
from pathlib import Path
import numpy as np
from murals.images import open_large, store_photograph
source, scratch = Path(sys.argv[1]), Path(sys.argv[2])
photograph = open_large(source, scratch)
out = scratch / ("out" + source.suffix)
store_photograph(out, out, photograph, photograph.pixels)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def peak(source, scratch):
    """Return the peak memory, MB, of a process that opens `source` and writes it again."""
    command = [sys.executable, "-c", MEASURED, str(source), str(scratch)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_memory_does_not_follow_the_size(tmp_path, scratch, suffix):
    tile = cv2.GaussianBlur(np.random.default_rng(0).integers(0, 256, (500, 1000, 3), np.uint8), (0, 0), 3)
    paths = [tmp_path / f"small{suffix}", tmp_path / f"large{suffix}"]
    for path, times in zip(paths, (2, 12), strict=True):
        pixels = np.tile(tile, (times, times // 2, 1))
        pixels = np.tile(pixels, (1, 2, 1)) if times > 2 else pixels
        cv2.imwrite(str(path), pixels)
    small, big = (peak(path, scratch) for path in paths)
    megabytes = 72 * 3  # of the large picture, 12000 x 6000
    assert big - small < megabytes / 2
