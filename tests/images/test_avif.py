import imagecodecs
import numpy as np
import pytest
from codec_samples import avif, smooth
from image_samples import PROPHOTO, make_exif
from PIL import Image, ImageOps

from murals.errors import MuralsError
from murals.images import image_size, read_photograph
from murals.images.avif import avif_size, decode_avif
from murals.images.code_points import profile_of
from murals.images.exif import orientation_of

PACKET = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">(c) museum</x:xmpmeta>'


@pytest.mark.parametrize("channels", [3, 4])
def test_eight_bits_are_what_pillow_reads(tmp_path, channels):
    path = tmp_path / "a.avif"
    path.write_bytes(avif(smooth(64, 96, channels=channels)))
    found, _ = decode_avif(path)
    assert found.dtype == np.uint8 and found.shape == (64, 96, channels) and avif_size(path) == (64, 96)
    assert np.array_equal(found, np.array(Image.open(path)))


@pytest.mark.parametrize("bits", [10, 12])
def test_more_bits_stay_and_white_is_white(tmp_path, bits):
    path = tmp_path / "a.avif"
    drawn = smooth(64, 96, np.uint16) >> (16 - bits)
    drawn[:16] = 2**bits - 1
    path.write_bytes(bytes(imagecodecs.avif_encode(drawn, 100, bitspersample=bits)))
    found, _ = decode_avif(path)
    expected = np.rint(imagecodecs.avif_decode(path.read_bytes()) * (65535 / (2**bits - 1)))
    assert found.dtype == np.uint16 and np.array_equal(found, expected) and found[:8].min() > 65000
    assert np.abs(found / 65535 - drawn / (2**bits - 1)).mean() < 0.01


def test_a_grey_picture_is_grey(tmp_path):
    path = tmp_path / "a.avif"
    path.write_bytes(bytes(imagecodecs.avif_encode(smooth(64, 96, channels=1)[..., 0], 95)))
    assert read_photograph(path).grey


@pytest.mark.parametrize("orientation", range(1, 9))
def test_profile_exif_and_xmp_come_with_it_and_it_stands_upright_once(tmp_path, orientation):
    path = tmp_path / "a.avif"
    stored = smooth(64, 96)
    stored[:24, :32] = 255
    path.write_bytes(avif(stored, exif=make_exif(orientation), icc_profile=PROPHOTO, xmp=PACKET))
    photograph = read_photograph(path)
    upright = Image.open(path)
    assert np.array_equal(photograph.pixels, np.array(ImageOps.exif_transpose(upright)))
    assert image_size(path) == photograph.pixels.shape[:2] == ((64, 96) if orientation < 5 else (96, 64))
    assert photograph.icc == PROPHOTO and b"2024:05:01" in photograph.exif and photograph.extras[0].data == PACKET
    assert orientation_of(photograph.exif) == 1


def test_code_points_become_a_profile_and_hdr_is_told(tmp_path, caplog):
    path = tmp_path / "a.avif"
    path.write_bytes(bytes(imagecodecs.avif_encode(smooth(64, 96), 95, primaries=12, transfer=13)))
    assert read_photograph(path).icc == profile_of(12, 13)[0]
    path.write_bytes(bytes(imagecodecs.avif_encode(smooth(64, 96), 95, primaries=9, transfer=16)))
    assert read_photograph(path).icc == profile_of(9, 16)[0] and "coded for HDR (PQ)" in caplog.text


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_refused(tmp_path, share):
    whole = avif(smooth(64, 96))
    (tmp_path / "a.avif").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(MuralsError, match=r"a\.avif is (broken|no image)"):
        read_photograph(tmp_path / "a.avif")
