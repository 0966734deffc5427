import pytest
import torch
from fastai.callback.core import Callback

from murals.config import PhaseConfig
from murals.data.loaders import mural_dls
from murals.errors import MuralsError
from murals.learn.checkpoint import open_checkpoint
from murals.learn.learner import mural_learner
from murals.learn.losses import MuralLoss
from murals.learn.phases import train_phase
from murals.learn.resume import Progressed, load_state, read_progressed, save_state
from murals.learn.run import new_run
from murals.learn.saved_network import read_state

SMALL = "edgenext_xx_small"  # three million parameters


class Killed(BaseException):
    """Stands for a power cut: nothing in the program catches it."""


def new_learner(data, encoder=SMALL):
    torch.manual_seed(7)
    dls = mural_dls(data, batch_size=4, seed=5)
    return mural_learner(dls, encoder=encoder, pretrained=False, loss_func=MuralLoss(perceptual_weight=0.0))


def kill_after(epochs):
    def after_epoch(run, learn):
        if learn.epoch + 1 > epochs:
            raise Killed  # before the state of this epoch is saved

    return after_epoch


@pytest.mark.parametrize(("schedule", "optimizer"), [("one_cycle", "muon"), ("cosine", "fastai_adam")])
@pytest.mark.parametrize("finished", [0, 1, 3])
def test_killed_and_resumed_ends_in_the_same_weights(pairs, tmp_path, schedule, optimizer, finished):
    way = {"schedule": schedule, "optimizer": optimizer}
    config = PhaseConfig("2a", -2, epochs=4, lr=3e-3, patience=9, grad_clip=1.0, lr_spread=4.0, **way)
    alone, killed = new_run(tmp_path / "alone", "2a"), new_run(tmp_path / "killed", "2a")
    learn = new_learner(pairs)
    whole = train_phase(learn, config=config, run=alone)
    with pytest.raises(Killed):
        train_phase(new_learner(pairs), config=config, run=killed, after_epoch=kill_after(finished))
    assert killed.resume_file.exists() == (finished > 0)
    torch.rand(99)  # whatever happens in between
    resumed = train_phase(new_learner(pairs), config=config, run=killed)
    assert resumed == whole
    assert numbers(killed) == numbers(alone)
    first, second = (read_state(open_checkpoint(run.folder)) for run in (alone, killed))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_patience_is_remembered(pairs, tmp_path):
    config = PhaseConfig("1", -1, epochs=9, lr=1e-12, patience=3, schedule="cosine")
    whole = train_phase(new_learner(pairs), config=config, run=new_run(tmp_path / "alone", "1"))
    run = new_run(tmp_path / "killed", "1")
    with pytest.raises(Killed):
        train_phase(new_learner(pairs), config=config, run=run, after_epoch=kill_after(2))
    assert read_progressed(run.resume_file).epochs == 2
    resumed = train_phase(new_learner(pairs), config=config, run=run)
    assert repr(resumed) == repr(whole)  # as text, for the training loss of epoch 0 is NaN, which equals nothing


def test_what_is_interrupted_at_the_end_is_done_again_without_training(pairs, tmp_path):
    config, run, calls = PhaseConfig("1", -1, epochs=2, lr=1e-3, patience=2), new_run(tmp_path, "1"), []

    def killed():
        raise Killed

    with pytest.raises(Killed):
        train_phase(new_learner(pairs), config=config, run=run, at_end=killed)
    before = read_state(open_checkpoint(run.folder))
    counted = CountBatches()
    summary = train_phase(new_learner(pairs), config=config, run=run, at_end=lambda: calls.append(1), cbs=[counted])
    assert (calls, counted.count, summary.last_epoch) == ([1], 0, 2)
    after = read_state(open_checkpoint(run.folder))
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert not run.resume_file.exists()


class CountBatches(Callback):
    count = 0

    def after_batch(self):
        self.count += self.training


def test_the_optimizer_goes_on_in_the_layout_of_the_weights(pairs, tmp_path):
    first, second = new_learner(pairs), new_learner(pairs)
    with first.no_bar(), first.no_logging():
        first.fit(1, 1e-3)
    save_state(tmp_path / "state.safetensors", first, Progressed("1", 1, 0.0, 0, 2))
    second.create_opt()
    load_state(tmp_path / "state.safetensors", second)
    for p, *_ in second.opt.all_params():
        p.grad = torch.zeros_like(p)
    second.opt.step()
    averages = [(p, state["grad_avg"]) for p, _, state, _ in second.opt.all_params() if p.ndim == 4]
    assert averages and all(lies_channels_last(p) == lies_channels_last(average) for p, average in averages)
    assert any(not average.is_contiguous() for _, average in averages)


def lies_channels_last(x):
    return x.is_contiguous(memory_format=torch.channels_last)


def test_a_state_of_another_network_is_refused(pairs, tmp_path):
    config = PhaseConfig("1", -1, epochs=3, lr=1e-3, patience=3)
    run = new_run(tmp_path / "killed", "1")
    with pytest.raises(Killed):
        train_phase(new_learner(pairs), config=config, run=run, after_epoch=kill_after(1))
    with pytest.raises(MuralsError, match=r"its network is not the one that this version .*without --resume"):
        train_phase(new_learner(pairs, "mobilenetv3_small_050"), config=config, run=run)


def test_a_damaged_state_is_refused(pairs, tmp_path):
    run = new_run(tmp_path, "1")
    run.resume_file.write_bytes(b"nonsense")
    with pytest.raises(MuralsError, match=r"cannot resume from .*without --resume"):
        train_phase(new_learner(pairs), "1", run=run, epochs=1)


def numbers(run):
    return [{key: value for key, value in row.items() if key != "time"} for row in run.history()]
