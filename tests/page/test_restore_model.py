from types import SimpleNamespace

import pytest

from murals.learn.checkpoint import packaged_checkpoint
from murals.learn.speaker import Comparison, Speaker
from murals.page.models import AUTOMATIC, Models
from murals.page.tabs.restore_model import ModelChoice, why_it_speaks

ENGLISH, CHINESE = (SimpleNamespace(headers={"accept-language": language}) for language in ("en", "zh-CN"))


def choice_of(models, folder):
    return ModelChoice(SimpleNamespace(models=Models(models, folder, "cpu")))


def test_the_choice_begins_with_automatic_and_the_line_names_the_training(page_models):
    dropdown, line = choice_of(None, page_models).look(None, ENGLISH)
    assert dropdown.value == AUTOMATIC
    assert dropdown.choices[0] == ("automatic", AUTOMATIC)
    assert dropdown.choices[-1] == ("run/phase1", "run/phase1")
    assert "run/phase1" in line
    assert str(page_models) not in line


@pytest.mark.skipif(packaged_checkpoint() is None, reason="murals came without its model")
def test_the_model_that_comes_with_murals_is_called_so(tmp_path):
    choice = choice_of(None, tmp_path)
    assert choice.tell(AUTOMATIC, ENGLISH) == (
        "<p>This model restores: the model that comes with murals (nothing was trained here).</p>"
    )
    assert choice.tell("package", CHINESE) == "<p>当前使用的模型：murals 自带的模型（由您选择）。</p>"


def test_a_choice_stays_while_it_is_there(page_models, tmp_path):
    assert choice_of(None, page_models).look("run/phase1", ENGLISH)[0].value == "run/phase1"
    assert choice_of(page_models / "run", tmp_path).look("gone/phase1", ENGLISH)[0].value == "run/phase1"


def test_a_model_of_the_server_stands_alone(page_models, tmp_path):
    dropdown, line = choice_of(page_models / "run", tmp_path).look(None, ENGLISH)
    assert dropdown.choices == [("run/phase1", "run/phase1")]
    assert line == "<p>This model restores: run/phase1 (this page was started with it).</p>"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("why", ["named", "chosen", "won", "lost", "uncompared", "untrained", "unpackaged"])
def test_every_reason_is_told_without_a_path(page_models, why, language):
    checkpoint = Models(page_models / "run", page_models, "cpu").speaker().checkpoint
    compared = Comparison(31.25, 30.5, 12, "holes", "") if why in ("won", "lost") else None
    told = why_it_speaks(Speaker(checkpoint, "", why, compared, checkpoint), language)
    assert str(page_models) not in told
    if compared:
        assert "31.25" in told and "30.50" in told and "12" in told
    if why in ("lost", "uncompared"):
        assert "run/phase1" in told
