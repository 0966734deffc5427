import logging

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from poisson_reference import solve_exactly

from murals import blend
from murals.blending.modes import MODES
from murals.blending.picture import white_of
from murals.errors import MuralsError

RNG = np.random.default_rng(5)
FROM_SOURCE = ("seamless", "mixed", "monochrome", "exchange", "membrane")
ONE_PICTURE = ("membrane", "flatten", "illuminate", "recolour", "decolourise")
HALF_A_LEVEL = 0.5 / 255


def smooth(h, w, c=3, dtype="float32", seed=0):
    """Waves in [0.2, 0.8], as photographs have them."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:h, :w] / max(h, w)
    waves = [np.sin(rng.uniform(2, 9) * x + rng.uniform(2, 9) * y + rng.uniform(0, 6)) for _ in range(c)]
    return _as(np.stack(waves, axis=-1) * 0.3 + 0.5, dtype)


def _as(x, dtype):
    return x.astype(dtype) if np.dtype(dtype).kind == "f" else np.rint(x * white_of(dtype)).astype(dtype)


def ring(h, w):
    """An ellipse with a hole, and a part of its own."""
    y, x = np.mgrid[:h, :w]
    r = np.hypot((y - h / 2) / (h / 2.6), (x - w / 2) / (w / 2.6))
    mask = (r < 1) & (r > 0.3)
    mask[1:3, 1:4] = True
    return mask


def lifted(image, by):
    return (image.astype(np.float64) + by).astype(image.dtype)


SOURCE, MASK, TARGET = smooth(24, 26, seed=1), ring(24, 26), smooth(40, 44, seed=2)


def on_target(mask, at, size=(40, 44)):
    whole = np.zeros(size, bool)
    whole[at[1] : at[1] + mask.shape[0], at[0] : at[0] + mask.shape[1]] = mask
    return whole


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32", "float64"])
def test_seamless_cloning_is_the_solution_of_the_equation(dtype):
    source, target = _as(SOURCE, dtype), _as(TARGET, dtype)
    blended = blend(source, target, MASK, at=(9, 7))
    region = on_target(MASK, (9, 7))
    white = white_of(dtype)
    g = np.zeros((40, 44, 3))
    g[7:31, 9:35] = source / white
    exact = solve_exactly(target / white, lambda p, q: g[p] - g[q], region)
    assert blended.dtype == target.dtype
    assert np.array_equal(blended[~region], target[~region])
    assert np.abs(blended / white - np.clip(exact, 0, 1)).max() < 1.0 / max(white, 255)


@pytest.mark.parametrize("mode", FROM_SOURCE)
def test_outside_the_region_not_one_bit_changes(mode):
    source, target = _as(SOURCE, "uint8"), _as(TARGET, "uint8")
    region = on_target(MASK, (9, 7))
    blended = blend(source, target, MASK, at=(9, 7), mode=mode)
    assert np.array_equal(blended[~region], target[~region])
    assert (blended[region] != target[region]).any()


@pytest.mark.parametrize("mode", ONE_PICTURE)
def test_one_picture_changes_inside_the_region(mode):
    target = np.clip(TARGET + RNG.normal(0, 0.02, TARGET.shape), 0, 1).astype(np.float32)
    region = on_target(MASK, (9, 7))
    blended = blend(None, target, region, mode=mode)
    assert (blended[region] != target[region]).any(axis=-1).mean() > 0.9
    assert np.array_equal(blended[~region], target[~region]) == (mode != "decolourise")


@pytest.mark.parametrize("mode", ["seamless", "mixed", "exchange"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_a_picture_blended_into_itself_is_itself(mode, dtype):
    target = _as(RNG.random((30, 31, 3)), dtype)
    assert np.array_equal(blend(target, target, ring(30, 31), mode=mode), target)


@pytest.mark.parametrize("mode", ["seamless", "mixed", "monochrome"])
def test_a_constant_added_to_the_source_changes_nothing(mode):
    source, target = _as(SOURCE * 0.7, "uint8"), _as(TARGET, "uint8")
    plain = blend(source, target, MASK, at=(9, 7), mode=mode).astype(int)
    raised = blend(source + np.uint8(40), target, MASK, at=(9, 7), mode=mode).astype(int)
    assert np.abs(plain - raised).max() <= 1
    assert (plain != raised).mean() < 0.005  # where float32 falls to the other side of a half


def test_the_membrane_of_a_ramp_is_that_ramp():
    y, x = np.mgrid[:40, :44]
    ramp = np.stack([x * 5, y * 6, 200 - x - 2 * y], axis=-1).astype(np.uint8)
    region = on_target(MASK, (9, 7))
    damaged = np.where(region[..., None], np.uint8(0), ramp)
    assert np.array_equal(blend(None, damaged, region, mode="membrane"), ramp)


def test_a_flat_source_gives_the_membrane_and_mixed_with_it_the_target():
    """Eq. (13) takes the target's gradient wherever it has one, so only where it has none is there a membrane."""
    flat, target = np.full((24, 26, 3), 90, np.uint8), _as(TARGET, "uint8")
    membrane = blend(flat, target, MASK, at=(9, 7), mode="membrane")
    assert np.array_equal(blend(flat, target, MASK, at=(9, 7)), membrane)
    assert np.array_equal(blend(flat, target, MASK, at=(9, 7), mode="mixed"), target)
    y, x = np.mgrid[:40, :44]
    ramp = np.stack([x * 5, y * 6, 200 - x - 2 * y], axis=-1).astype(np.uint8)
    mixed = blend(flat, ramp, MASK, at=(9, 7), mode="mixed")
    assert np.array_equal(mixed, blend(flat, ramp, MASK, at=(9, 7), mode="membrane"))


def test_the_membrane_is_never_lighter_or_darker_than_its_border():
    target = _as(RNG.random((40, 44, 3)), "uint8")
    region = on_target(MASK, (9, 7))
    blended = blend(None, target, region, mode="membrane")
    assert blended[region].max() <= target[~region].max()
    assert blended[region].min() >= target[~region].min()


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_tiling_makes_opposite_borders_equal(dtype):
    target = _as(TARGET, dtype)
    tile = blend(None, target, mode="tile")
    assert np.array_equal(tile[0], tile[-1])
    assert np.array_equal(tile[:, 0], tile[:, -1])
    seamless = np.abs(np.diff(tile[10:30].astype(float), axis=1)).max()  # away from corners, where four borders meet
    assert seamless < 2.5 * np.abs(np.diff(target.astype(float), axis=1)).max()


def test_decolourisation_leaves_colour_in_the_region_alone():
    region = on_target(MASK, (9, 7))
    blended = blend(None, TARGET, region, mode="decolourise")
    assert np.ptp(blended[~region], axis=1).max() < 1e-6
    assert np.ptp(blended[region], axis=1).mean() > 0.02


def test_texture_goes_and_contours_stay():
    target = np.full((40, 44, 3), 0.2, np.float32)
    target[:, 22:] = 0.8
    noisy = target + RNG.normal(0, 0.01, target.shape).astype(np.float32)
    region = np.zeros((40, 44), bool)
    region[5:35, 5:39] = True
    flat = blend(None, noisy, region, mode="flatten")
    inner = flat[10:30, 8:18]
    assert inner.std() < 0.3 * noisy[10:30, 8:18].std()
    assert flat[10:30, 25:35].mean() - inner.mean() == pytest.approx(0.6, abs=0.03)


def test_shadows_are_lifted():
    """In a dark region compressed gradients bring the middle nearer to the light around it."""
    y, x = np.mgrid[:40, :44]
    shadow = (0.8 - 0.7 * np.exp(-((x - 22) ** 2 + (y - 20) ** 2) / 60)).astype(np.float32)
    region = np.hypot(x - 22, y - 20) < 16
    blended = blend(None, shadow, region, mode="illuminate", beta=0.4)
    assert blended[20, 22] > shadow[20, 22] + 0.05


def test_factors_recolour():
    region = on_target(MASK, (9, 7))
    blended = blend(None, TARGET, region, mode="recolour", factors=(1, 1, 1))
    assert blended == pytest.approx(TARGET, abs=HALF_A_LEVEL)
    red = blend(None, TARGET, region, mode="recolour", factors=(1.5, 1, 1))
    assert np.array_equal(red[..., 1:], blended[..., 1:])
    assert np.abs(red[region][:, 0] - TARGET[region][:, 0]).max() > 0.01


def test_results_are_clamped_and_rounded():
    """A slope of one half from 0 at the left: halves round to even, as numpy has it, and nothing wraps around."""
    source = (np.arange(12) * 20 + np.zeros((5, 1))).astype(np.uint8)
    target = np.full((5, 12), 250, np.uint8)
    mask = np.zeros((5, 12), bool)
    mask[:, 1:] = True  # fixed at the left only: from there the source's slope of 20 goes on
    assert blend(source, target, mask)[0].tolist() == [250, *[255] * 11]
    assert blend(source[:, ::-1], target, mask)[2].tolist() == [250 - 20 * i for i in range(12)]


def test_the_border_of_the_target_is_free():
    """Natural boundary: beside the image's border the gradient alone decides, so a whole source is taken over."""
    target = np.zeros_like(_as(TARGET, "uint8"))
    mask = np.ones((40, 44), bool)
    mask[0, 0] = False
    source = _as(TARGET, "uint8")
    shifted = blend(source, target, mask).astype(int) - source
    assert shifted[mask].max() <= 0
    grown = np.clip(source.astype(int) - source[0, 0], 0, 255)
    assert np.abs(blend(source, target, mask).astype(int) - np.where(mask[..., None], grown, 0)).max() <= 1


FORMS = {"grey": (24, 26), "grey with alpha": (24, 26, 2), "RGB": (24, 26, 3), "RGBA": (24, 26, 4)}


@pytest.mark.parametrize("theirs", FORMS)
@pytest.mark.parametrize("ours", FORMS)
def test_every_form_goes_into_every_form(ours, theirs):
    source = RNG.integers(100, 256, FORMS[ours], np.uint8)
    target = RNG.integers(100, 256, FORMS[theirs], np.uint8)
    if len(FORMS[ours]) == 3 and FORMS[ours][2] in (2, 4):
        source[..., -1] = 255
    blended = blend(source, target, MASK)
    assert blended.shape == target.shape
    assert np.array_equal(blended[~MASK], target[~MASK])
    assert not np.array_equal(blended, target)
    if len(FORMS[theirs]) == 3 and FORMS[theirs][2] in (2, 4):
        assert np.array_equal(blended[..., -1], target[..., -1])


def test_depths_mix():
    """A 16-bit source in an 8-bit target is that of 8 bits, to the rounding."""
    deep = blend(_as(SOURCE, "uint16"), _as(TARGET, "uint8"), MASK, at=(9, 7))
    plain = blend(_as(SOURCE, "uint8"), _as(TARGET, "uint8"), MASK, at=(9, 7))
    assert deep.dtype == np.uint8
    assert np.abs(deep.astype(int) - plain).max() <= 1


def test_alpha_is_the_region_and_hides_what_lies_under_it():
    alpha = np.where(MASK, 1.0, 0.0)[..., None].astype(np.float32)
    black = np.concatenate([np.where(MASK[..., None], SOURCE, 0), alpha], axis=2).astype(np.float32)
    white = np.concatenate([np.where(MASK[..., None], SOURCE, 1), alpha], axis=2).astype(np.float32)
    blended = blend(black, TARGET, at=(9, 7))
    assert np.array_equal(blended, blend(white, TARGET, at=(9, 7)))
    assert np.array_equal(
        blended, blend(black, TARGET, np.ones((24, 26), bool), at=(9, 7))
    )  # a mask adds nothing clear
    region = on_target(MASK, (9, 7))
    assert np.array_equal(blended[~region], TARGET[~region])


def test_linear_light_differs_and_keeps_itself():
    source, target = _as(SOURCE, "uint8"), _as(TARGET, "uint8")
    assert np.array_equal(blend(target, target, ring(40, 44), linear_light=True), target)
    stored, light = (blend(source, target, MASK, at=(9, 7), linear_light=on) for on in (False, True))
    region = on_target(MASK, (9, 7))
    assert np.array_equal(light[~region], target[~region])
    assert np.abs(stored.astype(int) - light).max() > 2


def test_turned_and_scaled_about_its_middle():
    blended = blend(SOURCE, TARGET, ring(24, 26), at=(9.5, 7.25), scale=0.7, rotate=33)
    y, x = np.nonzero((blended != TARGET).any(axis=-1))
    assert 0.35 < len(y) / MASK.sum() < 0.6  # 0.7 squared is 0.49
    assert np.hypot(y.mean() - 18.7, x.mean() - 22) < 1


@given(st.integers(0, 2**32 - 1), st.sampled_from(["seamless", "mixed", "membrane"]))
@settings(max_examples=20, deadline=None)
def test_random_masks_are_solved(seed, mode):
    rng = np.random.default_rng(seed)
    mask = rng.random((11, 13)) < rng.uniform(0.1, 0.9)
    mask[rng.integers(11), rng.integers(13)], mask[5, 6] = False, True
    source, target = rng.random((2, 11, 13, 3))
    blended = blend(source, target, mask, mode=mode)

    def wanted(p, q):
        ours, theirs = source[p] - source[q], target[p] - target[q]
        stronger = np.where(np.abs(theirs) > np.abs(ours), theirs, ours)
        return {"seamless": ours, "mixed": stronger, "membrane": np.zeros(3)}[mode]

    exact = solve_exactly(target, wanted, mask)
    assert np.abs(blended - np.clip(exact, 0, 1)).max() < 1 / 65535


def test_where_nothing_bounds_the_region_the_mean_of_the_target_stays():
    everything, target = np.ones((24, 26), bool), TARGET[:24, :26]
    source = 0.5 + 0.1 * (SOURCE - SOURCE.mean((0, 1)))  # too little contrast to be clipped
    shifted = source + (target - source).mean(axis=(0, 1))
    assert blend(source, target, everything) == pytest.approx(shifted, abs=HALF_A_LEVEL)
    flat = blend(None, SOURCE, everything, mode="membrane")
    assert flat == pytest.approx(np.broadcast_to(SOURCE.mean(axis=(0, 1)), SOURCE.shape), abs=HALF_A_LEVEL)


@pytest.mark.parametrize("mode", MODES)
def test_the_inputs_stay_as_they_were(mode):
    source, target = SOURCE.copy(), smooth(24, 26, seed=2)
    before = target.copy()
    blend(source if MODES[mode].needs_source else None, target, None if mode == "tile" else MASK, mode=mode)
    assert np.array_equal(source, SOURCE)
    assert np.array_equal(target, before)


def test_a_mask_for_tiling_is_said_to_be_useless(caplog):
    with caplog.at_level(logging.WARNING, "murals"):
        blend(None, TARGET, on_target(MASK, (9, 7)), mode="tile")
    assert "the mask is not looked at" in caplog.text


@pytest.mark.parametrize(
    ("arguments", "options", "sentence"),
    [
        ((None, TARGET, MASK), {}, "the mode seamless takes something from a source"),
        ((SOURCE, TARGET), {}, "nothing says which part of the source to blend: give a mask, a polygon, or"),
        ((SOURCE, TARGET, MASK[:9]), {}, "the mask is 26x9 but the source is 26x24: draw the mask at 26x24"),
        ((SOURCE, TARGET, MASK * 0), {}, "the region is empty"),
        ((SOURCE, TARGET, MASK), {"at": (100, 0)}, "falls off the target"),
        ((SOURCE, TARGET, MASK), {"mode": "seemless"}, "did you mean seamless"),
        ((SOURCE, TARGET, MASK), {"solver": "multigird"}, "multigrid"),
        ((SOURCE, TARGET.astype(np.int32), MASK), {}, "the target is of int32"),
        ((SOURCE * 255, TARGET, MASK), {}, "the source is float with values from"),
        ((None, TARGET, MASK), {"mode": "flatten"}, "the mask is 26x24 but the target is 44x40"),
        ((None, TARGET, None), {"mode": "flatten"}, "the mode flatten needs a region of the target"),
        ((None, TARGET, MASK), {"mode": "flatten", "at": (1, 1)}, "leave out --at, --offset, --scale and --rotate"),
        ((None, TARGET[..., 0], MASK), {"mode": "recolour"}, "the target is grey"),
        ((SOURCE, TARGET, MASK), {"alpha": 0}, "--alpha 0"),
    ],
)
def test_a_mistake_is_a_sentence(arguments, options, sentence):
    with pytest.raises(MuralsError, match=sentence):
        blend(*arguments, **options)
