import pytest
from codec_samples import avif, box, dng, heic, jp2, smooth

from murals.images.formats import format_of


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.heic", heic(smooth(40, 56)), "heif"),
        ("a.jpg", heic(smooth(40, 56)), "heif"),
        ("a.avif", avif(smooth(40, 56)), "avif"),
        ("a.jp2", jp2(smooth(40, 56)), "jp2"),
        ("a.DNG", dng(smooth(40, 56) / 255), "raw"),
        ("a.dng", b"no picture", "raw"),
        ("a.heic", box(b"ftyp", b"mif1\0\0\0\0mif1avif"), "avif"),
        ("a.heic", box(b"ftyp", b"isom\0\0\0\0mp42"), None),
        ("a.tif", b"II*\0", None),
        ("a.heic", b"", None),
    ],
)
def test_the_first_bytes_tell_and_of_raws_the_suffix(tmp_path, name, data, expected):
    (tmp_path / name).write_bytes(data)
    assert format_of(tmp_path / name) == expected
