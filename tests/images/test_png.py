import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from murals.images.png import chunks_around, decode_png16, encode_png16, find_chunk, is_plain_png, png_depth, png_exif


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png16(samples: np.ndarray, colour_type: int, *before: bytes, after: tuple[bytes, ...] = ()) -> bytes:
    """Write a 16-bit PNG by hand, after the specification."""
    height, width = samples.shape[:2]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, 0))
    body = (header, *before, chunk(b"IDAT", zlib.compress(rows)), *after, chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


@pytest.mark.parametrize(("count", "colour_type"), [(1, 0), (2, 4), (3, 2), (4, 6)])
def test_all_16_bits_of_every_colour_type(tmp_path, rng, count, colour_type):
    samples = rng.integers(0, 65536, (7, 5, count), dtype=np.uint16)
    (tmp_path / "a.png").write_bytes(png16(samples, colour_type))
    assert png_depth(tmp_path / "a.png") == 16
    assert np.array_equal(decode_png16(tmp_path / "a.png"), samples)


@pytest.mark.parametrize(("count", "colour_type"), [(1, 0), (3, 2)])
def test_one_colour_may_be_transparent(tmp_path, rng, count, colour_type):
    samples = rng.integers(0, 65536, (7, 5, count), dtype=np.uint16)
    key = chunk(b"tRNS", samples[2, 3].astype(">u2").tobytes())
    (tmp_path / "a.png").write_bytes(png16(samples, colour_type, key))
    decoded = decode_png16(tmp_path / "a.png")
    transparent = decoded[..., -1] == 0
    assert np.array_equal(decoded[..., :-1], samples)
    assert np.argwhere(transparent).tolist() == [[2, 3]]


@pytest.mark.parametrize("count", [1, 3, 4])
def test_what_is_written_opencv_and_we_read(tmp_path, rng, count):
    samples = rng.integers(0, 65536, (7, 5, count), dtype=np.uint16)
    (tmp_path / "a.png").write_bytes(encode_png16(samples))
    theirs = np.atleast_3d(cv2.imread(str(tmp_path / "a.png"), cv2.IMREAD_UNCHANGED))
    assert np.array_equal(theirs[..., [2, 1, 0, 3][:count] if count > 1 else [0]], samples)
    assert np.array_equal(decode_png16(tmp_path / "a.png"), samples)


def test_grey_with_alpha_stays_grey_with_alpha(tmp_path, rng):
    samples = rng.integers(0, 65536, (7, 5, 2), dtype=np.uint16)
    (tmp_path / "a.png").write_bytes(encode_png16(samples))
    assert np.array_equal(decode_png16(tmp_path / "a.png"), samples)
    assert (tmp_path / "a.png").read_bytes()[25] == 4  # the colour type


def test_metadata_as_pillow_reads_it(tmp_path, rgb16, icc, exif):
    (tmp_path / "a.png").write_bytes(encode_png16(rgb16, icc=icc, exif=exif(1), dpi=(300, 150)))
    with Image.open(tmp_path / "a.png") as image:
        image.load()  # checks the sums of all chunks
        assert image.info["icc_profile"] == icc and image.info["exif"] == exif(1)
        assert image.info["dpi"] == pytest.approx((300, 150), abs=0.02)
    assert np.array_equal(decode_png16(tmp_path / "a.png"), rgb16)


def test_exif_behind_the_pixels_is_found(tmp_path, rgb16, exif):
    late = chunk(b"eXIf", exif(6)[6:])
    (tmp_path / "a.png").write_bytes(png16(rgb16, 2, after=(late,)))
    assert png_exif(tmp_path / "a.png") == exif(6)
    assert find_chunk(tmp_path / "a.png", b"pHYs") is None


def test_a_broken_png_is_no_image(tmp_path, rgb16):
    (tmp_path / "a.png").write_bytes(png16(rgb16, 2)[:-40])
    with pytest.raises(ValueError, match="cannot be decoded"):
        decode_png16(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(ValueError, match="before its header"):
        png_depth(tmp_path / "b.png")


def test_chunks_before_and_after_the_pixels(tmp_path, rgb16):
    before, after = chunk(b"gAMA", bytes((0, 0, 177, 143))), (chunk(b"tEXt", b"a\0b"), chunk(b"tEXt", b"c\0d"))
    assert chunks_around(png16(rgb16, 2, before, after=after)) == (before, b"".join(after))
    assert chunks_around(png16(rgb16, 2, chunk(b"IDAT", b""), after=after)) == (b"", b"".join(after))


def test_plain_are_8_and_16_bits_without_a_palette_or_a_transparent_colour(tmp_path, rgb8, rgb16):
    path, picture = tmp_path / "a.png", Image.fromarray(rgb8)
    for image in (picture, picture.convert("L"), picture.convert("LA"), picture.convert("RGBA")):
        image.save(path)
        assert is_plain_png(path), image.mode
    for image in (picture.convert("P"), picture.convert("1")):
        image.save(path)
        assert not is_plain_png(path), image.mode
    picture.save(path, transparency=(1, 2, 3))
    assert not is_plain_png(path)
    path.write_bytes(png16(rgb16, 2))
    assert is_plain_png(path)
    path.write_bytes(png16(rgb16, 2, chunk(b"tRNS", bytes(6))))
    assert not is_plain_png(path)
