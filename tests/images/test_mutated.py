"""Broken files: bytes of real ones are changed, cut, doubled and moved. Each is read, or refused by a sentence.

`MURALS_MUTANTS=10000 python -m pytest tests/images/test_mutated.py` tries more of them than the tests do.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import tifffile
from codec_samples import avif, dng, heic, jp2, smooth
from image_samples import PROPHOTO, make_exif
from imagecodecs import avif_encode
from PIL import Image

from murals.errors import MuralsError
from murals.images import Photograph, image_size, open_in_parts, open_large, read_photograph, write_photograph
from murals.images.in_parts import whole

COUNT = int(os.environ.get("MURALS_MUTANTS", "200"))
SLOWEST = 20  # seconds for one small file: beyond that it hangs
MOST = 6e9  # bytes of one process, far below what a claimed size could take


def noise(channels, dtype=np.uint8):
    values = np.random.default_rng(channels).random((40, 56, channels))
    return values.astype(dtype) if np.dtype(dtype).kind == "f" else (values * np.iinfo(dtype).max).astype(dtype)


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """The bytes of sound files, by suffix."""
    place, files = tmp_path_factory.mktemp("sound"), []
    for suffix, dtype in ((".png", np.uint8), (".png", np.uint16), (".jpg", np.uint8), (".webp", np.uint8)):
        path = place / f"{len(files)}{suffix}"
        form = Photograph(noise(3, dtype), path, icc=PROPHOTO, exif=make_exif(1), dpi=(300.0, 300.0))
        write_photograph(path, form, form.pixels)
        files.append((suffix, path.read_bytes()))
    for suffix in (".bmp", ".gif", ".tif"):
        file = BytesIO()
        Image.fromarray(noise(3)).save(file, {"bmp": "BMP", "gif": "GIF", "tif": "TIFF"}[suffix[1:]])
        files.append((suffix, file.getvalue()))
    ways = (
        {"rowsperstrip": 7},
        {"tile": (32, 32), "compression": "zlib", "predictor": True},
        {"compression": "lzw", "rowsperstrip": 9},
        {"tile": (16, 16), "bigtiff": True, "compression": "zstd"},
    )
    for way in ways:
        for dtype in (np.uint8, np.uint16, np.float32):
            file = BytesIO()
            wanted = {name: value for name, value in way.items() if name != "predictor" or np.dtype(dtype).kind != "f"}
            tifffile.imwrite(file, noise(3, dtype), photometric="rgb", iccprofile=PROPHOTO, **wanted)
            files.append((".tif", file.getvalue()))
    drawn = smooth(40, 56)
    files += [(".heic", heic(drawn)), (".heic", heic(smooth(40, 56, np.uint16), 10)), (".avif", avif(drawn))]
    files += [(".avif", bytes(avif_encode(smooth(40, 56, np.uint16) >> 6, 95, bitspersample=10, primaries=12)))]
    files += [(".jp2", jp2(noise(3), icc=PROPHOTO, exif=make_exif(1), dpi=300)), (".jp2", jp2(noise(4, np.uint16)))]
    files += [(".dng", dng(drawn / 255, exif=make_exif(1))), (".dng", dng(drawn / 255, mosaic=False))]
    return files


def mutated(data, rng):
    """Return `data` with a few accidents, of which most befall its beginning or its end, where headers are."""
    data = bytearray(data)
    for _ in range(int(rng.integers(1, 3))):
        places = (
            rng.integers(len(data)),
            rng.integers(min(200, len(data))),
            len(data) - 1 - rng.integers(min(300, len(data))),
        )
        where = int(rng.choice(places))
        match int(rng.integers(6)):
            case 0:
                data[where] ^= 1 << int(rng.integers(8))
            case 1:
                data[where] = int(rng.choice([0, 255, 127, 128, 1]))
            case 2:
                data[where : where + 4] = rng.integers(0, 256, len(data[where : where + 4])).astype(np.uint8).tobytes()
            case 3:
                del data[where : where + int(rng.integers(1, 64))]
            case 4:
                data[where:where] = data[: int(rng.integers(1, 64))]
            case _:
                del data[max(8, where) :]
        if not data:
            return b"II*\0"
    return bytes(data)


@pytest.mark.filterwarnings("ignore")
def test_a_broken_file_is_read_or_refused_and_never_hangs(sound, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        outcomes = [_outcome(sound, tmp_path, seed) for seed in range(COUNT)]
    assert outcomes.count("read") > 0.05 * COUNT  # or the accidents are such that nothing else is tried
    assert outcomes.count("refused") > 0.2 * COUNT
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 < MOST


def _outcome(sound, place, seed):
    rng = np.random.default_rng(seed)
    suffix, data = sound[seed % len(sound)]
    path = place / f"wall{suffix}"
    path.write_bytes(mutated(data, rng))
    began, outcome = time.monotonic(), "read"
    for act in (read_photograph, image_size, _read_in_parts):
        try:
            act(path)
        except MuralsError as error:
            outcome = "refused"
            assert str(path) in str(error), (seed, error)
        except Exception as error:
            raise AssertionError(f"seed {seed}, {suffix}, {act.__name__}: {type(error).__name__}: {error}") from error
    assert time.monotonic() - began < SLOWEST, (seed, suffix)
    return outcome


def _read_in_parts(path):
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        photograph = open_large(path, Path(scratch))
        if photograph.pixels.shape[0] * photograph.pixels.shape[1] < 1e7:
            pixels = whole(photograph.pixels)
            assert np.array_equal(pixels, read_photograph(path).pixels)


def test_a_picture_whose_exif_alone_is_broken_is_read_without_it(tmp_path, caplog):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, noise(3, np.uint16), photometric="rgb", extratags=[(315, 5, 1, (1, 3), True)])
    assert np.array_equal(read_photograph(path).pixels, noise(3, np.uint16))
    assert "EXIF is broken" in caplog.text


def test_a_tiff_without_some_of_its_strips_is_refused(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, noise(3, np.uint16), photometric="rgb", rowsperstrip=5)
    with tifffile.TiffFile(path) as tiff:
        counts, offsets = (tiff.pages.first.tags[tag] for tag in (279, 273))
    data = bytearray(path.read_bytes())
    for tag in (counts, offsets):  # the number of values in the directory's entry: 8 strips become 3
        data[tag.offset + 4 : tag.offset + 8] = (3).to_bytes(4, "little")
    path.write_bytes(data)
    for read in (read_photograph, open_in_parts):
        with pytest.raises(MuralsError, match="3 of 8"):
            read(path)


@pytest.mark.parametrize("pages", [1, 2, 3])
@pytest.mark.parametrize("back_to", [0, -1])
@pytest.mark.parametrize("kind", [0, 1], ids=["pictures", "small copies"])
def test_directories_in_a_circle_end(tmp_path, pages, back_to, kind):
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as file:
        for _ in range(pages):
            file.write(noise(3, np.uint16), photometric="rgb", subfiletype=kind, metadata=None)
    with tifffile.TiffFile(path) as tiff:
        offsets = [page.offset for page in tiff.pages]
    data = bytearray(path.read_bytes())
    entries = int.from_bytes(data[offsets[-1] : offsets[-1] + 2], "little")
    end = offsets[-1] + 2 + 12 * entries  # where the offset of the next directory stands
    data[end : end + 4] = offsets[back_to].to_bytes(4, "little")
    path.write_bytes(data)
    script = f"from murals.images import read_photograph, open_in_parts\nread_photograph({str(path)!r})"
    subprocess.run([sys.executable, "-c", script], timeout=60, check=True, capture_output=True)
    parts = open_in_parts(path)
    assert parts is not None and np.array_equal(whole(parts.pixels), noise(3, np.uint16))
