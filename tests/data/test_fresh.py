import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from murals.data.fresh import COVER, ZOOM, BytePair, FreshPairs, as_float
from murals.errors import MuralsError

VEILED, LOST = 128, 255


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
        assert damaged.dtype == clean.dtype == mask.dtype == torch.uint8
        assert set(mask.unique().tolist()) <= {0, VEILED, LOST}
        assert torch.equal(damaged * (mask == 0), clean * (mask == 0))


def test_the_content_of_a_pair_is_kept_under_the_mask(pairs):
    damaged, _, mask = FreshPairs([], pairs, crop=64, length=1)[0]
    assert torch.equal(
        damaged[mask.expand(3, -1, -1) > 0], torch.full((int(3 * (mask > 0).sum()),), 7, dtype=torch.uint8)
    )
    assert mask.unique().tolist() == [0, VEILED, LOST]


def test_the_same_seed_gives_the_same_samples_and_each_is_new(images, pairs):
    one, two = (FreshPairs(images, pairs, crop=64, length=4, seed=3) for _ in range(2))
    first = [one[i] for i in range(4)]
    assert all(torch.equal(a, b) for x, i in zip(first, range(4), strict=True) for a, b in zip(x, two[i], strict=True))
    assert not torch.equal(first[0][0], one[0][0])


def test_most_samples_are_damaged_as_much_as_is_wanted(images):
    fresh = FreshPairs(images, [], crop=64, length=60)
    covers = [float((mask > 0).float().mean()) for _, _, mask in (fresh[i] for i in range(60))]
    assert np.mean([COVER[0] <= cover <= COVER[1] for cover in covers]) > 0.8


def test_two_masks_damage_more_than_one(images):
    means = []
    for dense in (0.0, 1.0):
        fresh = FreshPairs(images, [], crop=64, length=60, dense=dense)
        means.append(np.mean([float((fresh[i][2] > 0).float().mean()) for i in range(60)]))
    assert 1.4 * means[0] < means[1] < 2 * means[0]


@pytest.mark.parametrize("name", ["losses", "cracks", "mural"])
def test_a_recipe_damages_a_crop_and_its_masks_are_laid_on_other_walls(name):
    rng = np.random.default_rng(1)
    walls = [rng.integers(20, 255, (560, 600, 3), dtype=np.uint8) for _ in range(2)]
    fresh = FreshPairs(walls, [], crop=128, length=6, recipes={name: 1.0})
    drawn = [fresh[i] for i in range(4)]
    assert all(torch.equal(damaged * (mask == 0), clean * (mask == 0)) for damaged, clean, mask in drawn)
    assert any(damaged[mask.expand(3, -1, -1) == LOST].any() for damaged, _, mask in drawn)  # not black: a recipe's own
    kept = len(fresh.drawn)
    assert kept
    fresh.again = 1.0
    for damaged, clean, mask in (fresh[i] for i in range(4)):
        assert not (damaged * (mask > 0)).any()
        assert torch.equal(damaged * (mask == 0), clean * (mask == 0))
    assert len(fresh.drawn) == kept


def test_workers_make_samples_of_their_own_and_new_ones_in_each_epoch(images):
    fresh = FreshPairs(images, [], crop=64, length=4)
    torch.manual_seed(0)
    loader = DataLoader(fresh, batch_size=1, num_workers=2)
    samples = [damaged for _ in range(2) for damaged, _, _ in loader]
    assert all(not torch.equal(a, b) for i, a in enumerate(samples) for b in samples[:i])


def test_a_batch_becomes_floats():
    assert as_float(torch.tensor([0, 128, 255], dtype=torch.uint8)).tolist() == pytest.approx([0, 128 / 255, 1])


def test_some_samples_are_sound(images):
    fresh = FreshPairs(images, [], crop=64, length=60, sound=0.5)
    samples = [fresh[i] for i in range(60)]
    sound = [torch.equal(damaged, clean) for damaged, clean, mask in samples if not mask.any()]
    assert 15 < len(sound) < 45
    assert all(sound)


def test_a_crop_shows_a_photograph_at_half_the_scale_of_a_tile():
    across = np.broadcast_to(np.arange(256, dtype=np.uint8)[None, :, None], (256, 256, 3)).copy()
    fresh = FreshPairs([across], [], crop=64, length=30)
    spans = [float(clean.max() - clean.min()) / 63 for _, clean, _ in (fresh[i] for i in range(30))]
    assert 2 * ZOOM[0] - 0.1 <= min(spans) < max(spans) <= 2 * ZOOM[1] + 0.1  # levels a pixel; one at full scale
    assert np.mean(spans) == pytest.approx(2 * np.mean(ZOOM), abs=0.3)


def test_an_image_smaller_than_the_crop_is_named(images):
    with pytest.raises(MuralsError, match="crops of 128 px do not fit an image of 90 px"):
        FreshPairs(images, [], crop=128, length=1)


def test_nothing_to_draw_from_is_a_mistake():
    with pytest.raises(MuralsError, match="got neither"):
        FreshPairs([], [], crop=64, length=1)
