import numpy as np
import pytest
from blend_pictures import SOURCE_SIZE, TARGET_SIZE, source_pixels, target_pixels, write_pair

from murals import blend
from murals.blending.placement import Placement
from murals.blending.region import polygon_region
from murals.errors import MuralsError
from murals.images import Photograph, write_image, write_photograph
from murals.page.tabs.blend_marks import MaskFile, Polygon, Stroke
from murals.page.tabs.blend_scene import (
    Scene,
    as_rgb,
    centre,
    full_region,
    import_mask,
    in_the_middle,
    lands_on,
    outline,
    preview,
    reduce_picture,
    reduce_placement,
    small_mask,
    small_region,
)
from murals.page.tabs.blend_wish import Wish

CORNERS = ((40.0, 20.0), (120.0, 22.0), (125.0, 95.0), (38.0, 98.0))
MARKS = (Polygon(CORNERS, closed=True),)


@pytest.fixture
def pair(tmp_path):
    return write_pair(tmp_path)


def test_a_picture_is_reduced_to_eight_bits_and_a_side(pair):
    small = reduce_picture(pair[1], 100)
    assert small.size == (70, 100) and small.full == TARGET_SIZE
    assert small.picture.colours.dtype == np.uint8
    means = target_pixels().reshape(70, 2, 100, 2, 3).mean(axis=(1, 3)) / 257
    assert np.abs(small.picture.colours - means).max() <= 1
    assert reduce_picture(pair[1], 1000).size == TARGET_SIZE  # never enlarged


def test_grey_stays_one_channel_and_alpha_is_kept(tmp_path):
    grey, clear = tmp_path / "grey.png", tmp_path / "clear.png"
    write_image(grey, np.full((20, 30), 90, np.uint8))
    pixels, alpha = np.full((20, 30, 3), 9, np.uint8), np.zeros((20, 30), np.uint8)
    alpha[5:15, 5:25] = 255
    write_photograph(clear, Photograph(pixels, clear, alpha=alpha), pixels)
    assert reduce_picture(grey, 15).picture.colours.shape == (10, 15, 1)
    source = reduce_picture(clear, 30)
    np.testing.assert_array_equal(small_region(source, Wish()), alpha > 0)  # nothing drawn: what is opaque
    assert small_region(source, Wish("membrane")) is None


def test_the_preview_of_small_pictures_is_the_result(pair):
    scene = Scene(*(reduce_picture(path, 500) for path in pair))
    wish = Wish(marks=MARKS, placement=Placement((30.0, 11.0)))
    shown = preview(scene, wish, small_region(scene.source, wish))
    target = scene.target.picture.colours
    wanted = blend(source_pixels(), target, polygon_region(CORNERS, SOURCE_SIZE), at=(30, 11))
    np.testing.assert_array_equal(shown, wanted)


@pytest.mark.parametrize(
    "placement", [Placement((30.0, 11.0)), Placement((22.5, 9.0), 0.8, 25.0)], ids=["shift", "turn"]
)
def test_a_reduced_preview_is_near_the_reduced_result(pair, placement):
    scene = Scene(*(reduce_picture(path, side) for path, side in zip(pair, (120, 100), strict=True)))
    wish = Wish(marks=MARKS, placement=placement)
    shown = preview(scene, wish, small_region(scene.source, wish)).astype(float)
    full = blend(source_pixels(), target_pixels(), polygon_region(CORNERS, SOURCE_SIZE), **vars(placement))
    wanted = full.reshape(70, 2, 100, 2, 3).mean(axis=(1, 3)) / 257
    untouched = scene.target.picture.colours
    assert np.abs(shown - wanted).mean() < 0.15 * np.abs(untouched - wanted).mean()


def test_a_reduced_placement_lands_where_the_full_one_does(pair):
    source, target = reduce_picture(pair[0], 80), reduce_picture(pair[1], 50)
    region = small_region(source, Wish(marks=MARKS))
    small = reduce_placement(Placement((20.0, 10.0), 1.5, 30.0), source, target, region)
    assert small.scale == pytest.approx(1.5 * (50 / 200) / (80 / 160))
    x, y = centre(region, source.full)
    across, down = centre(region, source.size)
    assert (across + small.at[0] + 0.5) * 4 - 0.5 == pytest.approx(x + 20)
    assert (down + small.at[1] + 0.5) * 4 - 0.5 == pytest.approx(y + 10)


def test_modes_of_one_picture_need_no_source(pair):
    scene = Scene(target=reduce_picture(pair[1], 500), on_source=False)
    wish = Wish("membrane", marks=MARKS)
    shown = preview(scene, wish, small_region(scene.target, wish))
    outside = ~polygon_region(CORNERS, TARGET_SIZE)
    np.testing.assert_array_equal(shown[outside], scene.target.picture.colours[outside])
    tiled = preview(scene, Wish("tile"), None)
    np.testing.assert_array_equal(tiled[0], tiled[-1])


def test_a_mask_file_is_taken_at_both_sizes_and_only_of_the_right_one(pair, tmp_path):
    mask = polygon_region(CORNERS, SOURCE_SIZE)
    write_image(tmp_path / "mask.png", mask)
    source = import_mask(reduce_picture(pair[0], 80), tmp_path / "mask.png")
    wish = Wish(marks=(MaskFile(), Stroke(((80.0, 60.0),), 9.0, erase=True)))
    assert full_region(source, wish).sum() == pytest.approx(mask.sum() - np.pi * 4.5**2, abs=12)
    assert small_mask(source).mean() == pytest.approx(mask.mean(), rel=0.05)
    assert small_region(source, wish).mean() == pytest.approx(full_region(source, wish).mean(), rel=0.05)
    with pytest.raises(MuralsError, match=r"mask\.png is 160x120 but wall.png is 200x140"):
        import_mask(reduce_picture(pair[1], 80), tmp_path / "mask.png")


def test_the_outline_of_a_rectangle_in_pixels_of_the_full_picture():
    region = np.zeros((10, 20), bool)
    region[2:6, 3:9] = True
    assert outline(region, (10, 20)) == "M3.0,2.0L3.0,5.0L8.0,5.0L8.0,2.0Z"
    assert outline(region, (20, 40)).startswith("M6.5,4.5")
    region[3:5, 5:7] = False  # a hole has an outline of its own
    assert outline(region, (10, 20)).count("M") == 2


def test_the_middle_of_the_target(pair):
    source, target = (reduce_picture(path, 500) for path in pair)
    region = small_region(source, Wish(marks=MARKS))
    at = in_the_middle(region, source, target)
    x, y = centre(region, source.full)
    assert (x + at[0], y + at[1]) == pytest.approx(((200 - 1) / 2, (140 - 1) / 2), abs=0.5)
    assert lands_on(Placement(at), region, source, target)
    assert not lands_on(Placement((500.0, 0.0)), region, source, target)


def test_grey_becomes_rgb():
    grey = np.arange(6, dtype=np.uint8).reshape(2, 3)
    assert as_rgb(grey).shape == as_rgb(grey[..., None]).shape == (2, 3, 3)
    assert as_rgb(np.zeros((2, 3, 4), np.uint8)).shape == (2, 3, 3)


def test_a_preview_without_a_target_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="target"):
        preview(Scene(), Wish(), None)
