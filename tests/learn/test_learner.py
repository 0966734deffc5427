import numpy as np
import pytest
import torch
from fastai.metrics import mae
from safetensors.torch import load_file
from tests_helpers import write_pairs
from torch import nn

from murals import restore
from murals.config import NetworkConfig, TranslatorConfig
from murals.data.loaders import mural_dls
from murals.errors import MuralsError
from murals.learn.checkpoint import open_checkpoint, packaged_checkpoint
from murals.learn.learner import load_exported, mural_learner
from murals.learn.saved_network import save_checkpoint
from murals.learn.translator import Translator

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


@pytest.mark.parametrize("masks", [True, False])
def test_a_module_of_two_trains_with_masks_and_without(tmp_path, masks):
    dls = mural_dls(write_pairs(tmp_path / "data", masks=masks), batch_size=4)
    learn = mural_learner(dls, encoder=SMALL, pretrained=False, loss_func=nn.L1Loss(), metrics=[mae])
    with learn.no_bar(), learn.no_logging():
        learn.fit(1, 1e-3)
        loss, error = learn.validate()
    assert loss == pytest.approx(error)


def test_a_loss_that_wants_a_mask_is_refused_where_there_is_none(tmp_path):
    dls = mural_dls(write_pairs(tmp_path / "data", masks=False), batch_size=4)
    learn = mural_learner(dls, encoder=SMALL, pretrained=False, loss_func=lambda a, b, mask: (mask * (a - b)).mean())
    with pytest.raises(MuralsError, match="asks for a mask, but these pairs have none"), learn.no_bar():
        learn.validate()


def test_an_export_is_weights_and_json_whatever_its_name(dls, tmp_path, caplog):
    learn = mural_learner(dls, encoder=SMALL, pretrained=False, path=tmp_path)
    with learn.no_bar(), learn.no_logging():
        learn.fit(1, 1e-3)
    assert learn.export("mine.pkl") == tmp_path / "mine.safetensors"
    assert "mine.safetensors is written, not mine.pkl" in caplog.text
    info = open_checkpoint(tmp_path / "mine.safetensors").info
    assert (info["phase"], info["size"]) == ("export", 64)
    assert info["scores"]["valid_psnr"] == pytest.approx(float(learn.recorder.values[-1][2]))
    assert info["max_radius"] > 0
    restored = restore(np.zeros((80, 70, 3), np.uint8), model=tmp_path / "mine.safetensors", whole=True)
    assert restored.shape == (80, 70, 3)


def test_what_cannot_predict_is_refused(dls, tmp_path):
    learn = mural_learner(dls, encoder=SMALL, pretrained=False)
    saved = save_checkpoint(tmp_path / "phase1.safetensors", learn.model, {"phase": "1"})
    with pytest.raises(MuralsError, match="does not say at which size it was trained"):
        load_exported(saved.path)
    translator = save_checkpoint(
        tmp_path / "translate.safetensors", Translator(TranslatorConfig("fcn")), {"phase": "translate", "size": 64}
    )
    with pytest.raises(MuralsError, match="holds a translation network"):
        load_exported(translator.path)


def test_the_network_lies_channels_last_and_is_saved_as_ever(dls, tmp_path):
    learn = mural_learner(dls, encoder=SMALL, pretrained=False)
    convolutions = [p for p in learn.model.parameters() if p.ndim == 4]
    assert convolutions and all(p.is_contiguous(memory_format=torch.channels_last) for p in convolutions)
    saved = save_checkpoint(tmp_path / "phase1.safetensors", learn.model, {"phase": "1"})
    state = load_file(saved.path)
    assert all(torch.equal(state[name], value) for name, value in learn.model.state_dict().items())
