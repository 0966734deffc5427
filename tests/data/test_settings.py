from pathlib import Path

import pytest

from murals.data.damage import RECIPES
from murals.data.settings import RECIPE_NAMES, DamageSettings
from murals.errors import MuralsError
from murals.options import settings_from


def test_the_recipes_are_those_that_the_program_knows():
    assert [*RECIPE_NAMES] == [*RECIPES]


def test_shares_and_ratio_are_read_from_texts():
    settings = settings_from(
        DamageSettings, {"clean": Path("a"), "out": Path("b"), "shares": "0,0,1", "ratio": "0.1,0.3"}
    )
    assert (settings.shares, settings.ratio, settings.size) == ((0, 0, 1), (0.1, 0.3), 256)
    with pytest.raises(MuralsError, match="split"):
        settings_from(DamageSettings, {"clean": Path("a"), "out": Path("b"), "shares": "1,1"})
