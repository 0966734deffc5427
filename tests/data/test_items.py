from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from murals.data.items import Item, read_item, resize_item
from murals.data.pairs import find_pairs
from murals.errors import MuralsError
from murals.images import join_kinds, write_image


@pytest.fixture
def found(pairs):
    return find_pairs(pairs, "val")


def item(size=(40, 48)):
    clean = np.random.default_rng(4).random((*size, 3)).astype(np.float32)
    gone, veiled = np.zeros(size, bool), np.zeros(size, bool)
    gone[8:20, 10:30] = True
    veiled[30:36, 10:30] = True
    return Item("wall", clean * ~gone[..., None], clean, join_kinds(gone, veiled))


def test_an_item_knows_its_hole_and_how_much_is_damaged():
    assert item().hole.sum() == 12 * 20 + 6 * 20
    assert item().mask_ratio == pytest.approx(360 / (40 * 48))
    assert item().veiled_ratio == pytest.approx(120 / (40 * 48))
    bare = replace(item(), kinds=None)
    assert (bare.hole, bare.mask_ratio, bare.veiled_ratio) == (None, None, None)


def test_the_kinds_of_a_file_are_read(found):
    pixels = np.asarray(Image.open(found[0].mask)).copy()
    pixels[:4] = 128
    Image.fromarray(pixels).save(found[0].mask)
    read = read_item(found[0], wall="east")
    np.testing.assert_array_equal(read.kinds, pixels)
    assert read.wall == "east"


def test_size_brings_the_short_side_and_a_pixel_with_any_damage_is_repaired(found):
    small, large = read_item(found[0], size=16), read_item(found[0])
    assert small.clean.shape == small.damaged.shape == (16, 16, 3)
    blocks = large.hole.reshape(16, 4, 16, 4).any((1, 3))
    np.testing.assert_array_equal(small.hole, blocks)
    np.testing.assert_allclose(small.clean, large.clean.reshape(16, 4, 16, 4, 3).mean((1, 3)), atol=1e-6)


def test_a_shrunk_pixel_with_any_lost_paint_is_lost_and_else_veiled_if_any_is():
    one = item((64, 64))
    small = resize_item(one, 16)
    gone = (one.kinds == 255).reshape(16, 4, 16, 4).any((1, 3))
    veiled = (one.kinds == 128).reshape(16, 4, 16, 4).any((1, 3)) & ~gone
    np.testing.assert_array_equal(small.kinds == 255, gone)
    np.testing.assert_array_equal(small.kinds == 128, veiled)
    assert veiled.any()


def test_resizing_keeps_the_proportions_and_says_when_it_enlarges(caplog):
    assert resize_item(item((40, 60)), 20).clean.shape == (20, 30, 3)
    with caplog.at_level("WARNING", logger="murals"):
        enlarged = resize_item(item((40, 60)), 80)
    assert enlarged.kinds.shape == (80, 120)
    assert enlarged.clean.min() >= 0
    assert enlarged.clean.max() <= 1
    assert "wall is 60x40: enlarged to 80 px" in caplog.text


def test_a_size_too_small_for_ssim_is_refused(found):
    with pytest.raises(MuralsError, match="--size 10 is too small"):
        read_item(found[0], size=10)


def test_files_of_different_sizes_are_refused(tmp_path, found):
    write_image(tmp_path / "other.png", np.zeros((32, 64, 3), np.float32))
    with pytest.raises(MuralsError, match=r"00\.png is 64x64 but .*other\.png is 64x32"):
        read_item(replace(found[0], clean=tmp_path / "other.png"))
