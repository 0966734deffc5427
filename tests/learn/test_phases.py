import pytest
import torch
from fastai.callback.core import Callback, CancelFitException

from murals.config import PHASES, PhaseConfig
from murals.data.depth import learned_radius_of
from murals.data.loaders import mural_dls
from murals.errors import MuralsError
from murals.learn.checkpoint import open_checkpoint
from murals.learn.learner import mural_learner
from murals.learn.losses import MuralLoss
from murals.learn.phases import train_phase, unfrozen
from murals.learn.presets import PRESETS, phase_config
from murals.learn.run import new_run
from murals.learn.saved_network import load_network

SMALL = "edgenext_xx_small"  # three million parameters


@pytest.fixture
def learn(pairs):
    torch.manual_seed(0)
    dls = mural_dls(pairs, batch_size=4, size=64)
    return mural_learner(dls, encoder=SMALL, pretrained=False, loss_func=MuralLoss(perceptual_weight=0.0))


def states(learn):
    return {name: value.clone() for name, value in learn.model.state_dict().items()}


def stage_states(learn, before):
    """Return by stage whether any parameter or statistic of it changed."""
    prefix = next(name for name in before if ".encoder.net." in name).split(".encoder.net.")[0] + ".encoder.net."
    stages = learn.model.encoder.stage_of()
    changed = {}
    for name, value in learn.model.state_dict().items():
        where = stages.get(name.removeprefix(prefix), "decoder")
        changed[where] = changed.get(where, False) or not torch.equal(value, before[name])
    return changed


@pytest.mark.parametrize(
    ("phase", "free"),
    [
        ("1", set()),
        ("2a", {"stage4"}),
        ("2b", {"stage1", "stage2", "stage3", "stage4"}),
    ],
)
def test_frozen_means_frozen(learn, tmp_path, phase, free):
    before = states(learn)
    config = phase_config(phase, epochs=1, lr=1e-2, patience=9)
    train_phase(learn, config=config, run=new_run(tmp_path, phase))
    learn.fit(1, 1e-2)  # the best may be the start: look at the weights that were trained
    changed = stage_states(learn, before)
    assert {stage for stage, moved in changed.items() if moved} == free | {"decoder"}


def test_a_phase_leaves_a_checkpoint_a_history_and_a_summary(learn, tmp_path):
    run = new_run(tmp_path, "1")
    summary = train_phase(learn, "1", run=run, epochs=2)
    rows = run.history()
    assert [row["epoch"] for row in rows] == [0, 1, 2]
    assert [row["step"] for row in rows] == [0, 2, 4]
    assert {"train_loss", "train_psnr", "valid_ssim", "train_loss_l1", "valid_loss_edge"} <= set(rows[-1])
    parts = {"l1": 1.0, "ssim": 0.5, "edge": 0.2}
    total = sum(weight * rows[-1][f"valid_loss_{name}"] for name, weight in parts.items())
    assert rows[-1]["valid_loss"] == pytest.approx(total, rel=1e-4)
    assert (summary.phase, summary.trained, summary.last_epoch) == ("1", "decoder", 2)
    assert summary.best_valid_psnr == max(row["valid_psnr"] for row in rows)
    info = open_checkpoint(run.folder).info
    assert info["scores"]["valid_psnr"] == pytest.approx(summary.best_valid_psnr)
    assert info["summary"]["phase"] == "1"
    assert info["max_radius"] == learned_radius_of(learn.dls.pairs[0], 64) > 0
    assert {"murals", "torch", "fastai", "timm"} == info["versions"].keys()
    assert not run.resume_file.exists()


def test_the_learner_ends_with_its_best_weights(learn, tmp_path):
    run = new_run(tmp_path, "1")
    summary = train_phase(learn, "1", run=run, epochs=2, lr=3e-2)
    with learn.no_bar():
        assert float(learn.validate()[1]) == pytest.approx(summary.best_valid_psnr, abs=1e-4)
    x = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(load_network(open_checkpoint(run.folder))(x), learn.model.eval()(x))


def test_a_phase_that_does_not_help_keeps_its_start(learn, tmp_path):
    before = states(learn)
    summary = train_phase(learn, "2b", run=new_run(tmp_path, "2b"), epochs=1, lr=0.3)
    assert summary.best_epoch == 0
    assert summary.gain == 0.0
    assert all(torch.equal(value, before[name]) for name, value in learn.model.state_dict().items())


def test_patience_ends_a_phase(learn, tmp_path):
    config = PhaseConfig("1", -1, epochs=9, lr=0.0 + 1e-12, patience=2, schedule="cosine")
    summary = train_phase(learn, config=config, run=new_run(tmp_path, "1"))
    assert summary.stopped_early
    assert summary.last_epoch < 9


def test_training_helps(learn, tmp_path):
    summary = train_phase(learn, "1", run=new_run(tmp_path, "1"), epochs=6, lr=1e-2, patience=12)
    assert summary.gain > 0.3  # dB over the membrane that it starts from


def test_a_loss_that_is_no_number_ends_with_a_sentence(learn, tmp_path):
    run = new_run(tmp_path, "2b")
    with pytest.raises(MuralsError, match=r"the loss became (nan|inf) in epoch 1.*smaller --lr"):
        train_phase(learn, "2b", run=run, epochs=2, lr=1e30, grad_clip=None)
    assert open_checkpoint(run.folder).info["scores"]["epoch"] == 0


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_gradient_that_is_no_number_ends_before_it_reaches_the_weights(learn, tmp_path, value):
    """The loss is sound still: what a gradient that underflowed or overflowed does shows only behind the step."""
    run, decoder = new_run(tmp_path, "1"), list(learn.model.unet.parameters())[-1]
    decoder.register_hook(lambda gradient: gradient + value)
    before = states(learn)
    with pytest.raises(MuralsError, match=rf"a gradient became {value} in epoch 1, step 1,.*smaller --lr"):
        train_phase(learn, "1", run=run, epochs=2)
    assert all(torch.equal(weight, before[name]) for name, weight in learn.model.named_parameters())
    assert open_checkpoint(run.folder).info["scores"]["epoch"] == 0


def test_the_original_preset_anneals_by_cosine_to_its_end(learn, tmp_path):
    run = new_run(tmp_path, "1")
    train_phase(learn, "1", preset="original", run=run, epochs=3)
    assert learn.recorder.lrs[0] == pytest.approx(1e-4)
    assert learn.recorder.lrs[-1] < 1.1e-5
    assert [h["sqr_mom"] for h in learn.opt.hypers] == [0.999] * 5
    assert [h["wd"] for h in learn.opt.hypers] == [0.0] * 5


def test_what_is_trained_has_words():
    texts = {freeze_to: unfrozen(PhaseConfig("x", freeze_to, 1, 1.0, 1)) for freeze_to in (-1, -2, -3, 0)}
    assert texts == {-1: "decoder", -2: "decoder + stage4", -3: "decoder + stage4 + stage3", 0: "everything"}


@pytest.mark.parametrize("preset", PRESETS)
def test_each_preset_has_a_row_for_each_phase(preset):
    assert {phase_config(phase, preset).phase for phase in PHASES} == {*PHASES}
    assert tuple(PRESETS[preset]) == PHASES


def test_unknown_names_are_refused():
    with pytest.raises(MuralsError, match=r"unknown phase '2c': expected 1, 2a, 2b"):
        phase_config("2c")
    with pytest.raises(MuralsError, match=r"unknown preset 'orginal'.*did you mean original\?"):
        phase_config("1", "orginal")


def test_nothing_is_printed(learn, tmp_path, capsys):
    train_phase(learn, "1", run=new_run(tmp_path, "1"), epochs=1)
    assert capsys.readouterr().out == ""


def test_the_table_of_fastai_is_shown_if_asked_for(learn, tmp_path, capsys):
    train_phase(learn, "1", run=new_run(tmp_path, "1"), epochs=1, progress=None)
    assert "valid_psnr" in capsys.readouterr().out


class EndAfter(Callback):
    """Count the epochs of the fit, and end it after the first."""

    order = 70

    def __init__(self):
        self.epochs = 0

    def after_epoch(self):
        self.epochs += 1
        raise CancelFitException


def test_a_callback_sees_the_fit_alone_and_may_end_it(learn, tmp_path):
    callback, run = EndAfter(), new_run(tmp_path, "1")
    summary = train_phase(learn, "1", run=run, epochs=4, cbs=[callback])
    assert callback.epochs == 1  # epoch 0 is no epoch of the fit
    assert (summary.last_epoch, summary.stopped_early) == (1, True)
    assert callback not in learn.cbs
    assert not run.resume_file.exists()
