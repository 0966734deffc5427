import numpy as np
import pytest

from murals.data.recipes.layer import OPAQUE, VISIBLE
from murals.data.recipes.mural import EFFECTS, NATURAL_RATIO, Strengths, damage_mural
from murals.errors import MuralsError

NONE = dict.fromkeys(EFFECTS, 0.0)
LINES = {"cracks", "scratches"}  # they end with a segment, and what crosses or leaves the image is lost


def marked_share(painting, seed, **options):
    return (damage_mural(painting, np.random.default_rng(seed), **options)[1] > 0).mean()


@pytest.mark.parametrize("seed", range(6))
def test_outside_the_mask_damaged_and_clean_are_equal(painting, seed):
    damaged, mask = damage_mural(painting, np.random.default_rng(seed))
    assert damaged.shape == painting.shape and damaged.dtype == np.float32
    assert mask.shape == painting.shape[:2] and mask.dtype == np.uint8 and set(np.unique(mask)) <= {0, 128, 255}
    assert np.array_equal(damaged[mask == 0], painting[mask == 0])
    assert (damaged[mask > 0] != painting[mask > 0]).any(1).mean() > 0.98, "nearly every masked pixel changed"
    assert damaged.min() >= 0 and damaged.max() <= 1


def test_the_painting_itself_is_not_touched(painting):
    before = painting.copy()
    damage_mural(painting, np.random.default_rng(0))
    assert np.array_equal(painting, before)


def test_one_seed_one_wall(painting):
    first, again, other = (damage_mural(painting, np.random.default_rng(seed))[0] for seed in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_the_share_is_natural_where_none_is_asked_for(painting):
    shares = [marked_share(painting, seed) for seed in range(20)]
    assert NATURAL_RATIO[0] <= min(shares) < 0.12 and 0.2 < max(shares) <= NATURAL_RATIO[1]


@pytest.mark.parametrize("ratio", [(0.01, 0.03), (0.2, 0.3), (0.7, 0.8)])
def test_the_ratio_is_honoured(painting, ratio):
    shares = [
        damage_mural(painting, np.random.default_rng(seed), ratio=ratio)[1].astype(bool).mean() for seed in range(5)
    ]
    assert ratio[0] <= min(shares) and max(shares) <= ratio[1]


@pytest.mark.parametrize("name", EFFECTS)
def test_each_effect_alone_honours_the_ratio(painting, name):
    strengths = Strengths(**{**NONE, name: 1.0})
    damaged, mask = damage_mural(painting, np.random.default_rng(0), ratio=(0.1, 0.2), strengths=strengths)
    assert 0.1 <= (mask > 0).mean() <= 0.2
    assert np.array_equal(damaged[mask == 0], painting[mask == 0])


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_keeps_to_its_area_and_to_free_pixels(painting, everywhere, name):
    free = everywhere.copy()
    free[:, :64] = False
    layer = EFFECTS[name][0](painting, np.random.default_rng(0), 3000, free)
    covered = int(((layer.opacity > 0) & free).sum())
    assert 0 < covered <= 3000 if name in LINES else covered == 3000
    assert layer.colour.shape == painting.shape and layer.opacity.shape == free.shape
    assert layer.colour.min() >= 0 and layer.colour.max() <= 1
    assert layer.opacity[layer.opacity > 0].min() > VISIBLE and layer.opacity.max() <= 1


def test_half_the_strength_is_half_the_damage(painting):
    half = Strengths(**dict.fromkeys(EFFECTS, 0.5))
    whole, halved = (
        damage_mural(painting, np.random.default_rng(0), strengths=s)[1].astype(bool).mean() for s in (None, half)
    )
    assert halved / whole == pytest.approx(0.5, abs=0.05)


def test_an_effect_of_strength_zero_stays_away(painting, monkeypatch):
    def refuse(*_):
        raise AssertionError("this effect was switched off")

    monkeypatch.setitem(EFFECTS, "salt", (refuse, EFFECTS["salt"][1]))
    for seed in range(4):
        damage_mural(painting, np.random.default_rng(seed), strengths=Strengths(salt=0.0))


@pytest.mark.parametrize("strengths", [Strengths(**NONE), Strengths(salt=-1)])
def test_strengths_without_sense_are_refused(painting, strengths):
    with pytest.raises(MuralsError, match="expected none below zero and at least one above"):
        damage_mural(painting, np.random.default_rng(0), strengths=strengths)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("flakes", 1, 1),
        ("cracks", 0.03, 0.9),
        ("scratches", 0, 0.01),
        ("salt", 0.01, 0.7),
        ("fading", 0, 0),
        ("stains", 0, 0),
    ],
)
def test_what_is_opaque_is_lost_and_what_is_legible_is_veiled(painting, name, least, most):
    strengths = Strengths(**{**NONE, name: 1.0})
    _, mask = damage_mural(painting, np.random.default_rng(0), ratio=(0.1, 0.2), strengths=strengths)
    assert least <= (mask[mask > 0] == 255).mean() <= most


def test_little_of_the_paint_shows_through_what_is_lost():
    signs = np.random.default_rng(0).choice([-0.15, 0.15], (192, 256)).astype(np.float32)
    painted = np.repeat(0.5 + signs[..., None], 3, 2)
    found = {128: [], 255: []}  # kind -> signs and what is seen of them
    for seed in range(8):  # without cracks: one sees into them, but not the painting's surface
        damaged, mask = damage_mural(painted, np.random.default_rng(seed), strengths=Strengths(cracks=0.0))
        for kind, pixels in found.items():
            pixels.append(np.stack([signs, damaged.mean(2)])[:, mask == kind])
    through = {kind: np.cov(np.concatenate(pixels, 1))[0, 1] / 0.15**2 for kind, pixels in found.items()}
    assert through[255] < 1 - OPAQUE < 0.3 < through[128], "the share of a contrast that is left"
