import io

import numpy as np
import pytest
import tifffile
from image_samples import PROPHOTO, make_exif
from PIL import Image

from murals.images.pyramid import halved
from murals.images.read import read_photograph
from murals.images.tiff import decode_deep_tiff, tiff_is_deep
from murals.images.tiff_write import encode_tiff, store_tiff


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_what_is_written_tifffile_reads(tmp_path, samples, count, dtype):
    x = samples(count, dtype)
    (tmp_path / "a.tif").write_bytes(encode_tiff(x))
    with tifffile.TiffFile(tmp_path / "a.tif") as tiff:
        page = tiff.pages.first
        assert len(tiff.pages) == 1 and page.dtype == dtype
        assert page.extrasamples == ((2,) if count in (2, 4) else ())
        assert np.array_equal(page.asarray().reshape(x.shape), x)
    assert tiff_is_deep(tmp_path / "a.tif") == (dtype != "uint8")
    if dtype != "uint8":
        assert np.array_equal(decode_deep_tiff(tmp_path / "a.tif"), x)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_8_bit_files_are_read_by_pillow(samples, count):
    x = samples(count, "uint8")
    image = Image.open(io.BytesIO(encode_tiff(x)))
    assert image.mode == ["L", "LA", "RGB", "RGBA"][count - 1]
    assert np.array_equal(np.atleast_3d(np.asarray(image)), x)


@pytest.mark.parametrize(("dtype", "channels"), [(np.uint8, 3), (np.uint16, 4), (np.float32, 1)])
def test_a_pyramid_holds_halves_that_other_libraries_read(tmp_path, rng, dtype, channels):
    path = tmp_path / "a.tif"
    shape, side = (600, 1100, channels), 256
    noise = rng.random(shape)
    picture = noise.astype(dtype) if np.dtype(dtype).kind == "f" else (noise * np.iinfo(dtype).max).astype(dtype)
    padded = np.pad(picture, [(0, -600 % side), (0, -1100 % side), (0, 0)])
    tiles = (padded[y : y + side, x : x + side] for y in range(0, 768, side) for x in range(0, 1280, side))
    store_tiff(path, tiles, shape, dtype, side, icc=PROPHOTO, exif=make_exif(1), dpi=(300, 300), pyramid=True)
    with tifffile.TiffFile(path) as tiff:
        levels = tiff.series[0].levels
        assert [level.shape[:2] for level in levels] == [(600, 1100), (300, 550), (150, 275), (75, 137)]
        assert len(tiff.pages) == 1 and len(tiff.pages.first.subifds) == 3
        assert all(level.pages[0].is_tiled and level.pages[0].subfiletype == 1 for level in levels[1:])
        expected = picture
        for level in levels:
            assert np.array_equal(np.atleast_3d(level.asarray()), expected)
            rows, columns = expected.shape[0] // 2 * 2, expected.shape[1] // 2 * 2
            expected = halved(expected[:rows, :columns])
    photograph = read_photograph(path)
    assert np.array_equal(photograph.pixels, picture[..., :3] if channels > 1 else np.repeat(picture, 3, axis=2))
    assert photograph.icc == PROPHOTO and b"2024:05:01" in photograph.exif and photograph.dpi == (300, 300)
    assert [file.name for file in tmp_path.iterdir()] == ["a.tif"]
    if dtype == np.uint8:
        with Image.open(path) as image:  # Pillow too reads the picture, and passes over the copies
            assert image.n_frames == 1 and np.array_equal(np.array(image), picture)
