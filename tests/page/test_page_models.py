import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from murals.errors import MuralsError
from murals.learn.checkpoint import PACKAGE, annotate, open_checkpoint, packaged_checkpoint
from murals.learn.speaker import KEPT_AS
from murals.page.models import AUTOMATIC, Models, model_name
from murals.restoration.predict import Restorer

packaged_needed = pytest.mark.skipif(packaged_checkpoint() is None, reason="murals came without its model")


@pytest.fixture(scope="module")
def models(page_models):
    return Models(None, page_models, "cpu")


@pytest.fixture
def several(page_models, tmp_path):
    """Three trainings that nobody has compared with the packaged model."""
    for name in ("a", "b", "c"):
        shutil.copytree(page_models / "run", tmp_path / name)
        annotate(open_checkpoint(tmp_path / name), **{KEPT_AS: None})
    return Models(None, tmp_path, "cpu")


def restorer_of(models, choice=AUTOMATIC):
    return models.restorer(models.speaker(choice))


def images(count):
    return [np.random.default_rng(seed).random((96, 96, 3), np.float32) for seed in range(count)]


def test_it_is_loaded_once(models):
    assert restorer_of(models) is restorer_of(models)


def test_it_paints_what_it_would_paint_alone(models):
    (image,) = images(1)
    alone = Restorer.open(models.speaker(), device="cpu")
    assert np.array_equal(restorer_of(models)(image), alone(image))


def test_visitors_at_once_get_their_own_pictures(models):
    restorer, inputs = restorer_of(models), images(12)
    alone = [restorer(image) for image in inputs]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(restorer, inputs * 2))
    assert all(np.array_equal(one, other) for one, other in zip(alone * 2, together, strict=True))


def test_two_stay_loaded_and_the_one_used_longest_ago_goes(several):
    first, second = restorer_of(several, "a/phase1"), restorer_of(several, "b/phase1")
    assert restorer_of(several, "a/phase1") is first
    restorer_of(several, "c/phase1")
    assert restorer_of(several, "a/phase1") is first
    assert restorer_of(several, "b/phase1") is not second


@packaged_needed
def test_a_training_restores_by_itself_only_where_it_won(models, several):
    assert (model_name(models.speaker().checkpoint), models.speaker().why) == ("run/phase1", "won")
    assert (model_name(several.speaker().checkpoint), several.speaker().why) == (PACKAGE, "uncompared")


@packaged_needed
def test_every_training_and_the_packaged_model_can_be_chosen(several):
    assert set(several.offered()) == {PACKAGE, "a/phase1", "b/phase1", "c/phase1"}
    chosen = several.speaker("b/phase1")
    assert (chosen.checkpoint.path, chosen.why) == (several.folder / "b" / "phase1.safetensors", "chosen")
    assert several.speaker(PACKAGE).checkpoint.path == packaged_checkpoint().path


@pytest.mark.parametrize("choice", ["run", "run/phase2b", "../run/phase1", "/etc/passwd", "run/phase1.safetensors"])
def test_only_what_is_offered_can_be_chosen(models, choice):
    with pytest.raises(MuralsError, match=r"no model is called .* here: expected automatic or "):
        models.speaker(choice)


@pytest.mark.parametrize("choice", [None, "", AUTOMATIC])
def test_who_chooses_nothing_gets_the_best_that_is_known(models, choice):
    assert model_name(models.speaker(choice).checkpoint) == "run/phase1"


def test_a_model_that_the_server_was_started_with_is_the_only_one(several):
    fixed = Models(several.folder / "b", several.folder, "cpu")
    assert list(fixed.offered()) == ["b/phase1"]
    for choice in (AUTOMATIC, "b/phase1"):
        assert (model_name(fixed.speaker(choice).checkpoint), fixed.speaker(choice).why) == ("b/phase1", "named")
    with pytest.raises(MuralsError, match="no model is called a/phase1 here"):
        fixed.speaker("a/phase1")


def test_a_model_is_named_where_the_command_would_take_another(models, page_models, tmp_path, monkeypatch):
    assert models.named(models.speaker()) == str(page_models / "run" / "phase1.safetensors")
    if packaged_checkpoint() is None:
        return
    monkeypatch.chdir(tmp_path)
    assert models.named(models.speaker(PACKAGE)) is None
    shutil.copytree(page_models, tmp_path / "models")  # from here `murals restore` takes this training
    assert models.named(models.speaker(PACKAGE)) == PACKAGE


def test_a_model_that_is_not_there_is_said(tmp_path):
    with pytest.raises(MuralsError, match="no checkpoint at"):
        Models(tmp_path / "none", tmp_path, "cpu").speaker()
