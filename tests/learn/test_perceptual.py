import copy

import pytest
import torch
from loss_samples import random_pair
from torch import nn

from murals.errors import MuralsError
from murals.learn.losses import FeatureNetwork, load_feature_network, perceptual_loss


@pytest.fixture(scope="module")
def encoder() -> FeatureNetwork:
    return load_feature_network()


def test_perceptual_falls_as_noise_falls(encoder):
    values = [perceptual_loss(*random_pair(64, noise=noise), encoder).mean() for noise in (0.2, 0.1, 0.05, 0)]
    assert values == sorted(values, reverse=True)
    assert values[-1] == 0


def test_the_feature_network_stays_frozen(encoder):
    before = copy.deepcopy(encoder.network.state_dict())
    x, y = random_pair(32)
    x.requires_grad_()
    y.requires_grad_()
    perceptual_loss(x, y, encoder).sum().backward()
    assert not any(module.training for module in encoder.network.modules())
    assert not any(parameter.requires_grad for parameter in encoder.network.parameters())
    assert all(torch.equal(value, before[key]) for key, value in encoder.network.state_dict().items())
    assert x.grad.abs().sum() > 0
    assert y.grad is None


def test_perceptual_ignores_autocast_and_half_precision(encoder):
    x, y = random_pair(32)
    expected = perceptual_loss(x, y, encoder)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert torch.equal(perceptual_loss(x, y, encoder), expected)
    assert perceptual_loss(x.half(), y.half(), encoder) == pytest.approx(expected, rel=0.01)


def test_perceptual_needs_colour(encoder):
    with pytest.raises(MuralsError, match="got 1 channels"):
        perceptual_loss(torch.rand(1, 1, 32, 32), torch.rand(1, 1, 32, 32), encoder)


def test_loading_the_network_leaves_the_random_state_alone():
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    load_feature_network()
    assert torch.equal(torch.rand(3), expected)


def test_an_unknown_network_is_named():
    with pytest.raises(MuralsError, match=r"did you mean vgg16\?"):
        load_feature_network("vgg19")


@pytest.fixture
def empty_hub(tmp_path, monkeypatch):
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    return tmp_path / "checkpoints" / "vgg16-397923af.pth"


def test_vgg16_without_a_network_names_the_ways_out(empty_hub, monkeypatch):
    def refuse(*_, **__):
        raise OSError("no route to host")

    monkeypatch.setattr(torch.hub, "download_url_to_file", refuse)
    with pytest.raises(MuralsError) as caught:
        load_feature_network("vgg16")
    for way_out in (str(empty_hub), "perceptual_network='encoder'", "--perceptual-weight 0", "https://"):
        assert way_out in str(caught.value)


def test_a_vgg16_file_with_other_weights_is_refused(empty_hub):
    empty_hub.parent.mkdir()
    torch.save({"features.0.weight": torch.zeros(64, 3, 3, 3)}, empty_hub)
    with pytest.raises(MuralsError, match="does not hold torchvision's VGG16"):
        load_feature_network("vgg16")


def test_vgg16_features_are_torchvisions(empty_hub):
    """Random weights through torchvision's own network, hooked after its ReLUs, with the normalisation done by hand."""
    from torchvision.models import vgg16
    from torchvision.transforms.functional import normalize

    with torch.random.fork_rng():
        torch.manual_seed(0)
        features = vgg16_body(vgg16)
    empty_hub.parent.mkdir()
    torch.save({f"features.{key}": value for key, value in features.state_dict().items()}, empty_hub)
    network = load_feature_network("vgg16")
    x = random_pair(32)[1]
    z, expected = normalize(x, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]), {}
    for index, layer in enumerate(features):
        z = layer(z)
        expected[index] = z.clone()  # the ReLUs work in place
    got = network(x)
    assert [tuple(f.shape[1:]) for f in got] == [(64, 32, 32), (128, 16, 16), (256, 8, 8), (512, 4, 4)]
    for feature, layer in zip(got, (3, 8, 15, 22), strict=True):
        torch.testing.assert_close(feature, expected[layer], rtol=1e-4, atol=1e-4 * expected[layer].max().item())
    assert network.weights == (0.1, 0.2, 0.4, 0.3)


def vgg16_body(vgg16) -> nn.Sequential:
    """Return VGG16's convolutions with small random weights, without the 120 million of its classifier."""
    with torch.device("meta"):
        body = vgg16().features[:23]
    body.to_empty(device="cpu")
    for parameter in body.parameters():
        nn.init.normal_(parameter, std=0.05)
    return body.eval().requires_grad_(False)
