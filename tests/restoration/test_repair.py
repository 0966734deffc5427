import numpy as np
import pytest
from PIL import Image

from murals.errors import MuralsError
from murals.images import join_kinds, lost, marked, to_float
from murals.learn.checkpoint import annotate, packaged_checkpoint
from murals.learn.speaker import KEPT_AS, Comparison
from murals.restoration.backend import Judged, Painted
from murals.restoration.cells import grow
from murals.restoration.options import RestoreOptions
from murals.restoration.region import deep_parts
from murals.restoration.repair import repair_image, restore


class Painter:
    """A model whose every answer is known: what is lost gets `paint` (of the size it is shown), what is veiled 0.75.

    It takes what is darker than 0.2 for damaged, and of that the red for legible.
    """

    name, info, reason, introduction = "painter", {}, "for tests", "painter"

    def __init__(self, paint):
        self.paint = paint if callable(paint) else lambda height, width: np.full((height, width), paint)

    def __call__(self, image, mask=None, **tiling):
        mask = np.ones(image.shape[:2], bool) if mask is None else mask
        paint = np.where(lost(mask), self.paint(*image.shape[:2]), 0.75)
        return np.where(marked(mask)[..., None], paint[..., None], image).astype(np.float32)

    def in_strips(self, pixels, kinds, **tiling):
        for top in range(0, len(kinds), 50):
            rows = slice(top, min(top + 50, len(kinds)))
            yield Painted(rows, self(to_float(pixels[rows]), kinds[rows]))

    def survey(self, pixels, threshold, **tiling):
        for top in range(0, pixels.shape[0], 50):
            rows = slice(top, min(top + 50, pixels.shape[0]))
            image = to_float(pixels[rows])
            damage = np.where(image[..., 1] < 0.1, 0.9, np.where(image[..., 1] < 0.2, 0.6, 0.1)).astype(np.float32)
            yield Judged(rows, damage, image[..., 0])


def ramp(height, width):
    """From 0 at the left to 1 at the right."""
    return np.tile(np.linspace(0, 1, width), (height, 1))


def photograph(dtype, h=70, w=100, channels=3):
    pixels = np.random.default_rng(0).random((h, w, channels))
    pixels = pixels if channels == 3 else pixels[..., 0]
    return pixels.astype(dtype) if np.dtype(dtype).kind == "f" else (pixels * np.iinfo(dtype).max).astype(dtype)


def disc_mask(h=70, w=100, radius=15):
    y, x = np.mgrid[:h, :w]
    return np.hypot(y - h // 2, x - w // 2) <= radius


def test_images_of_pil_are_restored_as_their_arrays():
    pixels, mask = photograph(np.uint8), disc_mask()
    wanted = restore(pixels, mask, Painter(0.25))
    got = restore(
        Image.fromarray(pixels), Image.fromarray(np.repeat(255 * mask[..., None].astype(np.uint8), 3, 2)), Painter(0.25)
    )
    assert np.array_equal(got, wanted)
    with pytest.raises(MuralsError, match=r"the mask is a path, m\.png"):
        restore(pixels, "m.png", Painter(0.25))


class TestRestore:
    @pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
    @pytest.mark.parametrize("channels", [3, 1])
    def test_outside_the_mask_every_bit_is_kept(self, restorer, dtype, channels):
        image, mask = photograph(dtype, channels=channels), disc_mask()
        before = image.copy()
        restored = restore(image, mask, restorer, dilate=3, feather=2)
        outside = ~grow(mask, 3)
        assert (restored.shape, restored.dtype) == (image.shape, image.dtype)
        assert np.array_equal(restored[outside], image[outside])
        assert (restored[mask] != image[mask]).mean() > 0.5
        assert np.array_equal(image, before)  # the caller's array is not painted over

    def test_the_whole_is_repainted_when_asked_for(self):
        assert (restore(photograph(np.uint8), None, Painter(0.2), whole=True) == 51).all()

    def test_each_depth_gets_the_paint_at_its_own_scale(self):
        for dtype, expected in ((np.uint8, 51), (np.uint16, 13107), (np.float32, np.float32(0.2))):
            assert (
                restore(photograph(dtype), disc_mask(), Painter(0.2), fill="neutral")[disc_mask()] == expected
            ).all()

    def test_same_image_same_result(self, restorer):
        image = photograph(np.uint8)
        assert np.array_equal(restore(image, None, restorer), restore(image, None, restorer))

    @pytest.mark.parametrize(("h", "w"), [(1, 1), (8, 8), (5, 300), (33, 31)])
    def test_any_size_will_do(self, restorer, h, w):
        image = photograph(np.uint8, h, w)
        assert restore(image, None, restorer, tile=64, overlap=32).shape == image.shape

    def test_the_forms_of_a_mask_and_of_a_model_agree(self, restorer, checkpoint):
        image, mask = photograph(np.uint8), disc_mask()
        forms = [mask, mask.astype(np.float32), mask.astype(np.uint8), mask.astype(np.uint8) * 255, mask * 255.0]
        models = [restorer, checkpoint, checkpoint.path, str(checkpoint.path.parent), restorer]
        results = [restore(image, m, model, device="cpu") for m, model in zip(forms, models, strict=True)]
        assert all(np.array_equal(results[0], other) for other in results[1:])

    def test_a_training_that_beat_the_packaged_model_is_the_default(self, checkpoint, monkeypatch):
        image, mask, packaged = photograph(np.uint8), disc_mask(), packaged_checkpoint()
        won = Comparison(30.0, 20.0, 9, "holes", packaged.info["weights_sha256"])
        annotate(checkpoint, **{KEPT_AS: won.as_plain()})
        monkeypatch.chdir(checkpoint.path.parents[2])  # where the folder `models` lies
        assert np.array_equal(restore(image, mask, device="cpu"), restore(image, mask, checkpoint, device="cpu"))

    def test_no_checkpoint_at_all_is_an_error(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("murals.learn.checkpoint.PACKAGED", "left-out")
        with pytest.raises(MuralsError, match="no trained model under models: train one with"):
            restore(photograph(np.uint8))

    def test_an_empty_mask_changes_nothing_and_says_so(self, restorer, caplog):
        image = photograph(np.uint8)
        restored = restore(image, np.zeros((70, 100), bool), restorer)
        assert np.array_equal(restored, image)
        assert restored is not image
        assert "the mask marks nothing" in caplog.text

    def test_a_mask_of_another_size_is_refused(self, restorer):
        with pytest.raises(MuralsError, match="the mask is 90x70 but the image is 100x70: draw the mask at 100x70"):
            restore(photograph(np.uint8), disc_mask(w=90), restorer)

    @pytest.mark.parametrize(("threshold", "found"), [(0.5, True), (0.8, False)])
    def test_without_a_mask_the_network_proposes_it_and_the_rest_stays(self, threshold, found):
        image = np.full((70, 100, 3), 200, np.uint8)
        image[10:20, 10:20] = 0  # certain
        image[10:20, 30:40] = 40  # less so
        image[40:50, 60:70] = (150, 0, 0)  # a stain that can be read through
        expected = image.copy()
        expected[10:20, 10:20] = 51
        expected[40:50, 60:70] = 191
        if found:
            expected[10:20, 30:40] = 51
        assert np.array_equal(restore(image, None, Painter(0.2), threshold=threshold, fill="neutral"), expected)

    def test_what_a_trained_network_proposes_changes_and_the_rest_stays(self, restorer):
        image = photograph(np.uint8)
        proposed = restorer.propose(image.astype(np.float32) / 255) >= 0.6
        restored = restore(image, None, restorer, threshold=0.6)
        assert 0 < proposed.sum() < proposed.size
        assert np.array_equal(restored[~proposed], image[~proposed])
        assert (restored[proposed] != image[proposed]).any(axis=-1).mean() > 0.5

    def test_a_network_without_masks_needs_one(self, unmasked):
        with pytest.raises(MuralsError, match="name the damage with --mask"):
            restore(photograph(np.uint8), None, unmasked)

    def test_the_whole_and_a_mask_are_two_wishes(self, restorer):
        with pytest.raises(
            MuralsError, match="--whole repaints every pixel, and --mask and --veiled keep those outside"
        ):
            restore(photograph(np.uint8), disc_mask(), restorer, whole=True)

    def test_what_is_no_image_is_refused_before_a_model_is_looked_for(self, tmp_path):
        with pytest.raises(MuralsError, match="shape"):
            restore(np.zeros((4, 4, 4), np.uint8), None, tmp_path / "no-such-model")


def contents(image, mask):
    """What may lie under a mask: the damage itself, black, white, grey, magenta, noise."""
    noise = np.random.default_rng(5).integers(0, 256, image.shape, np.uint8)
    colours = [(0, 0, 0), (255, 255, 255), (128, 128, 128), (255, 0, 255)]
    return [image, *(np.where(mask[..., None], np.uint8(colour), image) for colour in [*colours, noise])]


class TestLostIsLost:
    @pytest.mark.parametrize(
        "options",
        [
            {},
            {"tile": 64, "overlap": 32},
            {"dilate": 3, "feather": 3},
            {"seamless": True, "max_hole": 8},
            {"ensemble": True},
            {"fill": "neutral"},
            {"style": "visible"},
        ],
    )
    @pytest.mark.parametrize("kind", ["restorer", "before_kinds", "unmasked"])
    def test_any_content_under_the_mask_gives_the_same_pixels(self, request, kind, options):
        model, mask = request.getfixturevalue(kind), disc_mask()
        mask[10:14, 2:98] = True  # a crack beside the disc
        mask[14:21, 50:52] = True  # and a way from one to the other
        results = [restore(image, mask, model, **options) for image in contents(photograph(np.uint8), mask)]
        painted = mask if "max_hole" not in options else mask & ~deep_parts(mask, 8)[0]
        kept = ~mask if "max_hole" not in options else painted | ~mask  # what is left alone is the content itself
        assert all(np.array_equal(results[0][kept | painted], other[kept | painted]) for other in results[1:])

    def test_veiled_paint_is_read_through_beside_what_is_lost(self, restorer):
        image, veiled, mask = photograph(np.uint8), disc_mask(), np.zeros((70, 100), bool)
        mask[5:15, 5:15] = True
        restored = restore(image, mask, restorer, veiled=veiled)
        assert np.array_equal(restored[~(mask | veiled)], image[~(mask | veiled)])
        other = np.where(veiled[..., None], np.uint8(40), image)
        assert not np.array_equal(restored[veiled], restore(other, mask, restorer, veiled=veiled)[veiled])
        assert np.array_equal(restored, restore(image, join_kinds(mask, veiled), restorer))

    def test_old_paint_does_not_fade_into_what_is_lost(self):
        with pytest.raises(MuralsError, match="--feather 3 with --dilate 2: the repair fades in only where"):
            RestoreOptions(dilate=2, feather=3)


class TestLargeHoles:
    def test_they_are_left_alone_and_the_others_filled(self, restorer, caplog):
        image, small = photograph(np.uint8), np.zeros((70, 100), bool)
        small[5:9, 5:9] = True
        restored = restore(image, disc_mask() | small, restorer, max_hole=10)
        left = ~small & (disc_mask(radius=13) | ~disc_mask())  # but perhaps for a pixel of the disc's rim
        assert np.array_equal(restored[left], image[left])
        assert (restored[small] != image[small]).mean() > 0.5
        assert "1 hole deeper than 10 px left alone: 31x31 px at 35,20 (inscribed radius 15 px)" in caplog.text

    def test_the_network_is_told_of_the_damage_that_is_left_alone(self, restorer):
        image, small = photograph(np.uint8), np.zeros((70, 100), bool)
        small[20:24, 28:32] = True  # near the disc, so that what it sees there matters
        both = disc_mask() | small
        some, every = restore(image, both, restorer, max_hole=10), restore(image, both, restorer)
        assert np.array_equal(some[small], every[small])

    def test_nothing_left_to_fill_gives_the_image_back(self, restorer):
        mask = np.zeros((70, 100), bool)
        mask[:, 60:] = True  # a straight border, which every disc can follow
        repair = repair_image(photograph(np.uint8), mask, restorer, RestoreOptions(max_hole=3, uncertainty=True))
        assert np.array_equal(repair.pixels, photograph(np.uint8))
        assert repair.target.left_alone
        assert not repair.spread.any()


class TestEight:
    def test_the_mean_is_pasted_when_asked_for(self):
        image, mask = photograph(np.float32), disc_mask()
        alone, mean = (restore(image, mask, Painter(ramp), ensemble=eight, fill="neutral") for eight in (False, True))
        np.testing.assert_allclose(alone[mask], np.repeat(ramp(70, 100)[mask][:, None], 3, axis=1), atol=1e-6)
        np.testing.assert_allclose(mean[mask], 0.5, atol=1e-6)  # each ramp meets its mirror
        assert np.array_equal(mean[~mask], image[~mask])

    def test_the_spread_is_the_deviation_over_the_eight(self):
        spread = repair_image(
            photograph(np.uint8), None, Painter(ramp), RestoreOptions(whole=True, uncertainty=True)
        ).spread
        y, x = np.linspace(-0.5, 0.5, 70)[:, None], np.linspace(-0.5, 0.5, 100)  # two each of x, -x, y, -y about 0.5
        np.testing.assert_allclose(spread, np.sqrt((x**2 + y**2) / 2), atol=1e-6)

    def test_the_spread_leaves_the_picture_as_it_is(self, restorer):
        image, mask = photograph(np.uint8), disc_mask()
        repair = repair_image(image, mask, restorer, RestoreOptions(uncertainty=True))
        assert np.array_equal(repair.pixels, restore(image, mask, restorer))
        assert repair.spread.shape == (70, 100)
        assert not repair.spread[~mask].any()
        assert repair.spread[mask].mean() > 0.01

    def test_of_the_whole_it_is_everywhere(self, restorer):
        repair = repair_image(photograph(np.uint8), None, restorer, RestoreOptions(whole=True, uncertainty=True))
        assert (repair.spread > 0).mean() > 0.9


def test_the_visible_style_hatches_the_fill_and_nothing_else():
    image, mask = np.full((70, 100, 3), 0.45, np.float32), disc_mask()
    restored = restore(image, mask, Painter(0.5), style="visible", fill="neutral")
    lines = np.where(np.arange(100) % 4 < 2, 0.56, 0.44)  # 15 of 255 levels about the fill
    assert np.array_equal(restored[~mask], image[~mask])
    np.testing.assert_allclose(restored[mask], np.tile(lines[:, None], (70, 1, 3))[mask], atol=1e-6)


def test_seamless_fits_the_fill_to_the_border_of_its_hole():
    image, mask = np.full((70, 100, 3), 0.3, np.float32), disc_mask()

    def dot(height, width):
        return np.where(disc_mask(height, width, 4), 0.9, 0.8)

    restored = restore(image, mask, Painter(dot), seamless=True, fill="neutral")
    assert np.array_equal(restored[~mask], image[~mask])
    expected = np.where(disc_mask(radius=4), 0.4, 0.3)  # the tone of the wall, the detail of the fill
    np.testing.assert_allclose(restored, np.repeat(expected[..., None], 3, axis=2), atol=1e-3)
