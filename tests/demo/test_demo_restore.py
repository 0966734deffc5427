import numpy as np
import pytest
from PIL import Image

from murals.demo.demo_restore import HEIGHT, LOST, WIDTH, restore_sample
from murals.images import read_kinds


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return restore_sample(tmp_path_factory.mktemp("filled"), device="cpu")


def read(path):
    return np.asarray(Image.open(path))


def test_a_wall_with_opaque_losses_is_filled_at_its_full_size(sample):
    damaged, filled, clean = (read(path) for path in (sample.damaged, sample.output, sample.clean))
    kinds = read_kinds(sample.mask)
    assert filled.shape == (HEIGHT, WIDTH, 3)
    assert set(np.unique(kinds)) == {0, 255}
    assert LOST[0] * 0.9 < (kinds > 0).mean() < LOST[1] * 1.1
    assert np.array_equal(filled[kinds == 0], damaged[kinds == 0])
    wrong = [np.square(image.astype(float) - clean)[kinds > 0].mean() for image in (damaged, filled)]
    assert wrong[1] < 0.5 * wrong[0]


def test_the_neutral_fill_is_another_one_of_the_same_losses(sample):
    damaged, mimetic, neutral = (read(path) for path in (sample.damaged, sample.output, sample.neutral))
    lost = read_kinds(sample.mask) > 0
    assert neutral.shape == mimetic.shape
    assert np.array_equal(neutral[~lost], damaged[~lost])
    assert (neutral != mimetic).any(-1)[lost].mean() > 0.5  # paint was copied over more than half of it


def test_the_map_of_sources_has_a_legend_below(sample):
    height, width, _ = read(sample.sources).shape
    assert width == WIDTH and HEIGHT < height < 1.25 * HEIGHT


def test_a_wall_may_have_another_size(tmp_path):
    sample = restore_sample(tmp_path, seed=3, height=96, width=128, device="cpu")
    for path in (sample.damaged, sample.output, sample.neutral, sample.clean):
        assert read(path).shape == (96, 128, 3)
