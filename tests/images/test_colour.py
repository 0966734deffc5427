import numpy as np
import pytest
from image_samples import cmyk_profile
from PIL import Image

from murals.errors import MuralsError
from murals.images.colour import decode_pillow
from murals.images.read import read_photograph

FOUR_GREYS = np.array([[0, 85], [170, 255]], np.uint8)


def reopened(image: Image.Image, path, **options) -> Image.Image:
    image.save(path, **options)
    return Image.open(path)


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_plain_modes_keep_every_value(tmp_path, rng, mode):
    count = len(mode)
    samples = rng.integers(0, 256, (7, 5, count), dtype=np.uint8)
    image = reopened(Image.fromarray(samples[..., 0] if count == 1 else samples), tmp_path / "a.png")
    assert image.mode == mode
    decoded = decode_pillow(image, tmp_path / "a.png")
    assert np.array_equal(decoded, samples) and decoded.flags.writeable


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA"])
def test_tall_pictures_are_those_of_pillow(tmp_path, rng, mode):
    image = reopened(
        Image.fromarray(rng.integers(0, 256, (1100, 5, 3), dtype=np.uint8)).convert(mode), tmp_path / "a.png"
    )
    plain = image.convert({"1": "L", "P": "RGB"}.get(mode, mode))
    assert np.array_equal(decode_pillow(image, tmp_path / "a.png"), np.atleast_3d(np.asarray(plain)))


def test_one_bit_is_black_and_white(tmp_path):
    image = reopened(Image.fromarray(np.array([[True, False]])), tmp_path / "a.png")
    assert image.mode == "1"
    assert decode_pillow(image, tmp_path / "a.png")[..., 0].tolist() == [[255, 0]]


def test_a_palette_with_a_transparent_entry(tmp_path):
    image = Image.fromarray(np.array([[0, 1, 2]], np.uint8), "P")
    image.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    plain = reopened(image, tmp_path / "a.png")
    assert decode_pillow(plain, tmp_path / "a.png").tolist() == [[[255, 0, 0], [0, 255, 0], [0, 0, 255]]]
    clear = reopened(image, tmp_path / "b.png", transparency=1)
    assert decode_pillow(clear, tmp_path / "b.png")[0, :, 3].tolist() == [255, 0, 255]
    half = reopened(image, tmp_path / "c.png", transparency=b"\x00\x80\xff")
    assert decode_pillow(half, tmp_path / "c.png")[0, :, 3].tolist() == [0, 128, 255]


@pytest.mark.parametrize(("mode", "key", "count"), [("L", 85, 2), ("RGB", (85, 85, 85), 4), ("1", 255, 2)])
def test_one_transparent_colour_becomes_alpha(tmp_path, mode, key, count):
    image = reopened(Image.fromarray(FOUR_GREYS).convert(mode), tmp_path / "a.png", transparency=key)
    decoded = decode_pillow(image, tmp_path / "a.png")
    assert decoded.shape == (2, 2, count)
    assert np.array_equal(decoded[..., -1] == 0, decoded[..., 0] == (key if isinstance(key, int) else key[0]))


def test_cmyk_goes_through_its_profile_and_leaves_it_behind(tmp_path, caplog):
    inks = np.zeros((16, 16, 4), np.uint8)
    inks[8:, :, 0] = 255
    path = tmp_path / "inks.tif"
    Image.fromarray(inks, "CMYK").save(path, icc_profile=cmyk_profile())
    photograph = read_photograph(path)
    assert np.abs(photograph.pixels[0, 0].astype(int) - 255).max() <= 1
    assert (
        np.abs(photograph.pixels[12, 3].astype(int) - 119).max() <= 2
    )  # L* = 50 is 119 in sRGB (CIE 15, IEC 61966-2-1)
    assert photograph.icc is None
    assert "inks.tif is CMYK: it is converted to sRGB through its colour profile" in caplog.text


@pytest.mark.parametrize("icc", [None, b"no profile at all"])
def test_cmyk_without_a_sound_profile_is_pillows_guess(tmp_path, caplog, icc):
    inks = np.zeros((16, 16, 4), np.uint8)
    inks[..., 1] = 255  # magenta
    Image.fromarray(inks, "CMYK").save(tmp_path / "a.jpg", quality=100, **({"icc_profile": icc} if icc else {}))
    photograph = read_photograph(tmp_path / "a.jpg")
    assert np.abs(photograph.pixels[8, 8].astype(int) - [255, 0, 255]).max() <= 3
    assert photograph.icc is None and "a.jpg is CMYK" in caplog.text and "without a colour profile" in caplog.text
    assert ("its colour profile is broken" in caplog.text) == (icc is not None)


def test_an_rgb_profile_in_a_cmyk_file_is_not_used(tmp_path, icc, caplog):
    Image.fromarray(np.zeros((16, 16, 4), np.uint8), "CMYK").save(tmp_path / "a.jpg", icc_profile=icc)
    assert read_photograph(tmp_path / "a.jpg").icc is None
    assert "without a colour profile" in caplog.text


def test_lab_becomes_srgb(tmp_path, caplog):
    lab = Image.merge("LAB", [Image.new("L", (4, 4), level) for level in (128, 128, 128)])  # L* 50, a* and b* 0
    lab.save(tmp_path / "a.tif")
    assert np.abs(read_photograph(tmp_path / "a.tif").pixels.astype(int) - 119).max() <= 2
    assert "a.tif is Lab" in caplog.text


@pytest.mark.parametrize("suffix", ["gif", "webp", "png", "tif"])
def test_further_pictures_go_with_a_warning(tmp_path, caplog, suffix):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("#ff0000", "#0000ff")]
    options = {"lossless": True} if suffix == "webp" else {}
    frames[0].save(tmp_path / f"a.{suffix}", save_all=True, append_images=frames[1:], **options)
    photograph = read_photograph(tmp_path / f"a.{suffix}")
    assert photograph.pixels[4, 4].tolist() == [255, 0, 0]
    assert f"a.{suffix} holds 2 pictures: only the first is read" in caplog.text


def test_an_unknown_mode_is_refused(tmp_path):
    with pytest.raises(MuralsError, match="colours of the mode F: save it as grey or RGB"):
        decode_pillow(Image.new("F", (4, 4)), tmp_path / "a.tif")
