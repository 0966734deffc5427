import struct

import cv2
import numpy as np
import pytest
import tifffile

from murals.errors import MuralsError
from murals.images.read import read_photograph
from murals.images.tiff import decode_deep_tiff, tiff_metadata, tiff_size

LZW = [cv2.IMWRITE_TIFF_COMPRESSION, 5]


@pytest.mark.parametrize("dtype", ["uint16", "float32"])
@pytest.mark.parametrize("count", [1, 3, 4])
def test_lzw_as_photoshop_writes_it(tmp_path, samples, count, dtype):
    x = samples(count, dtype)
    cv2.imwrite(str(tmp_path / "a.tif"), x[..., [2, 1, 0, 3][:count] if count > 1 else [0]], LZW)
    with tifffile.TiffFile(tmp_path / "a.tif") as tiff:
        assert tiff.pages.first.compression == 5
    assert np.array_equal(decode_deep_tiff(tmp_path / "a.tif"), x)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_lzw_is_not_turned_by_its_decoder(tmp_path, rgb16, orientation):
    path = tmp_path / "a.tif"
    cv2.imwrite(str(path), rgb16[..., ::-1], LZW)
    with tifffile.TiffFile(path) as tiff:
        place = tiff.pages.first.tags["PlanarConfiguration"].offset
    with path.open("r+b") as file:  # put the orientation in the place of a tag that says what is the default
        file.seek(place)
        file.write(struct.pack("<HHIHH", 274, 3, 1, orientation, 0))
    assert tiff_metadata(path).orientation == orientation
    assert np.array_equal(decode_deep_tiff(path), rgb16)


def test_broken_lzw_is_refused(tmp_path, rng):
    path = tmp_path / "a.tif"
    cv2.imwrite(str(path), rng.integers(0, 65536, (64, 50, 3), dtype=np.uint16), LZW)
    with tifffile.TiffFile(path) as tiff:
        start, length = tiff.pages.first.dataoffsets[-1], tiff.pages.first.databytecounts[-1]
    whole = path.read_bytes()
    path.write_bytes(whole[: start + length // 2] + bytes(length - length // 2) + whole[start + length :])
    with pytest.raises(MuralsError, match=r"a\.tif is broken"):
        read_photograph(path)


@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("compression", ["zlib", "lzw", "zstd", "lzma", "packbits", "jpeg2000", "jpegxl"])
def test_every_compression_is_read(tmp_path, rgb16, compression, planar):
    x = np.repeat(np.repeat(rgb16, 5, 0), 5, 1)
    stored = x if planar == "contig" else np.moveaxis(x, -1, 0)
    lossless = {"jpeg2000": {"level": 0}, "jpegxl": {"lossless": True}}.get(compression)
    kw = {"photometric": "rgb", "planarconfig": planar, "compression": compression, "compressionargs": lossless}
    tifffile.imwrite(tmp_path / "a.tif", stored, **kw)
    assert np.array_equal(read_photograph(tmp_path / "a.tif").pixels, x)


def test_planes_apart_and_tiles(tmp_path, rgb16):
    tifffile.imwrite(tmp_path / "planes.tif", np.moveaxis(rgb16, -1, 0), photometric="rgb", planarconfig="separate")
    tifffile.imwrite(tmp_path / "tiles.tif", rgb16, photometric="rgb", tile=(16, 16), compression="zlib")
    tifffile.imwrite(tmp_path / "big.tif", rgb16, photometric="rgb", bigtiff=True, byteorder=">")
    for name in ("planes", "tiles", "big"):
        assert np.array_equal(decode_deep_tiff(tmp_path / f"{name}.tif"), rgb16)


def test_white_may_be_zero(tmp_path, rgb16):
    tifffile.imwrite(tmp_path / "a.tif", rgb16[..., 0], photometric="miniswhite")
    assert np.array_equal(decode_deep_tiff(tmp_path / "a.tif")[..., 0], 65535 - rgb16[..., 0])


def test_colours_multiplied_by_alpha_are_divided(tmp_path):
    stored = np.array([[[10000, 20000, 0, 32768], [0, 0, 0, 0], [1, 2, 3, 65535]]], np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", stored, photometric="rgb", extrasamples=["assocalpha"])
    expected = [[20000, 39999, 0, 32768], [0, 0, 0, 0], [1, 2, 3, 65535]]  # 10000 * 65535 / 32768 = 19999.7
    assert decode_deep_tiff(tmp_path / "a.tif")[0].tolist() == expected


def test_channels_that_are_no_alpha_go_with_a_warning(tmp_path, rng, caplog):
    x = rng.integers(0, 65536, (7, 5, 5), dtype=np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", x, photometric="rgb", extrasamples=["unspecified", "unspecified"])
    assert np.array_equal(decode_deep_tiff(tmp_path / "a.tif"), x[..., :3])
    assert "left out 2 extra channels" in caplog.text


def test_further_pages_go_with_a_warning(tmp_path, rgb16, caplog):
    tifffile.imwrite(tmp_path / "a.tif", np.stack([rgb16, rgb16[::-1]]), photometric="rgb")
    assert np.array_equal(decode_deep_tiff(tmp_path / "a.tif"), rgb16)
    assert "a.tif has 2 pages: only the first is read" in caplog.text


@pytest.mark.parametrize(("low", "high"), [(-0.1, 1.0), (0.0, 255.0), (0.0, np.nan)])
def test_floats_outside_of_0_to_1(tmp_path, low, high):
    x = np.full((4, 4, 3), low, np.float32)
    x[0, 0, 0] = high
    tifffile.imwrite(tmp_path / "a.tif", x, photometric="rgb")
    with pytest.raises(MuralsError, match=r"a\.tif holds values from .* to .*: expected 0 to 1; scale it"):
        decode_deep_tiff(tmp_path / "a.tif")


@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_other_floats_become_float32(tmp_path, samples, dtype):
    x = samples(3, "float32").astype(dtype)
    tifffile.imwrite(tmp_path / "a.tif", x, photometric="rgb")
    decoded = decode_deep_tiff(tmp_path / "a.tif")
    assert decoded.dtype == np.float32 and np.array_equal(decoded, x.astype(np.float32))


def test_kinds_that_are_not_read(tmp_path, rng):
    tifffile.imwrite(tmp_path / "a.tif", rng.integers(0, 9, (4, 4, 3)).astype(np.uint32), photometric="rgb")
    with pytest.raises(MuralsError, match=r"32-bit samples \(uint32\): expected 8 bits, 16 bits or floats"):
        decode_deep_tiff(tmp_path / "a.tif")
    ink = rng.integers(0, 9, (4, 4, 4)).astype(np.uint16)
    tifffile.imwrite(tmp_path / "b.tif", ink, photometric="separated")
    with pytest.raises(MuralsError, match="16-bit colours of the kind SEPARATED: save it as RGB"):
        decode_deep_tiff(tmp_path / "b.tif")


def test_size_and_metadata(tmp_path, rgb16, icc):
    turned = [(274, 3, 1, 6, True)]
    kw = {"photometric": "rgb", "iccprofile": icc, "extratags": turned}
    tifffile.imwrite(tmp_path / "a.tif", rgb16, resolution=(100, 50), resolutionunit="centimeter", **kw)
    found = tiff_metadata(tmp_path / "a.tif")
    assert tiff_size(tmp_path / "a.tif") == (5, 7)  # stored 7 x 5, to be turned
    assert found.icc == icc and found.orientation == 6
    assert found.dpi == pytest.approx((254, 127))


def test_a_resolution_without_a_unit_is_none(tmp_path, rgb16):
    tifffile.imwrite(tmp_path / "a.tif", rgb16, photometric="rgb", resolution=(2, 1), resolutionunit="none")
    assert tiff_metadata(tmp_path / "a.tif").dpi is None
