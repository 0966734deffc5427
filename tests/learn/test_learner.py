import pytest
import torch

from murals.config import NetworkConfig
from murals.data.loaders import mural_dls
from murals.errors import MuralsError
from murals.learn.checkpoint import packaged_checkpoint, save_checkpoint
from murals.learn.learner import mural_learner

SMALL = "edgenext_xx_small"


@pytest.fixture
def dls(pairs):
    return mural_dls(pairs, batch_size=4)


def test_it_is_a_fastai_learner_frozen_but_for_its_decoder(dls):
    learn = mural_learner(dls, encoder=SMALL, pretrained=False)
    groups = [any(p.requires_grad for p in group) for group in learn.opt.param_lists]
    assert groups == [False, False, False, False, True]
    with learn.no_bar(), learn.no_logging():
        learn.fit_one_cycle(1, 1e-3)
    assert len(learn.recorder.values) == 1
    assert learn.recorder.metric_names[:5] == ["epoch", "train_loss", "valid_loss", "psnr", "ssim"]


def test_predictions_are_images_and_proposed_masks(dls):
    learn = mural_learner(dls, encoder=SMALL, pretrained=False)
    with learn.no_bar():
        restored = learn.get_preds()[0]
    assert restored.shape == (4, 5, 64, 64)


def test_a_checkpoint_is_where_it_starts(dls, tmp_path):
    first = mural_learner(dls, encoder=SMALL, pretrained=False)
    saved = save_checkpoint(tmp_path / "phase1.safetensors", first.model, {"phase": "1"})
    second = mural_learner(dls, encoder=SMALL, init=saved.path)
    x = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(first.model.eval()(x), second.model.eval()(x))


def test_a_start_brings_its_own_network(dls):
    start = packaged_checkpoint()
    assert start.network != NetworkConfig()  # SiLU in its decoder
    assert mural_learner(dls, init=start.path).model.config == start.network


def test_a_checkpoint_of_another_network_is_refused(dls, tmp_path):
    first = mural_learner(dls, encoder=SMALL, pretrained=False)
    saved = save_checkpoint(tmp_path / "phase1.safetensors", first.model, {"phase": "1"})
    with pytest.raises(MuralsError, match="adds to the damaged image"):
        mural_learner(dls, config=NetworkConfig(SMALL, residual=False), init=saved.path)


def test_the_loss_can_be_any_function(dls):
    def loss(output, clean, mask):
        return (output[:, :3] - clean).abs().mean()

    learn = mural_learner(dls, encoder=SMALL, pretrained=False, loss_func=loss)
    with learn.no_bar(), learn.no_logging():
        learn.fit(1, 1e-3)
    assert 0 < float(learn.recorder.values[-1][0]) < 1
