import numpy as np
import pytest
import torch
from skimage.metrics import peak_signal_noise_ratio
from torch import nn

from murals.data.aligned import find_aligned
from murals.data.aligned_loaders import translate_dls
from murals.translate.measures import mean_l1, measure_translator, translate_pairs


class Half(nn.Module):
    """A translator whose error is known: half of the input's light."""

    def forward(self, image):
        return image / 2


@pytest.fixture
def pairs(aligned):
    return find_aligned(aligned, "train")


@pytest.fixture
def dls(aligned, pairs):
    return translate_dls(pairs, find_aligned(aligned, "val"), batch_size=3, jitter=True, device="cpu")


def test_each_image_has_its_own_numbers(dls, pairs):
    rows = measure_translator(Half(), dls, pairs, side="train")
    assert [row.name for row in rows] == [pair.name for pair in pairs]
    for row, pair in zip(rows, pairs, strict=True):
        output, target = pair.input.read() / 510, pair.target.read() / 255
        assert row.l1 == pytest.approx(2 * np.abs(output - target).mean(), abs=1e-5)
        assert row.psnr == pytest.approx(peak_signal_noise_ratio(target, output, data_range=1), abs=1e-3)
        assert -1 <= row.ssim <= 1


def test_a_perfect_translation_has_no_error(aligned, dls):
    pairs = find_aligned(aligned, "train", direction="AtoB")
    same = [type(pair)(pair.input, pair.input, pair.name) for pair in pairs]
    rows = measure_translator(nn.Identity(), dls, same, side="train")
    assert mean_l1(rows, "train") == 0.0
    assert min(row.ssim for row in rows) == pytest.approx(1.0)


def test_jitter_is_off_while_measuring(dls, pairs):
    image = torch.cat([batch[0] for batch in translate_pairs(Half(), dls, pairs)])
    assert torch.allclose(image[2], torch.from_numpy(pairs[2].input.read().copy()).permute(2, 0, 1) / 255)
