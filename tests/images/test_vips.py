import logging

import numpy as np
import pytest
from PIL import Image

from murals.images import find_images
from murals.images.in_parts import whole
from murals.images.vips import encode_jpeg, stream_samples


@pytest.mark.parametrize("png", [True, False])
def test_samples_are_those_of_pillow(tmp_path, rgb8, png):
    path = tmp_path / "a"
    Image.fromarray(rgb8).save(path, "PNG" if png else "JPEG")
    found = stream_samples(path, tmp_path, png=png)
    assert found is not None and found.file.parent == tmp_path
    assert np.array_equal(whole(found), np.asarray(Image.open(path)))


def test_what_is_broken_leaves_nothing_behind(tmp_path, rgb8, caplog):
    caplog.set_level(logging.WARNING)
    path, scratch = tmp_path / "a.png", tmp_path / "scratch"
    scratch.mkdir()
    Image.fromarray(rgb8).save(path)
    path.write_bytes(path.read_bytes()[:-30])
    assert stream_samples(path, scratch, png=True) is None
    assert not list(scratch.iterdir()) and not caplog.records


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_jpegs_are_those_of_pillow(tmp_path, photos, mode):
    for path in find_images(photos / "murals", recursive=True)[::60]:
        with Image.open(path) as opened:
            image = opened.convert(mode)
        image.save(tmp_path / "a.png", compress_level=0)
        image.save(tmp_path / "pillow.jpg", quality=95, subsampling="4:4:4", optimize=True)
        encode_jpeg(tmp_path / "a.png", tmp_path / "a.jpg", 95)
        ours, theirs = Image.open(tmp_path / "a.jpg"), Image.open(tmp_path / "pillow.jpg")
        assert np.array_equal(np.asarray(ours), np.asarray(theirs)) and ours.mode == mode
        assert ours.quantization == theirs.quantization and ours.layer == theirs.layer


def test_a_jpeg_that_cannot_be_written_is_told(tmp_path, rgb8):
    Image.fromarray(rgb8).save(tmp_path / "a.png")
    with pytest.raises(OSError, match="jpegsave"):
        encode_jpeg(tmp_path / "a.png", tmp_path / "gone" / "a.jpg", 95)
