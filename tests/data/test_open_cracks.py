import numpy as np
import pytest

from murals.data.recipes.open_cracks import NATURAL_RATIO, cover_fissures, damage_cracks


@pytest.mark.parametrize("seed", range(8))
def test_cracks_are_lost_and_the_rest_is_clean_to_the_bit(painting, seed):
    damaged, mask = damage_cracks(painting, np.random.default_rng(seed))
    assert damaged.shape == painting.shape and damaged.dtype == np.float32
    assert mask.shape == painting.shape[:2] and mask.dtype == np.uint8 and set(np.unique(mask)) == {0, 255}
    assert np.array_equal(damaged[mask == 0], painting[mask == 0])
    assert (damaged[mask > 0] != painting[mask > 0]).any(1).mean() > 0.98, "the mask is as wide as the crack"
    assert damaged.min() >= 0 and damaged.max() <= 1


def test_one_seed_one_wall(painting):
    (first, mask), (again, same), (other, _) = (damage_cracks(painting, np.random.default_rng(s)) for s in (1, 1, 2))
    assert np.array_equal(first, again) and np.array_equal(mask, same)
    assert not np.array_equal(first, other)


def test_the_share_is_natural_where_none_is_asked_for(painting):
    shares = [(damage_cracks(painting, np.random.default_rng(seed))[1] > 0).mean() for seed in range(30)]
    assert NATURAL_RATIO[0] <= min(shares) < 0.035 and 0.065 < max(shares) <= NATURAL_RATIO[1]


@pytest.mark.parametrize("ratio", [(0.01, 0.03), (0.1, 0.12), (0.3, 0.4)])
def test_the_ratio_is_honoured(painting, ratio):
    shares = [(damage_cracks(painting, np.random.default_rng(s), ratio=ratio)[1] > 0).mean() for s in range(5)]
    assert ratio[0] <= min(shares) and max(shares) <= ratio[1]


def test_cracks_are_light_dark_and_coloured():
    grey = np.full((192, 192, 3), 0.5, np.float32)
    means = []
    for seed in range(50):
        damaged, mask = damage_cracks(grey, np.random.default_rng(seed))
        means.append(damaged[mask > 0].mean(0))
    light, strength = np.mean(means, 1), np.ptp(means, axis=1)
    assert min(np.mean(light > 0.6), np.mean(light < 0.35), np.mean(strength > 0.15)) > 0.1


def test_nothing_below_a_crack_is_seen(painting):
    signs = np.random.default_rng(0).choice([-0.15, 0.15], painting.shape[:2]).astype(np.float32)
    painted = np.repeat(0.5 + signs[..., None], 3, 2)
    seen = []
    for seed in range(12):
        damaged, mask = damage_cracks(painted, np.random.default_rng(seed))
        seen.append(np.stack([signs, damaged.mean(2)])[:, mask > 0])
    share = np.cov(np.concatenate(seen, 1))[0, 1] / 0.15**2
    assert abs(share) < 0.05, "of a contrast that lies below"


def test_no_cracks_leave_the_image_as_it_is(painting):
    assert np.array_equal(cover_fissures(painting, [], np.random.default_rng(0)), painting)
