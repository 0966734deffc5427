from collections import Counter

import matplotlib
import numpy as np
import pytest
import torch
from PIL import Image
from tests_helpers import write_pairs

from murals.data.loaders import mural_dls, own_size
from murals.data.pairs import find_pairs
from murals.errors import MuralsError


def batches(dls, count):
    return [[t.as_subclass(torch.Tensor) for t in dls.train.one_batch()] for _ in range(count)]


def test_a_batch_is_damaged_clean_mask(pairs):
    damaged, clean, mask = mural_dls(pairs, batch_size=4).one_batch()
    assert damaged.shape == clean.shape == (4, 3, 64, 64)
    assert mask.shape == (4, 1, 64, 64)
    assert damaged.dtype == clean.dtype == mask.dtype == torch.float32
    assert clean.min() >= 0 and clean.max() <= 1 and set(mask.unique().tolist()) == {0.0, 1.0}


def test_pairs_without_masks_make_batches_of_two(tmp_path):
    dls = mural_dls(write_pairs(tmp_path / "data", masks=False), batch_size=4)
    assert len(dls.one_batch()) == 2


def test_turns_and_crops_hit_all_three_alike(pairs):
    dls = mural_dls(pairs, batch_size=8)
    for damaged, clean, mask in batches(dls, 6):
        sound = (mask == 0).expand_as(clean)
        assert torch.allclose(damaged[sound], clean[sound], atol=2e-3)  # outside the mask nothing differs
        assert (damaged != clean).any(1, keepdim=True).float().sum() > 0


def test_validation_is_not_augmented(pairs):
    dls = mural_dls(pairs, batch_size=4)
    _, clean, _ = next(iter(dls.valid))
    expected = np.asarray(Image.open(pairs / "val/ground_truth/00.png"))
    assert np.array_equal((clean[0].permute(1, 2, 0).numpy() * 255).round().astype(np.uint8), expected)


def test_training_sees_different_crops(pairs):
    dls = mural_dls(pairs, batch_size=8)
    first, second = batches(dls, 2)
    assert not torch.equal(first[1].sum((2, 3)).sort(0).values, second[1].sum((2, 3)).sort(0).values)


def test_the_same_seed_gives_the_same_order(pairs):
    def order(seed):
        dls = mural_dls(pairs, batch_size=8, seed=seed, augment=False)
        return dls.one_batch()[1].as_subclass(torch.Tensor)

    assert torch.equal(order(3), order(3))
    assert not torch.equal(order(3), order(4))


def test_the_size_is_the_pairs_own_unless_named(pairs):
    assert own_size(find_pairs(pairs, "train")) == 64
    assert mural_dls(pairs, batch_size=2).one_batch()[0].shape[-1] == 64
    assert mural_dls(pairs, batch_size=2, size=32).one_batch()[2].shape == (2, 1, 32, 32)


def test_shrinking_is_by_area_and_marks_every_touched_pixel(pairs):
    dls = mural_dls(pairs, batch_size=4, size=32, augment=False)
    _, clean, mask = next(iter(dls.valid))
    full = np.asarray(Image.open(pairs / "val/ground_truth/00.png")).astype(float) / 255
    area = full.reshape(32, 2, 32, 2, 3).mean((1, 3))
    assert np.abs(clean[0].permute(1, 2, 0).numpy() - area).max() < 1.01 / 255  # rounded to grey levels
    marked = np.asarray(Image.open(pairs / "val/mask/00.png")).reshape(32, 2, 32, 2).max((1, 3)) > 0
    assert np.array_equal(mask[0, 0].numpy() > 0, marked)


def test_enlarging_is_announced(pairs, caplog):
    mural_dls(pairs, size=96)
    assert "the pairs are 64 px, training wants 96 px: they are enlarged" in caplog.text


def test_few_pairs_shrink_the_batch(pairs, caplog):
    dls = mural_dls(pairs, batch_size=32)
    assert "8 training pairs do not fill a batch of 32: the batch is 8" in caplog.text
    assert len(dls.train) == 1


def test_pairs_of_other_shapes_are_cropped(pairs):
    for kind in ("damaged", "ground_truth", "mask"):
        path = pairs / "train" / kind / "00.png"
        Image.open(path).resize((96, 80)).save(path)
    assert mural_dls(pairs, batch_size=8).one_batch()[0].shape == (8, 3, 64, 64)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"size": 16}, "too small to train on: choose --size 32 or more"),
        ({"batch_size": 0}, "choose --batch-size 1 or more"),
        ({"device": "gpu"}, "unknown device"),
    ],
)
def test_impossible_settings_are_refused(pairs, options, sentence):
    with pytest.raises(MuralsError, match=sentence):
        mural_dls(pairs, **options)


def test_a_missing_folder_says_how_to_get_pairs(tmp_path):
    with pytest.raises(MuralsError, match="murals damage"):
        mural_dls(tmp_path / "none")


VEILED = float(np.float32(128) / 255)


@pytest.fixture
def kinds(tmp_path):
    """Return pairs whose masks hold a loss of 24 px within sound paint, and a veil of 16 px apart from it."""
    root = write_pairs(tmp_path / "kinds")
    for path in root.rglob("mask/*.png"):
        mask = np.zeros((64, 64), np.uint8)
        mask[4:28, 4:28], mask[40:56, 36:52] = 255, 128
        Image.fromarray(mask).save(path)
    return root


def test_both_kinds_of_damage_reach_the_batch(kinds):
    _, _, mask = next(iter(mural_dls(kinds, batch_size=4).valid))
    assert mask.shape == (4, 1, 64, 64) and mask.dtype == torch.float32
    assert mask[0, 0, 5, 5] == 1 and mask[0, 0, 45, 45] == VEILED and mask[0, 0, 0, 0] == 0
    assert Counter((mask[0].flatten() * 255).round().int().tolist()) == {255: 576, 128: 256, 0: 3264}


@pytest.mark.parametrize("options", [{}, {"size": 48}, {"size": 96}])
def test_the_edge_of_a_loss_becomes_no_veil(tmp_path, options):
    root = write_pairs(tmp_path / "data")  # masks of losses alone
    for _, _, mask in batches(mural_dls(root, batch_size=8, **options), 4):
        assert set(mask.unique().tolist()) == {0.0, 1.0}


def test_a_veil_in_sound_paint_becomes_no_loss(kinds):
    for path in kinds.rglob("mask/*.png"):
        Image.fromarray(np.where(np.asarray(Image.open(path)) > 0, np.uint8(128), np.uint8(0))).save(path)
    for _, _, mask in batches(mural_dls(kinds, batch_size=8), 4):
        assert set(mask.unique().tolist()) == {0.0, VEILED}


def test_a_pixel_of_both_kinds_is_lost(kinds):
    for path in kinds.rglob("mask/*.png"):
        mask = np.full((64, 64), 128, np.uint8)
        mask[::2] = 255  # every other row
        Image.fromarray(mask).save(path)
    _, _, mask = next(iter(mural_dls(kinds, batch_size=4, size=32).valid))
    assert mask.unique().tolist() == [1.0]


def test_a_batch_of_kinds_is_shown(kinds):
    matplotlib.use("Agg")
    from matplotlib import pyplot

    mural_dls(kinds, batch_size=4).show_batch(max_n=2)
    pictures = [axes.images[0].get_array() for axes in pyplot.gcf().axes]
    assert len(pictures) == 6, "damaged, mask and clean of two pairs"
    assert {*np.unique(pictures[1::3])} == {0, 128, 255}
    pyplot.close("all")
