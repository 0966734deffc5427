import pytest
from rich.console import Console

from murals.errors import MuralsError
from murals.learn.encoder import TRIED
from murals.train.encoders import encoder_table, list_encoders
from murals.train.settings import EncodersSettings


def test_only_encoders_that_serve_are_listed():
    names = [summary.name for summary in list_encoders(EncodersSettings("resnet1?"))]
    assert names == ["resnet18"]


def test_the_table_shows_what_one_chooses_by():
    console = Console(width=120, record=True)
    console.print(encoder_table(list_encoders(EncodersSettings("tf_efficientnet_lite0"))))
    text = console.export_text()
    assert "tf_efficientnet_lite0" in text and " M " in text and "installed" in text


def test_no_match_is_said():
    with pytest.raises(MuralsError, match=r"no encoder among timm's \d+ networks fits 'nonsense'"):
        list_encoders(EncodersSettings("nonsense"))


def test_without_a_pattern_the_tried_ones_are_listed():
    assert {summary.name for summary in list_encoders(EncodersSettings())} == set(TRIED)
