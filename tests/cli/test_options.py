import inspect
from collections import defaultdict

import pytest

from murals.cli import app, options
from murals.config import PHASES
from murals.data.damage import RECIPES
from murals.learn.presets import PRESETS

OWN = {"phase", "out", "data"}  # what each command needs or makes is its own


def declared():
    """Every option: what each command declares of it."""
    found = defaultdict(list)
    for group in app.registered_groups:
        for info in group.typer_instance.registered_commands:
            for name, parameter in inspect.signature(info.callback).parameters.items():
                found[name].append(parameter)
    return found


def test_the_choices_are_those_that_the_program_knows():
    assert [*options.PhaseName] == [*PHASES, "all"]
    assert {*options.PresetName} == {*PRESETS}
    assert {*options.RecipeName} == {*RECIPES}


@pytest.mark.parametrize(
    "name", sorted(name for name, places in declared().items() if len(places) > 1 and name not in OWN)
)
def test_an_option_has_one_default_everywhere(name):
    defaults = [parameter.default for parameter in declared()[name]]
    given = {default for default in defaults if default not in (None, inspect.Parameter.empty)}
    assert len(given) <= 1
