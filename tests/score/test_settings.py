from pathlib import Path

from murals.options import command_line, settings_from
from murals.restoration.options import DEFAULTS
from murals.score.settings import ScoreSettings


def test_a_proposed_mask_begins_where_that_of_restore_does():
    assert ScoreSettings().threshold == DEFAULTS.threshold


def test_models_beside_may_be_several():
    settings = settings_from(ScoreSettings, {"model": Path("a"), "beside": [Path("b"), Path("c")]})
    assert settings.beside == (Path("b"), Path("c"))
    assert command_line("score", settings) == "murals score a --beside b --beside c"
