import numpy as np
import pytest
import torch
from PIL import Image

from murals.data.aligned import find_aligned
from murals.data.aligned_loaders import Shelf, translate_dls
from murals.errors import MuralsError


def load(folder, **options):
    return translate_dls(find_aligned(folder, "train"), find_aligned(folder, "val"), device="cpu", **options)


def test_a_batch_is_input_and_target(aligned):
    x, y = load(aligned, batch_size=4).one_batch()
    assert x.shape == y.shape == (4, 3, 64, 64) and x.dtype == torch.float32
    assert x.min() >= 0 and x.max() <= 1


def test_nothing_is_changed_without_jitter(aligned):
    dls = load(aligned, batch_size=4)
    x, y = next(iter(dls.valid))
    whole = torch.from_numpy(np.asarray(Image.open(aligned / "val/00.png")).copy()).permute(2, 0, 1) / 255
    assert torch.allclose(torch.Tensor(x[0]), whole[..., :64]) and torch.allclose(torch.Tensor(y[0]), whole[..., 64:])


def test_every_batch_is_taken_the_short_one_too(aligned):
    sizes = sorted(len(x) for x, _ in load(aligned, batch_size=5).train)
    assert sizes == [3, 5]


def test_a_batch_is_no_larger_than_the_data(aligned):
    assert [len(x) for x, _ in load(aligned, batch_size=256).train] == [8]


def test_jitter_hits_both_halves_alike(tmp_path, aligned):
    for file in (aligned / "train").glob("*.png"):
        left = Image.open(file).crop((0, 0, 64, 64))
        twice = Image.new("RGB", (128, 64))
        twice.paste(left, (0, 0))
        twice.paste(left, (64, 0))
        twice.save(file)
    dls = load(aligned, batch_size=8, jitter=True)
    x, y = dls.one_batch()
    assert torch.equal(x, y)
    plain, _ = load(aligned, batch_size=8).one_batch()
    assert not torch.equal(torch.Tensor(x).mean((1, 2, 3)).sort()[0], torch.Tensor(plain).mean((1, 2, 3)).sort()[0])


def test_jitter_leaves_validation_alone(aligned):
    (x, _), (plain, _) = (next(iter(load(aligned, batch_size=4, jitter=jitter).valid)) for jitter in (True, False))
    assert torch.equal(x, plain)


def test_jitter_mirrors_about_half(aligned):
    ramp = np.tile(np.linspace(0, 255, 64, dtype=np.uint8)[None, :, None], (64, 2, 3))
    for i in range(8):
        Image.fromarray(ramp).save(aligned / f"train/{i:02}.png")
    torch.manual_seed(0)
    dls = load(aligned, batch_size=8, jitter=True)
    rising = [bool(image[0, 0, -1] > image[0, 0, 0]) for _ in range(8) for image in dls.one_batch()[0]]
    assert 0.25 < np.mean(rising) < 0.75


def test_the_size_is_that_of_the_images_unless_given(aligned):
    assert load(aligned).size == 64
    assert load(aligned, size=32).one_batch()[0].shape[-2:] == (32, 32)


def test_the_same_seed_gives_the_same_order(aligned):
    one, other, third = (load(aligned, batch_size=8, seed=seed).one_batch()[0] for seed in (1, 1, 2))
    assert torch.equal(one, other) and not torch.equal(one, third)


def test_a_full_shelf_still_reads(aligned):
    half = find_aligned(aligned, "train")[0].input
    for room in (0, 1 << 20):
        shelf = Shelf(room)
        assert np.array_equal(np.asarray(shelf.open(half)), half.read())
        assert len(shelf.kept) == (room > 0)


def test_a_batch_of_nothing_is_refused(aligned):
    with pytest.raises(MuralsError, match="--batch-size 1 or more"):
        load(aligned, batch_size=0)
