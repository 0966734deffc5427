import cv2
import numpy as np
import pytest
from codec_samples import jp2
from image_samples import AUTHOR, PROPHOTO, make_exif

from murals.errors import MuralsError
from murals.images import image_size, read_photograph
from murals.images.jp2 import decode_jp2, jp2_size

PACKET = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">(c) museum</x:xmpmeta>'


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_samples_are_those_that_were_stored(tmp_path, rng, dtype, channels):
    path = tmp_path / "a.jp2"
    stored = rng.integers(0, np.iinfo(dtype).max, (40, 56, channels), dtype=dtype, endpoint=True)
    path.write_bytes(jp2(stored))
    found, _ = decode_jp2(path)
    assert found.dtype == dtype and np.array_equal(found, stored) and jp2_size(path) == (40, 56)
    if channels == 3:
        assert np.array_equal(cv2.imread(str(path), cv2.IMREAD_UNCHANGED)[..., ::-1], found)


@pytest.mark.parametrize("bits", [10, 12])
def test_ten_and_twelve_bits_count_to_white(tmp_path, rng, bits):
    path = tmp_path / "a.jp2"
    stored = rng.integers(0, 2**bits, (40, 56, 3), dtype=np.uint16)
    path.write_bytes(jp2(stored, bits=bits))
    assert np.array_equal(decode_jp2(path)[0], np.rint(stored * (65535 / (2**bits - 1))))


def test_profile_resolution_exif_and_xmp_come_with_it(tmp_path, rgb16):
    path = tmp_path / "a.jp2"
    stored = np.tile(rgb16, (9, 9, 1))
    path.write_bytes(jp2(stored, icc=PROPHOTO, exif=make_exif(1), xmp=PACKET, dpi=300))
    photograph = read_photograph(path)
    assert np.array_equal(photograph.pixels, stored)  # not converted by the profile
    assert photograph.icc == PROPHOTO and AUTHOR in photograph.exif and photograph.extras[0].data == PACKET
    assert np.allclose(photograph.dpi, 300, rtol=1e-4) and image_size(path) == photograph.pixels.shape[:2]


@pytest.mark.parametrize(("space", "told"), [(12, "CMYK"), (14, "Lab"), (18, "YCbCr"), (99, "number 99")])
def test_colours_that_are_not_rgb_are_refused(tmp_path, rgb8, space, told):
    path = tmp_path / "a.jp2"
    path.write_bytes(jp2(np.tile(rgb8, (9, 9, 1)), space=space))
    with pytest.raises(MuralsError, match=f"kind {told}: save it as RGB"):
        read_photograph(path)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
def test_a_truncated_file_is_refused(tmp_path, rng, share):
    whole = jp2(rng.integers(0, 256, (64, 96, 3), dtype=np.uint8))
    (tmp_path / "a.jp2").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(MuralsError, match=r"a\.jp2 is (broken|no image)"):
        read_photograph(tmp_path / "a.jp2")


def test_a_bomb_is_refused_by_its_header(tmp_path, rgb8):
    data = bytearray(jp2(np.tile(rgb8, (9, 9, 1))))
    at = data.index(b"\xff\x4f\xff\x51") + 8
    data[at : at + 8] = (100_000).to_bytes(4, "big") * 2
    (tmp_path / "a.jp2").write_bytes(data)
    with pytest.raises(MuralsError, match="10000 megapixels: the limit is 500"):
        read_photograph(tmp_path / "a.jp2")
