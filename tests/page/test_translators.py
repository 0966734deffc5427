import json
import shutil

import pytest
from run_samples import write_translator

from murals.config import TRANSLATE
from murals.errors import MuralsError
from murals.learn.checkpoint import find_checkpoints
from murals.page.translators import Translators


@pytest.fixture
def models(tmp_path):
    for seed, name in enumerate(("older", "newer")):
        write_translator(tmp_path / "models", name, seed=seed, direction="BtoA")
    return tmp_path / "models"


def test_the_offer_is_that_of_the_command_line_newest_first(models):
    offer = Translators(models, "cpu").offer()
    assert [one.run for one in offer.found] == [c.path.parent for c in find_checkpoints(models, phase=TRANSLATE)]
    assert [one.run.name for one in offer.found] == ["newer", "older"]
    assert (offer.found[0].architecture, offer.found[0].direction, offer.broken) == ("fcn", "BtoA", [])


def test_a_name_is_looked_up_and_never_becomes_a_path(models):
    offer = Translators(models, "cpu").offer()
    assert offer.named("older").run == models / "older"
    for name in ("../models/older", str(models / "older"), "", None, 3):
        assert offer.named(name) is None


def test_without_trainings_nothing_is_offered(tmp_path):
    assert Translators(tmp_path / "nowhere", "cpu").offer().found == []


@pytest.mark.parametrize("content", [b"{", b"{}", b"[]", b'{"kind": "unet", "network": {"encoder": "resnet18"}}'])
def test_a_broken_checkpoint_is_left_out_with_its_reason(models, content):
    (models / "newer" / "translate.json").write_bytes(content)
    offer = Translators(models, "cpu").offer()
    assert [one.run.name for one in offer.found] == ["older"]
    [(name, reason)] = offer.broken
    assert name == "newer" and "translate.json" in reason


def test_one_without_its_size_is_left_out(models):
    file = models / "newer" / "translate.json"
    said = json.loads(file.read_text())
    del said["size"]
    file.write_text(json.dumps(said))
    assert [name for name, _ in Translators(models, "cpu").offer().broken] == ["newer"]


def test_a_translator_is_loaded_once_and_anew_when_its_weights_are_others(models):
    translators = Translators(models, "cpu")
    first = translators.load(translators.offer().named("older"))
    assert translators.load(translators.offer().named("older")) is first
    write_translator(models, "older", seed=9)
    assert translators.load(translators.offer().named("older")) is not first


def test_weights_that_are_not_those_of_the_json_are_refused(models):
    translators = Translators(models, "cpu")
    shutil.copy(models / "newer" / "translate.safetensors", models / "older" / "translate.safetensors")
    with pytest.raises(MuralsError, match="checksum differs"):
        translators.load(translators.offer().named("older"))
