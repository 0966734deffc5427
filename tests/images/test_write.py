import resource
from dataclasses import replace

import numpy as np
import pytest
import tifffile
from children import told_in_child, told_to_nobody
from image_samples import AUTHOR
from PIL import Image

from murals.errors import MuralsError
from murals.images import Photograph, output_path, read_photograph, write_image, write_photograph


@pytest.fixture
def photograph(tmp_path, rng, icc, exif):
    """A function that makes a photograph in memory, with everything a file can hold."""

    def make(dtype="uint8", *, grey=False, alpha=True) -> Photograph:
        x = rng.random((7, 5, 4), np.float32)
        samples = x if dtype == "float32" else (x * np.iinfo(dtype).max).astype(dtype)
        pixels = np.dstack([samples[..., 0]] * 3) if grey else np.ascontiguousarray(samples[..., :3])
        kept = samples[..., 3].copy() if alpha else None
        return Photograph(pixels, tmp_path / "source.png", kept, grey, icc, exif(1), (300.0, 150.0))

    return make


@pytest.mark.parametrize("alpha", [False, True])
@pytest.mark.parametrize("grey", [False, True])
@pytest.mark.parametrize(
    ("suffix", "dtype"), [("png", "uint8"), ("png", "uint16"), ("tif", "uint8"), ("tif", "uint16"), ("tif", "float32")]
)
def test_a_round_trip_keeps_everything(tmp_path, photograph, suffix, dtype, grey, alpha):
    before = photograph(dtype, grey=grey, alpha=alpha)
    path = tmp_path / f"out.{suffix}"
    write_photograph(path, before, before.pixels)
    after = read_photograph(path)
    assert after.pixels.dtype == dtype and np.array_equal(after.pixels, before.pixels)
    assert (after.alpha is None) == (not alpha)
    assert after.alpha is None or np.array_equal(after.alpha, before.alpha)
    assert after.grey == grey
    assert after.icc == before.icc and AUTHOR in after.exif
    assert after.dpi == pytest.approx((300, 150), abs=0.02)


def test_webp_is_lossless_and_keeps_colours_under_transparency(tmp_path, photograph, caplog):
    before = photograph("uint8")
    write_photograph(tmp_path / "out.webp", before, before.pixels)
    after = read_photograph(tmp_path / "out.webp")
    assert np.array_equal(after.pixels, before.pixels) and np.array_equal(after.alpha, before.alpha)
    assert after.icc == before.icc and after.exif == before.exif
    assert "this format holds no dpi" in caplog.text


def test_jpeg_stays_close_and_keeps_full_colour(tmp_path, photograph):
    y, x = np.mgrid[:64, :64] / 63
    smooth = np.rint(np.dstack([x, y, 1 - x]) * 255).astype(np.uint8)
    before = replace(photograph("uint8", alpha=False), pixels=smooth)
    write_photograph(tmp_path / "out.jpg", before, smooth)
    after = read_photograph(tmp_path / "out.jpg")
    assert np.abs(after.pixels.astype(int) - smooth).max() <= 6
    assert after.icc == before.icc and after.exif == before.exif and after.dpi == pytest.approx((300, 150))
    with Image.open(tmp_path / "out.jpg") as image:
        assert [component[1:3] for component in image.layer] == [(1, 1)] * 3  # 4:4:4


def test_bmp_loses_its_metadata_with_a_warning(tmp_path, photograph, caplog):
    before = photograph("uint8", alpha=False)
    write_photograph(tmp_path / "out.bmp", before, before.pixels)
    assert np.array_equal(read_photograph(tmp_path / "out.bmp").pixels, before.pixels)
    assert "holds no colour profile" in caplog.text and "holds no exif" in caplog.text


@pytest.mark.parametrize(
    ("name", "dtype", "told"),
    [
        ("a.jpg", "uint16", r"16 bits need a PNG or TIFF; name it a\.png"),
        ("a.png", "float32", r"floats need a TIFF; name it a\.tif"),
        ("a.jpg", "uint8", r"alpha needs a PNG or TIFF; name it a\.png"),
        ("a.bmp", "uint8", r"alpha needs a PNG or TIFF"),
        ("a.gif", "uint8", r"expected a name that ends in one of \.bmp"),
        ("a", "uint8", r"expected a name that ends in one of \.bmp"),
    ],
)
def test_what_a_format_cannot_hold_is_refused(tmp_path, photograph, name, dtype, told):
    before = photograph(dtype)
    with pytest.raises(MuralsError, match=told):
        write_photograph(tmp_path / name, before, before.pixels)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_floats_are_brought_to_the_photographs_depth(tmp_path, photograph, dtype):
    before = photograph(dtype, alpha=False)
    white = np.iinfo(dtype).max
    pixels = np.full((7, 5, 3), 0.6 / white, np.float32)
    pixels[0, 0] = [2.0, -1.0, 0.5]
    write_photograph(tmp_path / "out.png", before, pixels)
    after = read_photograph(tmp_path / "out.png").pixels
    assert after.dtype == dtype and after[0, 0].tolist() == [white, 0, (white + 1) // 2] and after[1, 1, 0] == 1


def test_grey_stays_grey_even_if_colour_was_painted_in(tmp_path, photograph):
    before = photograph("uint8", grey=True, alpha=False)
    pixels = before.pixels.copy()
    pixels[2, 3] = [255, 0, 0]
    write_photograph(tmp_path / "out.png", before, pixels)
    with Image.open(tmp_path / "out.png") as image:
        assert image.mode == "L" and image.getpixel((3, 2)) == 76  # .299 * 255
        kept = np.asarray(image) == before.pixels[..., 0]
    assert np.argwhere(~kept).tolist() in ([[2, 3]], [])


@pytest.mark.parametrize("pixels", [np.zeros((7, 4, 3), np.uint8), np.zeros((7, 5, 3), np.uint16)])
def test_other_shapes_and_dtypes_are_a_programming_mistake(tmp_path, photograph, pixels):
    with pytest.raises(ValueError, match="expected pixels of"):
        write_photograph(tmp_path / "out.png", photograph("uint8"), pixels)


def test_a_gif_comes_back_as_a_png(tmp_path):
    image = Image.fromarray(np.array([[0, 1], [1, 0]], np.uint8), "P")
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.save(tmp_path / "old.gif")
    photograph = read_photograph(tmp_path / "old.gif")
    write_photograph(output_path(photograph.path, "restored"), photograph, photograph.pixels)
    assert np.array_equal(read_photograph(tmp_path / "old.restored.png").pixels, photograph.pixels)


def test_an_oriented_file_is_written_upright_once(tmp_path, rgb8, exif):
    Image.fromarray(rgb8).save(tmp_path / "a.png", exif=exif(6))
    before = read_photograph(tmp_path / "a.png")
    write_photograph(tmp_path / "b.png", before, before.pixels)
    after = read_photograph(tmp_path / "b.png")
    assert after.pixels.shape == (5, 7, 3) and np.array_equal(after.pixels, before.pixels)


def test_the_same_input_gives_the_same_bytes(tmp_path, photograph):
    before = photograph("uint16")
    for suffix in ("tif", "png"):
        for name in ("a", "b"):
            write_photograph(tmp_path / f"{name}.{suffix}", before, before.pixels)
        assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()


def test_plain_pictures(tmp_path, rgb8, rng):
    mask = rng.random((7, 5)) > 0.5
    write_image(tmp_path / "rgb.png", rgb8)
    write_image(tmp_path / "mask.png", mask)
    write_image(tmp_path / "float.png", np.full((4, 4, 3), 0.5))
    assert np.array_equal(np.asarray(Image.open(tmp_path / "rgb.png")), rgb8)
    assert np.array_equal(np.asarray(Image.open(tmp_path / "mask.png")), mask * np.uint8(255))
    assert np.asarray(Image.open(tmp_path / "float.png"))[0, 0].tolist() == [128, 128, 128]


def test_nothing_is_overwritten_unless_asked(tmp_path, rgb8):
    write_image(tmp_path / "a.png", rgb8)
    with pytest.raises(MuralsError, match="--overwrite"):
        write_image(tmp_path / "a.png", 255 - rgb8)
    assert np.array_equal(read_photograph(tmp_path / "a.png").pixels, rgb8)
    write_image(tmp_path / "a.png", 255 - rgb8, overwrite=True)
    assert np.array_equal(read_photograph(tmp_path / "a.png").pixels, 255 - rgb8)


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.jpg", "a.webp"])
def test_a_full_disk_and_a_closed_folder(tmp_path, rng, name):
    picture = rng.integers(0, 256, (64, 64, 3), dtype=np.uint8)

    def write_over_the_limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
        write_image(tmp_path / name, picture)

    assert told_in_child(write_over_the_limit).startswith(f"no room to write {tmp_path / name}")
    assert told_to_nobody(tmp_path, lambda: write_image(name, picture)).startswith(f"no permission to write {name}")
    assert list(tmp_path.iterdir()) == []


def test_tifffile_agrees_on_what_a_16_bit_file_holds(tmp_path, photograph):
    before = photograph("uint16")
    write_photograph(tmp_path / "a.tif", before, before.pixels)
    with tifffile.TiffFile(tmp_path / "a.tif") as tiff:
        page = tiff.pages.first
        assert np.array_equal(page.asarray(), np.dstack([before.pixels, before.alpha]))
        assert page.extrasamples == (2,) and page.iccprofile == before.icc
        assert page.get_resolution("inch") == pytest.approx((300, 150))
