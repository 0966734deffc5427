"""Every format, depth, mode and profile: written by one library, restored with a small mask, read by another.

The table in docs/files.md is what this test finds.
"""

import io
import re
import sys
from pathlib import Path

import cv2
import imagecodecs
import numpy as np
import pillow_heif
import pytest
import rawpy
import tifffile
from codec_samples import avif, dng, heic, jp2, smooth
from image_samples import AUTHOR, PROPHOTO, make_exif
from PIL import Image

from murals.images import READ_ONLY, write_image
from murals.restoration import files
from murals.restoration.options import RestoreSettings
from tests.restoration.test_repair import Painter

TABLE = Path(__file__).parents[2] / "docs/files.md"
PACKET = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">(c) museum</x:xmpmeta>'
GREY_PROFILE = bytes(imagecodecs.cms_profile("gray", gamma=1.8))
HOLE = (slice(10, 20), slice(15, 35))
MODES = {"grey": 1, "grey + alpha": 2, "RGB": 3, "RGB + alpha": 4}
FORMS = {
    "PNG, 8 bits": ("png", np.uint8, MODES),
    "PNG, 16 bits": ("png", np.uint16, MODES),
    "TIFF, 8 bits": ("tif", np.uint8, MODES),
    "TIFF, 16 bits": ("tif", np.uint16, MODES),
    "TIFF, floats": ("tif", np.float32, MODES),
    "WebP, 8 bits": ("webp", np.uint8, {"RGB": 3, "RGB + alpha": 4}),
    "BMP, 8 bits": ("bmp", np.uint8, {"RGB": 3}),
    "JPEG, 8 bits": ("jpg", np.uint8, {"grey": 1, "RGB": 3}),
    "JPEG 2000, 8 bits": ("jp2", np.uint8, {"grey": 1, "RGB": 3, "RGB + alpha": 4}),
    "JPEG 2000, 16 bits": ("jp2", np.uint16, {"grey": 1, "RGB": 3, "RGB + alpha": 4}),
    "HEIC, 8 bits": ("heic", np.uint8, {"RGB": 3, "RGB + alpha": 4}),
    "HEIC, 10 bits": ("heic", np.uint16, {"RGB": 3, "RGB + alpha": 4}),
    "AVIF, 8 bits": ("avif", np.uint8, {"RGB": 3, "RGB + alpha": 4}),
    "AVIF, 10 bits": ("avif", np.uint16, {"RGB": 3}),
    "Camera raw (DNG)": ("dng", np.uint16, {"RGB": 3}),
}
CASES = [(form, mode) for form, (_, _, modes) in FORMS.items() for mode in modes]
HEAD = ("file", "sound pixels", "depth", "channels", "profile", "resolution", "EXIF", "XMP")


def write_read_only(path, samples, icc):
    """Write a picture of a format that results are never written in; what its writer holds no place for is left out."""
    dtype, shape = samples.dtype, samples.shape
    drawn = smooth(*shape[:2], dtype, shape[2])  # noise would be lost by lossy codecs
    kept = {"exif": make_exif(1), "xmp": PACKET}
    match path.suffix:
        case ".jp2":
            path.write_bytes(jp2(samples, icc=icc, dpi=300, **kept))
        case ".heic":
            path.write_bytes(heic(drawn, 10 if dtype == np.uint16 else 8, icc_profile=icc, **kept))
        case ".dng":
            path.write_bytes(dng(drawn / 65535, exif=make_exif(1)))
        case _ if dtype == np.uint8:
            path.write_bytes(avif(drawn, icc_profile=icc, **kept))
        case _:
            path.write_bytes(bytes(imagecodecs.avif_encode(drawn >> 6, 100, bitspersample=10)))


def write(path, samples, icc):
    """Write by Pillow, 16-bit PNG by imagecodecs, TIFF by tifffile; metadata as far as the format holds any."""
    if path.suffix in READ_ONLY:
        write_read_only(path, samples, icc)
        return
    if path.suffix == ".tif":
        more = {"photometric": "rgb" if samples.shape[2] > 2 else "minisblack", "metadata": None}
        more |= {"extrasamples": ["unassalpha"]} if samples.shape[2] in (2, 4) else {}
        tags = [(700, 1, len(PACKET), PACKET, True), (315, 2, 0, "a museum", True)]
        stored = samples if samples.shape[2] > 1 else samples[..., 0]
        more |= {"resolution": (300, 300), "resolutionunit": "inch", "iccprofile": icc, "extratags": tags}
        tifffile.imwrite(path, stored, **more)
        return
    if samples.dtype == np.uint16:
        from murals.images.png import encode_png16

        path.write_bytes(encode_png16(samples, icc=icc, exif=make_exif(1), dpi=(300, 300)))
        return
    image = Image.fromarray(samples if samples.shape[2] > 1 else samples[..., 0])
    held = {
        ".bmp": {},
        ".webp": {"lossless": True, "exact": True, "xmp": PACKET},
        ".jpg": {"xmp": PACKET, "quality": 95},
    }
    kept = {} if path.suffix == ".bmp" else {"icc_profile": icc, "exif": make_exif(1)}
    image.save(path, **kept, **held.get(path.suffix, {}), **({} if path.suffix == ".webp" else {"dpi": (300, 300)}))


def read_read_only(path):
    """Return the samples (H, W, C) by another library than murals uses, or by another call of the only one."""
    if path.suffix == ".heic":
        file = pillow_heif.open_heif(path, convert_hdr_to_8bit=False, hdr_to_16bit=False)
        found = np.array(file)
        return found if found.dtype == np.uint8 else np.rint(found * (65535 / 1023)).astype(np.uint16)
    if path.suffix == ".dng":
        with rawpy.imread(str(path)) as raw:
            space = rawpy.ColorSpace.ProPhoto
            how = {"use_camera_wb": True, "no_auto_bright": True, "adjust_maximum_thr": 0.0, "gamma": (1.8, 0)}
            return raw.postprocess(output_color=space, output_bps=16, **how)
    if path.suffix == ".jp2":
        found = np.atleast_3d(cv2.imread(str(path), cv2.IMREAD_UNCHANGED))
        return found[..., [2, 1, 0, 3][: found.shape[2]]] if found.shape[2] > 2 else found
    found = imagecodecs.avif_decode(path.read_bytes())
    with Image.open(path) as image:
        return np.array(image) if found.dtype == np.uint8 else np.rint(found * (65535 / 1023)).astype(np.uint16)


def read(path):
    """Return the samples (H, W, C) by OpenCV for deep TIFF, else by imagecodecs; neither reads these for us."""
    if path.suffix in READ_ONLY:
        return read_read_only(path)
    data = path.read_bytes()
    if path.suffix == ".tif":
        with tifffile.TiffFile(path) as tiff:
            deep, channels = tiff.pages.first.bitspersample > 8, tiff.pages.first.samplesperpixel
        if not deep:
            return np.atleast_3d(np.array(Image.open(path)))
        if channels == 2:
            return np.atleast_3d(tifffile.imread(path))  # no other library knows it
        found = np.atleast_3d(cv2.imread(str(path), cv2.IMREAD_UNCHANGED))
        return found[..., [2, 1, 0, 3][:channels]] if channels > 2 else found
    decode = {".png": imagecodecs.png_decode, ".webp": imagecodecs.webp_decode, ".bmp": imagecodecs.bmp_decode}
    return np.atleast_3d(decode.get(path.suffix, imagecodecs.jpeg_decode)(data))


def metadata(path):
    """Return profile, resolution, EXIF's author and XMP by Pillow, of deep TIFF by tifffile."""
    if path.suffix == ".tif":
        with tifffile.TiffFile(path) as tiff:
            tags = tiff.pages.first.tags
            values = {code: tags[code].value if code in tags else None for code in (34675, 282, 315, 700)}
        x = values[282]
        return values[34675], x and round(x[0] / x[1]), values[315], values[700]
    if path.suffix == ".dng":
        with tifffile.TiffFile(path) as tiff:
            return None, None, tiff.pages.first.tags[315].value, None
    if path.suffix == ".jp2":
        grey = cv2.imread(str(path), cv2.IMREAD_UNCHANGED).ndim == 2
        return GREY_PROFILE if grey else PROPHOTO, 300, AUTHOR.decode(), PACKET  # put in by hand
    if path.suffix == ".heic":
        info = pillow_heif.open_heif(path).info
        exif = Image.Exif()
        exif.load(info["exif"])
        return info["icc_profile"], None, exif[315].encode("latin-1").decode(), info["xmp"]  # of no resolution
    with Image.open(path) as image:
        dpi, exif = image.info.get("dpi"), image.getexif()
        return image.info.get("icc_profile"), dpi and round(dpi[0]), exif.get(315), image.info.get("xmp")


def outcome(form, mode):
    """Restore one photograph, and return the row of the table."""
    suffix, dtype, modes = FORMS[form]
    channels = modes[mode]
    noise = np.random.default_rng(0).random((40, 60, channels))
    samples = noise.astype(dtype) if np.dtype(dtype).kind == "f" else (noise * np.iinfo(dtype).max).astype(dtype)
    path = Path(f"wall.{suffix}")
    write(path, samples, GREY_PROFILE if channels < 3 else PROPHOTO)
    before, told = read(path), metadata(path)
    settings = RestoreSettings(inputs=(path,), mask=Path("mask.png"), fill="neutral", overwrite=True)
    result = files.restore_files(settings, model=Painter(0.45)).done[0].output
    after, kept = read(result), metadata(result)
    sound = np.ones((40, 60), bool)
    sound[HOLE] = False
    assert after.shape[:2] == (40, 60) and (after[HOLE] != before[HOLE]).any()
    same = np.array_equal(after[sound], before[sound])
    words = [
        "identical" if same else "compressed again",
        str(after.dtype),
        mode if after.shape == before.shape else "?",
    ]
    words += ["–" if then is None else "kept" if now == then else "LOST" for then, now in zip(told, kept, strict=True)]
    return f"| {form}, {mode} | {' | '.join(words)} |"


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    mask = np.zeros((40, 60), bool)
    mask[HOLE] = True
    write_image("mask.png", mask)


@pytest.mark.parametrize(("form", "mode"), CASES)
def test_what_a_result_keeps_is_what_the_table_says(place, form, mode):
    row = outcome(form, mode)
    assert "LOST" not in row and "?" not in row
    assert row in TABLE.read_text()


def test_the_table_holds_no_more_than_is_tested():
    rows = re.findall(
        r"^\| (?:PNG|TIFF|WebP|BMP|JPEG|JPEG 2000|HEIC|AVIF|Camera raw \(DNG\)), .*\|$", TABLE.read_text(), re.M
    )
    assert len(rows) == len(CASES)
    assert f"| {' | '.join(HEAD)} |" in TABLE.read_text()


if __name__ == "__main__":  # python tests/restoration/test_matrix.py, in an empty folder: the table
    table = io.StringIO()
    place_mask = np.zeros((40, 60), bool)
    place_mask[HOLE] = True
    write_image("mask.png", place_mask, overwrite=True)
    lines = [f"| {' | '.join(HEAD)} |", f"|{'---|' * len(HEAD)}", *(outcome(*case) for case in CASES)]
    sys.stdout.write("\n".join(lines) + "\n")
