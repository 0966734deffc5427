from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

from murals.images import read_photograph
from murals.images.png import encode_png16
from murals.page.translate_results import result_pictures, translate_command, write_preview


def test_a_preview_keeps_the_profile_and_nothing_private(tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    Image.new("RGB", (200, 100), (10, 200, 30)).save(tmp_path / "wall.jpg", icc_profile=profile, exif=exif)
    write_preview(tmp_path / "wall.jpg", tmp_path / "small.png", longest=50)
    shown = read_photograph(tmp_path / "small.png")
    assert shown.pixels.shape == (25, 50, 3) and shown.icc == profile and shown.exif is None


def test_a_preview_of_16_bits_with_alpha_is_an_8_bit_picture(tmp_path):
    samples = np.full((4, 6, 4), 65535, np.uint16)
    (tmp_path / "deep.png").write_bytes(encode_png16(samples, icc=None, exif=None, dpi=None))
    write_preview(tmp_path / "deep.png", tmp_path / "small.png", longest=50)
    with Image.open(tmp_path / "small.png") as shown:
        assert (shown.mode, shown.size, shown.getpixel((0, 0))) == ("RGB", (6, 4), (255, 255, 255))


def test_inputs_and_results_alternate_and_of_a_pair_the_read_half_is_shown(tmp_path):
    pair = np.zeros((8, 16, 3), np.uint8)
    pair[:, 8:] = 200
    Image.fromarray(pair).save(tmp_path / "a.png")
    Image.fromarray(pair[:, :8]).save(tmp_path / "a.translated.png")
    done = [(tmp_path / "a.png", tmp_path / "a.translated.png")]
    shown = result_pictures(done, tmp_path, side="right", longest=50, language="en")
    assert [caption for _, caption in shown] == ["a.png: input", "a.png: result"]
    assert [np.asarray(Image.open(path)).mean() for path, _ in shown] == [200, 0]


def test_the_command_is_quoted_for_a_shell():
    plain = translate_command(["a.png"], Path("models/run"), pairs=False, size=None, device="auto")
    assert plain == "murals pix2pix translate a.png --model models/run"
    full = translate_command(["a b.png", "c;d.png"], Path("my models/r"), pairs=True, size=128, device="cpu")
    assert full == (
        'murals pix2pix translate "a b.png" "c;d.png" --model "my models/r" --pairs --size 128 --device cpu'
    )
