import math

import numpy as np
import pytest
import torch
from skimage.color import deltaE_ciede2000, rgb2lab
from skimage.metrics import peak_signal_noise_ratio

from murals.data.items import Item
from murals.images import as_kinds, from_float, join_kinds
from murals.images.tensors import to_tensor
from murals.learn.metrics import PSNR_CEILING, pooled_psnr
from murals.score.measure import BORDER, ImageScore, mean_of, measure, pooled_psnr_of, score_image, see


def images(seed=0, size=(40, 48), spread=0.1):
    rng = np.random.default_rng(seed)
    clean = rng.random((*size, 3)).astype(np.float32)
    return (clean + rng.normal(0, spread, clean.shape)).astype(np.float32), clean


def square(size=(40, 48)):
    mask = np.zeros(size, bool)
    mask[10:30, 12:32] = True
    return as_kinds(mask)


def test_the_whole_image_agrees_with_scikit_image():
    restored, clean = images()
    shown = np.clip(restored, 0, 1)
    found = measure(restored, clean)
    assert found["image_psnr"] == pytest.approx(peak_signal_noise_ratio(clean, shown, data_range=1), abs=1e-4)
    assert found["image_l1"] == pytest.approx(np.abs(shown - clean).mean(), abs=1e-6)
    assert found["image_delta_e"] == pytest.approx(deltaE_ciede2000(rgb2lab(shown), rgb2lab(clean)).mean(), abs=1e-4)
    assert set(found) == {"image_psnr", "image_ssim", "image_l1", "image_delta_e"}


def test_the_hole_is_measured_over_the_mask_alone():
    _, clean = images()
    restored = clean * 0.5 + 0.25
    restored = np.where(square()[..., None] > 0, clean + np.where(clean < 0.5, 0.1, -0.1), restored).astype(np.float32)
    found = measure(restored, clean, square())
    assert found["hole_psnr"] == pytest.approx(20, abs=1e-4)  # 10 log10(1 / 0.1^2)
    assert found["hole_l1"] == pytest.approx(0.1, abs=1e-6)
    assert found["image_psnr"] != pytest.approx(20, abs=0.1)


def test_an_error_away_from_the_border_is_not_seen_there_and_one_beside_it_is():
    _, clean = images()
    clean = clean * 0.8
    inside, beside = clean.copy(), clean.copy()
    inside[10 + BORDER : 30 - BORDER, 12 + BORDER : 32 - BORDER] += 0.1
    beside[10 - BORDER, 15] += 0.1
    assert measure(inside, clean, square())["border_psnr"] == PSNR_CEILING
    assert measure(inside, clean, square())["hole_psnr"] < PSNR_CEILING
    assert measure(beside, clean, square())["border_psnr"] < PSNR_CEILING
    assert measure(beside, clean, square())["hole_psnr"] == PSNR_CEILING


def test_a_mask_that_marks_nothing_has_no_numbers_of_its_own():
    restored, clean = images()
    found = measure(restored, clean, np.zeros(clean.shape[:2], np.uint8))
    assert all(math.isnan(value) for name, value in found.items() if not name.startswith("image"))
    assert not any(math.isnan(value) for name, value in found.items() if name.startswith("image"))


def test_lost_and_veiled_paint_are_measured_apart():
    _, clean = images()
    clean = clean * 0.5
    veiled = np.zeros(clean.shape[:2], bool)
    veiled[34:38, 4:20] = True
    kinds = join_kinds(square() > 0, veiled)
    restored = clean + 0.1 * (square() > 0)[..., None] + 0.01 * veiled[..., None]
    found = measure(restored.astype(np.float32), clean, kinds)
    assert found["lost_psnr"] == pytest.approx(20, abs=1e-3)
    assert found["veiled_psnr"] == pytest.approx(40, abs=1e-3)
    assert found["lost_psnr"] < found["hole_psnr"] < found["veiled_psnr"]
    assert found["hole_l1"] == pytest.approx((400 * 0.1 + 64 * 0.01) / 464, abs=1e-5)


@pytest.mark.parametrize(("level", "kind", "other"), [(255, "lost", "veiled"), (128, "veiled", "lost")])
def test_where_there_is_one_kind_of_damage_it_is_the_hole(level, kind, other):
    restored, clean = images()
    item = Item("x", clean, clean, np.where(square() > 0, level, 0).astype(np.uint8))
    found = measure(restored, clean, item.kinds, seen=see(item))
    of_kind = {name.removeprefix(f"{kind}_"): value for name, value in found.items() if name.startswith(f"{kind}_")}
    assert of_kind == {n.removeprefix("hole_"): value for n, value in found.items() if n.startswith("hole_")}
    assert all(math.isnan(value) for name, value in found.items() if name.startswith(f"{other}_"))
    assert {"perceptual_lite0", "perceptual_lite2", "texture"} < of_kind.keys()


def test_the_looks_of_a_fill_are_judged_as_a_png_shows_it():
    restored, clean = images(spread=0.3)  # partly beyond [0, 1], and on no level of 8 bits
    item = Item("x", clean, clean, square())
    shown = from_float(restored, np.uint8).astype(np.float32) / 255
    ours, png = (measure(x, clean, item.kinds, seen=see(item)) for x in (restored, shown))
    for name in ("hole_perceptual_lite0", "hole_perceptual_lite2", "hole_texture"):
        assert ours[name] == png[name]


def test_an_image_without_damage_is_not_looked_at():
    _, clean = images()
    assert see(Item("x", clean, clean, None)) is None
    assert see(Item("x", clean, clean, np.zeros(clean.shape[:2], np.uint8))) is None


def test_a_score_knows_its_image():
    restored, clean = images(spread=1.0)
    score = score_image(Item("cave", clean, clean, square()), "model", restored)
    assert (score.name, score.method, score.size) == ("cave", "model", (40, 48))
    assert score.wall == "cave"
    assert score.mask_ratio == pytest.approx(400 / (40 * 48))
    assert score.raw_mse == pytest.approx(np.square(restored.astype(float) - clean).mean())  # not clamped


def scored(mse, size=(16, 16), **measures):
    return ImageScore("x", "m", size, None, mse, measures)


@pytest.mark.parametrize("batch", [1, 3, 8])
def test_pooled_psnr_is_that_of_the_original_project(batch):
    pairs = [images(seed, spread=0.05 * (seed + 1)) for seed in range(7)]
    scores = [score_image(Item("x", clean, clean, None), "m", restored) for restored, clean in pairs]
    stacks = [
        tuple(np.concatenate([to_tensor(pair[side]) for pair in pairs[start : start + batch]]) for side in (0, 1))
        for start in range(0, len(pairs), batch)
    ]
    theirs = pooled_psnr((torch.from_numpy(x), torch.from_numpy(y)) for x, y in stacks)
    assert pooled_psnr_of(scores, batch) == pytest.approx(theirs, abs=1e-4)


def test_pooling_weighs_images_by_their_pixels():
    scores = [scored(0.01, (10, 10)), scored(0.0, (10, 30))]
    assert pooled_psnr_of(scores, 8) == pytest.approx(-10 * math.log10(0.01 / 4))


def test_a_perfect_image_counts_the_ceiling():
    assert pooled_psnr_of([scored(0.0), scored(0.01)], 1) == pytest.approx((PSNR_CEILING + 20) / 2)


def test_a_mean_is_over_the_images_that_have_the_number():
    scores = [scored(0, hole_psnr=20.0), scored(0, hole_psnr=math.nan), scored(0), scored(0, hole_psnr=30.0)]
    assert mean_of(scores, "hole_psnr") == 25
    assert math.isnan(mean_of(scores, "border_psnr"))


def test_of_textures_the_median_is_told():
    scores = [scored(0, hole_texture=value) for value in (0.5, 0.7, 30.0)]
    assert mean_of(scores, "hole_texture") == 0.7
