import numpy as np
import pytest
from codec_samples import avif, dng, heic, jp2, smooth

from murals.errors import MuralsError
from murals.images import image_size, open_in_parts, read_image8, read_mask, read_photograph
from murals.images.decoders import decoder_of
from murals.images.names import READ_ONLY, SUFFIXES, WRITABLE

SAMPLES = {
    ".heic": heic(smooth(64, 96)),
    ".avif": avif(smooth(64, 96)),
    ".jp2": jp2(smooth(64, 96)),
    ".dng": dng(smooth(64, 96) / 255),
}


@pytest.mark.parametrize("suffix", SAMPLES)
def test_each_format_is_read_with_its_size(tmp_path, suffix):
    path = tmp_path / f"wall{suffix}"
    path.write_bytes(SAMPLES[suffix])
    samples, _ = decoder_of(path).decode(path)
    assert samples.shape == (64, 96, 3) and image_size(path) == decoder_of(path).size(path) == (64, 96)
    assert np.array_equal(read_photograph(path).pixels, samples) and read_image8(path).dtype == np.uint8
    assert open_in_parts(path) is None


def test_other_files_have_no_decoder(tmp_path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert decoder_of(tmp_path / "a.png") is None


def test_every_suffix_is_written_or_read_only():
    assert set(SUFFIXES) == {*WRITABLE, *READ_ONLY, ".gif"}


def test_a_picture_of_another_name_is_read_by_what_it_is(tmp_path):
    (tmp_path / "a.jpg").write_bytes(SAMPLES[".heic"])  # as some programs rename them
    (tmp_path / "a.heic").write_bytes(SAMPLES[".heic"])
    assert np.array_equal(read_photograph(tmp_path / "a.jpg").pixels, read_photograph(tmp_path / "a.heic").pixels)


def test_a_mask_of_these_formats_is_read(tmp_path):
    mask = np.zeros((64, 96, 1), np.uint8)
    mask[10:20, 30:50] = 255
    (tmp_path / "mask.jp2").write_bytes(jp2(mask))
    assert np.array_equal(read_mask(tmp_path / "mask.jp2", (64, 96)), mask[..., 0] > 0)


@pytest.mark.parametrize("suffix", READ_ONLY)
def test_a_file_that_is_none_is_refused(tmp_path, suffix):
    (tmp_path / f"a{suffix}").write_bytes(b"words, and no picture")
    with pytest.raises(MuralsError, match=r"a\.\w+ is (broken|no image|no raw file)"):
        read_photograph(tmp_path / f"a{suffix}")
