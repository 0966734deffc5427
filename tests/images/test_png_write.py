import imagecodecs
import numpy as np
import pytest
from PIL import Image

from murals.images import find_images, png_write
from murals.images.png import make_chunk
from murals.images.png_write import STORED, store_png


def samples(channels, dtype, height=47):
    y, x = np.mgrid[:height, :61]
    noise = np.random.default_rng(0).integers(0, 9, (height, 61, channels))
    return ((x + 2 * y)[..., None] * 700 + noise).astype(dtype)


def in_bands(whole, rows=10):
    return (whole[top : top + rows] for top in range(0, len(whole), rows))


@pytest.mark.parametrize("level", [STORED, 6])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_another_library_reads_it(tmp_path, monkeypatch, channels, dtype, level):
    monkeypatch.setattr(png_write, "_PIECE", 500)  # several pieces in each band
    path, whole = tmp_path / "a.png", samples(channels, dtype)
    store_png(path, in_bands(whole), whole.shape, dtype, level=level)
    assert np.array_equal(np.atleast_3d(imagecodecs.png_decode(path.read_bytes())), whole)
    with Image.open(path) as image:
        image.verify()  # the checksums


def test_chunks_stand_before_and_after_the_pixels(tmp_path):
    path, whole = tmp_path / "a.png", samples(3, np.uint8)
    before, after = make_chunk(b"gAMA", bytes((0, 0, 177, 143))), make_chunk(b"tEXt", b"a\0b")
    store_png(path, in_bands(whole), whole.shape, np.uint8, before=before, after=after)
    data = path.read_bytes()
    assert data.index(before) < data.index(b"IDAT") < data.index(after)
    assert np.array_equal(np.asarray(Image.open(path)), whole)


def test_the_bytes_do_not_depend_on_the_threads(tmp_path, monkeypatch):
    monkeypatch.setattr(png_write, "_PIECE", 500)
    whole, files = samples(3, np.uint8, 200), []
    for threads in (1, 5):
        monkeypatch.setattr(png_write, "count_cores", lambda count=threads: count)
        store_png(tmp_path / "a.png", in_bands(whole), whole.shape, np.uint8)
        files.append((tmp_path / "a.png").read_bytes())
    assert files[0] == files[1]


def test_photographs_are_no_larger_than_as_pillow_writes_them(tmp_path, photos, monkeypatch):
    monkeypatch.setattr(png_write, "_PIECE", 100_000)
    ours = theirs = 0
    for path in find_images(photos / "murals", recursive=True)[::150]:
        with Image.open(path) as image:
            image.convert("RGB").save(tmp_path / "theirs.png")
            pixels = np.asarray(image.convert("RGB"))
        store_png(tmp_path / "ours.png", in_bands(pixels, 64), pixels.shape, np.uint8)
        assert np.array_equal(np.asarray(Image.open(tmp_path / "ours.png")), pixels)
        ours += (tmp_path / "ours.png").stat().st_size
        theirs += (tmp_path / "theirs.png").stat().st_size
    assert 0 < ours <= 1.02 * theirs
