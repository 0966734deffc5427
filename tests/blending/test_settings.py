from pathlib import Path

import pytest

from murals.blending.edit import SOLVER
from murals.blending.files import placement_of, tuning_of
from murals.blending.modes import MODES, Tuning
from murals.blending.placement import Placement
from murals.blending.settings import MODE_NAMES, SOLVER_NAMES, BlendSettings
from murals.blending.solver import SOLVERS
from murals.errors import MuralsError

WALL, MOTIF = Path("wall.png"), Path("motif.png")


def test_the_names_are_those_of_the_tables():
    assert [*MODE_NAMES] == [*MODES]
    assert [*SOLVER_NAMES] == [*SOLVERS]


def test_one_picture_is_the_target_and_of_two_the_second():
    alone, both = BlendSettings(first=WALL), BlendSettings(first=MOTIF, second=WALL)
    assert (alone.source, alone.target) == (None, WALL)
    assert (both.source, both.target) == (MOTIF, WALL)


def test_the_defaults_are_those_of_the_functions():
    plain = BlendSettings(first=WALL)
    assert (placement_of(plain), tuning_of(plain), plain.solver) == (Placement(), Tuning(), SOLVER)


def test_the_offset_is_added():
    assert placement_of(BlendSettings(first=WALL, at=(3.0, 4.0), offset=(0.5, -1.0))).at == (3.5, 3.0)


@pytest.mark.parametrize("wrong", [{"mode": "magic"}, {"solver": "magic"}])
def test_an_unknown_name_is_refused(wrong):
    with pytest.raises(MuralsError, match=r"unknown .* 'magic'"):
        BlendSettings(first=WALL, **wrong)
