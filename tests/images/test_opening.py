import io
import struct
import zlib

import numpy as np
import pytest
import tifffile
from children import told_to_nobody
from PIL import Image

from murals.errors import MuralsError
from murals.images import opening
from murals.images.opening import MAX_PIXELS, check_size, open_image, reading
from murals.images.read import image_size, read_image, read_photograph


def encoded(kind: str, pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a hundred bytes whose header claims `width` x `height` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


def test_a_sound_image_opens_without_being_decoded(tmp_path, rgb8):
    (tmp_path / "a.png").write_bytes(encoded("PNG", rgb8))
    with open_image(tmp_path / "a.png") as image:
        assert image.size == (5, 7) and image.format == "PNG"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_truncated_file_is_broken_and_never_half_an_image(tmp_path, rng, kind, share):
    whole = encoded(kind, rng.integers(0, 256, (64, 64, 3), dtype=np.uint8))
    path = tmp_path / f"half.{kind.lower()}"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(MuralsError, match=rf"half\.{kind.lower()} is (broken|no image).*(again|anew|PNG)"):
        read_image(path)


@pytest.mark.parametrize("kw", [{}, {"compression": "zlib"}])
def test_a_truncated_deep_tiff(tmp_path, rgb16, kw):
    tifffile.imwrite(tmp_path / "half.tif", np.tile(rgb16, (9, 9, 1)), photometric="rgb", **kw)
    whole = (tmp_path / "half.tif").read_bytes()
    (tmp_path / "half.tif").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(MuralsError, match=r"half\.tif is broken"):
        read_image(tmp_path / "half.tif")


@pytest.mark.parametrize("read", [read_photograph, image_size])
@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("text.png", b"a text file\n", r"text\.png is no image, whatever its name says: .* save it as PNG or TIFF"),
        ("empty.jpg", b"", r"empty\.jpg is empty \(0 bytes\): copy it again"),
        ("layers.psd", b"II*\0", r"layers\.psd is of no kind that is read \(.*\.png.*\): save it as PNG or TIFF"),
        ("nosuffix", b"x", r"nosuffix is of no kind that is read"),
        ("zero.png", bomb(0, 7), r"zero\.png is (no image|broken|0x7)"),
        ("big.png", bomb(40_000, 20_000), r"big\.png is 40000x20000, 800 megapixels: the limit is 500"),
        ("bomb.png", bomb(2**30, 2**30), r"bomb\.png claims over 1000 megapixels: the limit is 500"),
    ],
)
def test_bad_files(tmp_path, read, name, data, told):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(MuralsError, match=told):
        read(tmp_path / name)


def test_a_missing_file_a_near_name_and_a_folder(tmp_path):
    (tmp_path / "mural.png").mkdir()
    with pytest.raises(MuralsError, match=r"no image .*mural\.pmg: did you mean mural\.png\?"):
        read_photograph(tmp_path / "mural.pmg")
    with pytest.raises(MuralsError, match=r"no image .*other: check the name"):
        read_photograph(tmp_path / "other")
    with pytest.raises(MuralsError, match=r"got the folder .*mural\.png"):
        read_photograph(tmp_path / "mural.png")


def test_a_file_that_may_not_be_read(tmp_path, rgb8):
    (tmp_path / "a.png").write_bytes(encoded("PNG", rgb8))
    (tmp_path / "a.png").chmod(0o600)
    told = told_to_nobody(tmp_path, lambda: read_photograph("a.png"))
    assert told == "no permission to read a.png: make it readable, or name another image"


def test_the_limit_holds_for_a_deep_tiff(tmp_path, rgb16, monkeypatch):
    tifffile.imwrite(tmp_path / "a.tif", rgb16, photometric="rgb")
    monkeypatch.setattr(opening, "MAX_PIXELS", 34)
    with pytest.raises(MuralsError, match="5x7"):
        read_photograph(tmp_path / "a.tif")


def test_a_wall_of_a_square_metre_is_within_the_limit(tmp_path):
    check_size(tmp_path, 12_000, 12_000)
    with pytest.raises(MuralsError, match="limit"):
        check_size(tmp_path, 1, MAX_PIXELS + 1)
    with pytest.raises(MuralsError, match="no pixel"):
        check_size(tmp_path, 0, 5)


def test_a_claim_on_more_memory_than_there_is_names_the_file(tmp_path):
    (tmp_path / "a.png").touch()
    with pytest.raises(MuralsError, match=r"not enough memory for .*a\.png: it is broken"), reading(tmp_path / "a.png"):
        raise MemoryError


def test_a_file_of_a_known_format_that_is_cut_is_broken_and_no_stranger(tmp_path):
    (tmp_path / "a.avif").write_bytes(b"\0\0\0\x14ftypavif\0\0\0\0avif")
    with pytest.raises(MuralsError, match=r"a\.avif is broken \(its header is damaged, or it ends too soon\)"):
        read_photograph(tmp_path / "a.avif")
