import numpy as np
import pytest
import torch

from murals.data.fresh import COVER, ZOOM, BytePair, FreshPairs
from murals.errors import MuralsError

VEILED = float(np.float32(128) / 255)  # a veiled pixel as a number in a tensor


@pytest.fixture
def images():
    rng = np.random.default_rng(0)
    return [rng.integers(20, 255, (90, 140, 3), dtype=np.uint8) for _ in range(3)]


@pytest.fixture
def pairs(images):
    mask = np.zeros((90, 140), np.uint8)
    mask[20:60, 30:90], mask[30:50, 40:80] = 128, 255
    return [BytePair(np.where(mask[..., None] > 0, 7, image).astype(np.uint8), image, mask) for image in images]


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_damaged_and_clean_differ_only_under_the_mask(images, pairs, share):
    fresh = FreshPairs(images, pairs, crop=64, length=20, share=share)
    for damaged, clean, mask in (fresh[i] for i in range(20)):
        assert damaged.shape == clean.shape == (3, 64, 64)
        assert mask.shape == (1, 64, 64)
        assert damaged.dtype == clean.dtype == mask.dtype == torch.float32
        assert set(mask.unique().tolist()) <= {0.0, VEILED, 1.0}
        assert torch.equal(damaged * (mask == 0), clean * (mask == 0))
        assert 0 <= damaged.min() <= clean.max() <= 1


def test_the_content_of_a_pair_is_kept_under_the_mask(pairs):
    damaged, _, mask = FreshPairs([], pairs, crop=64, length=1)[0]
    assert torch.equal(damaged[mask.expand(3, -1, -1) > 0], torch.full((int(3 * (mask > 0).sum()),), 7 / 255))
    assert mask.unique().tolist() == [0.0, VEILED, 1.0]


def test_the_same_seed_gives_the_same_samples_and_each_is_new(images, pairs):
    one, two = (FreshPairs(images, pairs, crop=64, length=4, seed=3) for _ in range(2))
    first = [one[i] for i in range(4)]
    assert all(torch.equal(a, b) for x, i in zip(first, range(4), strict=True) for a, b in zip(x, two[i], strict=True))
    assert not torch.equal(first[0][0], one[0][0])


def test_most_samples_are_damaged_as_much_as_is_wanted(images):
    fresh = FreshPairs(images, [], crop=64, length=60)
    covers = [float(mask.mean()) for _, _, mask in (fresh[i] for i in range(60))]
    assert np.mean([COVER[0] <= cover <= COVER[1] for cover in covers]) > 0.8


def test_two_masks_damage_more_than_one(images):
    means = []
    for dense in (0.0, 1.0):
        fresh = FreshPairs(images, [], crop=64, length=60, dense=dense)
        means.append(np.mean([float(fresh[i][2].mean()) for i in range(60)]))
    assert 1.4 * means[0] < means[1] < 2 * means[0]


def test_some_samples_are_sound(images):
    fresh = FreshPairs(images, [], crop=64, length=60, sound=0.5)
    samples = [fresh[i] for i in range(60)]
    sound = [torch.equal(damaged, clean) for damaged, clean, mask in samples if not mask.any()]
    assert 15 < len(sound) < 45
    assert all(sound)


def test_a_crop_shows_a_photograph_at_half_the_scale_of_a_tile():
    across = np.broadcast_to(np.arange(256, dtype=np.uint8)[None, :, None], (256, 256, 3)).copy()
    fresh = FreshPairs([across], [], crop=64, length=30)
    spans = [float(clean.max() - clean.min()) * 255 / 63 for _, clean, _ in (fresh[i] for i in range(30))]
    assert 2 * ZOOM[0] - 0.1 <= min(spans) < max(spans) <= 2 * ZOOM[1] + 0.1  # levels a pixel; one at full scale
    assert np.mean(spans) == pytest.approx(2 * np.mean(ZOOM), abs=0.3)


def test_an_image_smaller_than_the_crop_is_named(images):
    with pytest.raises(MuralsError, match="crops of 128 px do not fit an image of 90 px"):
        FreshPairs(images, [], crop=128, length=1)


def test_nothing_to_draw_from_is_a_mistake():
    with pytest.raises(MuralsError, match="got neither"):
        FreshPairs([], [], crop=64, length=1)
