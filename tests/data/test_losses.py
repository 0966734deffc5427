import numpy as np
import pytest
from scipy.ndimage import distance_transform_edt, label, mean

from murals.data.recipes.losses import NATURAL_RATIO, damage_losses

TILE = 192  # px


def marbled(seed):
    """Return a tile `(192, 192, 3)` of soft coloured clouds."""
    coarse = np.random.default_rng(seed).random((6, 6, 3))
    return np.kron(coarse, np.ones((32, 32, 1))).astype(np.float32)


@pytest.mark.parametrize("seed", range(12))
def test_all_damage_is_lost_and_the_rest_is_clean_to_the_bit(painting, seed):
    before = painting.copy()
    damaged, mask = damage_losses(painting, np.random.default_rng(seed))
    assert damaged.shape == painting.shape and damaged.dtype == np.float32
    assert mask.shape == painting.shape[:2] and mask.dtype == np.uint8 and set(np.unique(mask)) == {0, 255}
    assert np.array_equal(damaged[mask == 0], painting[mask == 0])
    assert damaged.min() >= 0 and damaged.max() <= 1
    assert np.array_equal(painting, before), "the painting itself is not touched"


def test_one_seed_one_wall(painting):
    (first, mask), (again, same), (other, _) = (damage_losses(painting, np.random.default_rng(s)) for s in (1, 1, 2))
    assert np.array_equal(first, again) and np.array_equal(mask, same)
    assert not np.array_equal(first, other)


def test_the_share_is_natural_where_none_is_asked_for(painting):
    shares = [(damage_losses(painting, np.random.default_rng(seed))[1] > 0).mean() for seed in range(30)]
    assert NATURAL_RATIO[0] <= min(shares) < 0.13 and 0.27 < max(shares) <= NATURAL_RATIO[1]


@pytest.mark.parametrize("ratio", [(0.01, 0.03), (0.2, 0.3), (0.7, 0.8)])
def test_the_ratio_is_honoured(painting, ratio):
    shares = [(damage_losses(painting, np.random.default_rng(s), ratio=ratio)[1] > 0).mean() for s in range(5)]
    assert ratio[0] <= min(shares) and max(shares) <= ratio[1]


def test_nothing_of_the_paint_is_to_be_seen_in_the_depth_of_a_loss():
    signs = np.random.default_rng(0).choice([-0.15, 0.15], (TILE, TILE)).astype(np.float32)
    painted = np.repeat(0.5 + signs[..., None], 3, 2)
    seen = []
    for seed in range(12):
        damaged, mask = damage_losses(painted, np.random.default_rng(seed))
        deep = distance_transform_edt(mask > 0) > 6  # px, behind the softest rim
        seen.append(np.stack([signs, damaged.mean(2)])[:, deep])
    share = np.cov(np.concatenate(seen, 1))[0, 1] / 0.15**2
    assert abs(share) < 0.04, "of a contrast that lies below"


def test_what_lies_under_a_mask_misleads_as_often_as_it_helps():
    """Is the cover nearer to what it hides than the mean of the wall is? Neither hardly ever nor nearly always."""
    nearer = []
    for seed in range(60):
        clean = marbled(seed)
        damaged, mask = damage_losses(clean, np.random.default_rng(seed))
        error, error_of_mean = (np.abs(guess - clean).mean(2) for guess in (damaged, clean.mean((0, 1))))
        losses, count = label(mask > 0)
        places = range(1, count + 1)
        nearer.append(mean(error, losses, places) < mean(error_of_mean, losses, places))
    assert 0.35 < np.concatenate(nearer).mean() < 0.65


def test_covers_have_any_hue_and_lightness():
    grey = np.full((TILE, TILE, 3), 0.5, np.float32)
    colours = []
    for seed in range(40):
        damaged, mask = damage_losses(grey, np.random.default_rng(seed))
        colours.append(damaged[mask > 0])
    colours = np.concatenate(colours)
    assert np.percentile(colours.mean(1), 5) < 0.25 and np.percentile(colours.mean(1), 95) > 0.7
    strong = np.ptp(colours, axis=1) > 0.2
    hues = np.bincount(colours[strong].argmax(1), minlength=3) / strong.sum()
    assert strong.mean() > 0.05 and hues.min() > 0.1, "red, green and blue are all there"


def test_losses_are_small_and_large():
    grey = np.full((512, 512, 3), 0.5, np.float32)
    depths = [distance_transform_edt(damage_losses(grey, np.random.default_rng(s))[1] > 0).max() for s in range(8)]
    assert min(depths) > 5 and max(depths) > 50, "px"


def test_other_photographs_lend_their_pixels(painting):
    other = np.zeros_like(painting)
    other[..., 1] = 1  # pure green, whose hue may be turned, but not its strength to grey
    found = [
        (np.array_equal(a, b), np.ptp(a[m > 0], axis=1).max(initial=0))
        for seed in range(20)
        for a, m in [damage_losses(painting, np.random.default_rng(seed), others=[other])]
        for b, _ in [damage_losses(painting, np.random.default_rng(seed))]
    ]
    assert any(not same and strongest > 0.95 for same, strongest in found)
    assert any(same for same, _ in found), "walls without a foreign picture do not change"


@pytest.mark.parametrize("size", [(32, 32), (40, 200)])
def test_small_images_are_damaged_too(size):
    clean = np.full((*size, 3), 0.5, np.float32)
    for seed in range(25):
        damaged, mask = damage_losses(clean, np.random.default_rng(seed))
        assert mask.any() and np.array_equal(damaged[mask == 0], clean[mask == 0])
