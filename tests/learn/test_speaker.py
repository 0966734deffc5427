"""Which model restores where none is named."""

import time

import pytest

from murals.config import NetworkConfig
from murals.errors import MuralsError
from murals.learn.checkpoint import annotate, packaged_checkpoint
from murals.learn.network import build_network
from murals.learn.saved_network import save_checkpoint
from murals.learn.speaker import KEPT_AS, Comparison, comparison_of, find_speaker


@pytest.fixture(scope="module")
def net():
    return build_network(NetworkConfig("mobilenetv3_small_100"))


@pytest.fixture
def models(tmp_path):
    return tmp_path / "models"


def trained(net, models, run, own=None, packaged=20.0, sha=None):
    """A training that reached `own` dB where the packaged model has `packaged`; None was never compared."""
    time.sleep(0.01)
    checkpoint = save_checkpoint(models / run / "phase1.safetensors", net, {"phase": "1"})
    if own is None:
        return checkpoint
    sha = sha or packaged_checkpoint().info["weights_sha256"]
    return annotate(checkpoint, **{KEPT_AS: Comparison(own, packaged, 7, "holes", sha).as_plain()})


def test_where_nothing_was_trained_the_packaged_model_speaks(models):
    speaker = find_speaker(models=models)
    assert speaker.checkpoint.path == packaged_checkpoint().path
    assert speaker.reason == f"it comes with murals; nothing was trained under {models}"
    assert (speaker.why, speaker.comparison, speaker.newest) == ("untrained", None, None)


def test_the_newest_training_that_won_takes_its_place(net, models):
    trained(net, models, "a", 21.0)
    won = trained(net, models, "b", 22.5)
    trained(net, models, "c", 19.0)
    trained(net, models, "d")
    speaker = find_speaker(models=models)
    assert speaker.checkpoint.path == won.path
    assert speaker.reason == (
        "the newest training that beat the packaged model: 22.50 against 20.00 dB over the holes of 7 validation pairs"
    )
    assert (speaker.why, speaker.comparison.own) == ("won", 22.5)


def test_a_training_that_lost_is_named_with_its_numbers_and_the_way_to_take_it(net, models):
    lost = trained(net, models, "a", 20.0)
    speaker = find_speaker(models=models)
    assert speaker.checkpoint.path == packaged_checkpoint().path
    assert f"{lost.path} did not beat it: 20.00 against 20.00 dB" in speaker.reason
    assert f"--model {lost.path}" in speaker.reason
    assert (speaker.why, speaker.comparison.own, speaker.newest.path) == ("lost", 20.0, lost.path)


@pytest.mark.parametrize("sha", [None, "of another model"])
def test_a_training_that_was_not_compared_with_this_model_does_not_count(net, models, sha):
    other = trained(net, models, "a", None if sha is None else 99.0, sha=sha)
    assert comparison_of(other, packaged_checkpoint()) is None
    speaker = find_speaker(models=models)
    assert f"{other.path} was never compared with it" in speaker.reason
    assert (speaker.why, speaker.newest.path) == ("uncompared", other.path)


def test_the_named_one_speaks_whatever_it_is_worth(net, models):
    lost = trained(net, models, "a", 1.0)
    speaker = find_speaker(lost.path.parent, models=models)
    assert (speaker.checkpoint.path, speaker.reason) == (lost.path, "named by --model")


def test_package_names_the_packaged_model(net, models):
    trained(net, models, "a", 99.0)
    assert find_speaker("package", models=models).checkpoint.path == packaged_checkpoint().path


def test_without_a_packaged_model_the_newest_speaks(net, models, monkeypatch):
    monkeypatch.setattr("murals.learn.checkpoint.PACKAGED", "left-out")
    with pytest.raises(MuralsError, match="no trained model under"):
        find_speaker(models=models)
    with pytest.raises(MuralsError, match="came without its model: name a checkpoint with --model"):
        find_speaker("package", models=models)
    newest = trained(net, models, "a")
    assert find_speaker(models=models).checkpoint.path == newest.path
