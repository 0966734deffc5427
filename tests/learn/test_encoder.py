import pytest
import timm
import torch
from safetensors.torch import save_file

from murals.config import STAGES
from murals.errors import MuralsError
from murals.learn.encoder import (
    create_encoder,
    describe_encoder,
    encoder_groups,
    find_encoders,
)

# Encoders tried: name, channels of the features. Every one is built and run below.
TRIED = {
    "tf_efficientnet_lite0": [16, 24, 40, 112, 320],
    "efficientnet_b0": [16, 24, 40, 112, 320],
    "resnet18": [64, 64, 128, 256, 512],
    "resnet34": [64, 64, 128, 256, 512],
    "convnext_atto": [40, 80, 160, 320],
    "mobilenetv3_small_100": [16, 16, 24, 48, 576],
    "swinv2_tiny_window8_256": [96, 192, 384, 768],
    "swin_tiny_patch4_window7_224": [96, 192, 384, 768],
    "regnety_002": [32, 24, 56, 152, 368],
    "mobilevit_xxs": [16, 24, 48, 64, 320],
    "pvt_v2_b0": [32, 64, 160, 256],
    "edgenext_xx_small": [24, 48, 88, 168],
    "fastvit_t8": [48, 96, 192, 384],
}


@pytest.mark.parametrize(("name", "channels"), TRIED.items())
def test_a_feature_pyramid_in_channels_first_order(name, channels):
    encoder = create_encoder(name, pretrained=False).eval()
    with torch.no_grad():
        features = encoder(torch.rand(1, 3, 64, 96))
    assert [f.shape[1] for f in features] == channels
    assert [tuple(f.shape[2:]) for f in features[-4:]] == [(16, 24), (8, 12), (4, 6), (2, 3)]


@pytest.mark.parametrize("name", TRIED)
def test_every_parameter_belongs_to_one_stage(name):
    encoder = create_encoder(name, pretrained=False)
    groups = encoder_groups(encoder)
    ids = [id(p) for stage in STAGES for p in groups[stage]]
    assert all(groups.values())
    assert sorted(ids) == sorted(id(p) for p in encoder.net.parameters())


def test_the_stages_of_a_resnet_are_its_layers():
    stages = create_encoder("resnet18", pretrained=False).stage_of()
    assert stages["conv1.weight"] == stages["layer1.0.conv1.weight"] == "stage1"
    assert {stage for name, stage in stages.items() if name.startswith("layer4")} == {"stage4"}
    assert {stage for name, stage in stages.items() if name.startswith("layer2")} == {"stage2"}


def test_a_gradient_of_stage3_does_not_reach_stage4():
    encoder = create_encoder("tf_efficientnet_lite0", pretrained=False).train()
    encoder(torch.rand(2, 3, 64, 64))[-2].sum().backward()
    reached = {stage: any(p.grad is not None for p in group) for stage, group in encoder_groups(encoder).items()}
    assert reached == {"stage1": True, "stage2": True, "stage3": True, "stage4": False}


def test_the_default_encoder_is_pretrained_without_a_network():
    encoder = create_encoder()
    assert encoder.mean.flatten().tolist() == [0.5, 0.5, 0.5]
    first = next(iter(_stem(encoder)))
    assert not torch.equal(first, next(iter(_stem(create_encoder(pretrained=False)))))


def test_weights_from_a_file_are_taken(tmp_path):
    source = timm.create_model("resnet18")
    save_file(source.state_dict(), tmp_path / "resnet18.safetensors")
    encoder = create_encoder("resnet18", weights=tmp_path / "resnet18.safetensors")
    assert torch.equal(encoder.net.conv1.weight, source.conv1.weight)
    assert torch.equal(encoder.net.layer4[1].bn2.running_var, source.layer4[1].bn2.running_var)


def test_weights_of_another_encoder_are_refused(tmp_path):
    save_file(timm.create_model("resnet18").state_dict(), tmp_path / "weights.safetensors")
    with pytest.raises(MuralsError, match=r"does not fit encoder 'resnet34'.*--encoder"):
        create_encoder("resnet34", weights=tmp_path / "weights.safetensors")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(MuralsError, match=r"no weights at .*none\.safetensors"):
        create_encoder("resnet18", weights=tmp_path / "none.safetensors")


def test_an_unknown_name_gets_a_suggestion():
    with pytest.raises(MuralsError, match=r"unknown encoder 'resnet19': did you mean resnet\d+\?.*murals encoders"):
        create_encoder("resnet19")


@pytest.mark.parametrize("name", ["vit_tiny_patch16_224", "vgg11", "hrnet_w18_small"])
def test_a_network_without_a_usable_pyramid_is_refused(name):
    with pytest.raises(MuralsError, match=r"choose another|a U-Net needs 1/4, 1/8, 1/16 and 1/32"):
        create_encoder(name, pretrained=False)
    assert describe_encoder(name) is None


def test_without_a_network_the_error_names_the_ways_out(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(
        MuralsError, match=r"'resnet34' .*--weights FILE.*--no-pretrained.*--encoder tf_efficientnet_lite0"
    ):
        create_encoder("resnet34")


def test_the_encoders_listed_as_tried_are_those_tried_here():
    from murals.learn.encoder import TRIED as LISTED

    assert set(LISTED) == set(TRIED)


def test_a_summary_tells_what_a_user_chooses_by():
    summary = describe_encoder("resnet18")
    assert (summary.channels, round(summary.parameters, 1)) == ((64, 128, 256, 512), 11.2)
    assert describe_encoder("tf_efficientnet_lite0").weights == "installed"


def test_patterns_find_names():
    assert "resnet34" in find_encoders("resnet3?")
    assert all("convnext" in name for name in find_encoders("convnext"))


def _stem(encoder):
    return [encoder.net.conv_stem.weight]


def test_extra_channels_change_nothing_until_they_have_learned():
    torch.manual_seed(0)
    image, extra = torch.rand(1, 3, 64, 64), torch.rand(1, 2, 64, 64)
    narrow, wide = create_encoder().eval(), create_encoder(extra_channels=2).eval()
    with torch.no_grad():
        for a, b in zip(narrow(image), wide(torch.cat([image, extra], 1)), strict=True):
            assert torch.allclose(a, b, atol=1e-5 * a.abs().max())


@pytest.mark.parametrize("name", ["resnet18", "convnext_atto", "swinv2_tiny_window8_256", "mobilenetv3_small_100"])
def test_every_kind_of_stem_takes_extra_channels(name):
    encoder = create_encoder(name, pretrained=False, extra_channels=4).eval()
    with torch.no_grad():
        assert len(encoder(torch.rand(1, 7, 64, 64))) >= 4
