import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from murals.restoration import cells
from murals.restoration.cells import by_cells, deeper_than, grow


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.5, 20), st.floats(0, 0.3))
def test_masks_cell_by_cell_are_those_of_the_whole(seed, reach, share):
    rng = np.random.default_rng(seed)
    mask = np.kron(rng.random((9, 7)) < share, np.ones((11, 13))) > 0
    whole = grow(mask, reach), deeper_than(mask, reach)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "CELL", 16)
        parts = grow(mask, reach), deeper_than(mask, reach)
    assert np.array_equal(whole[0], parts[0])
    assert np.array_equal(whole[1], parts[1])


def test_cells_without_anything_cost_nothing(monkeypatch):
    monkeypatch.setattr(cells, "CELL", 10)
    mask, seen = np.zeros((100, 100), bool), []
    mask[4, 4] = True
    by_cells(lambda part: seen.append(part.shape) or part, mask, 0)
    assert len(seen) == 1


def test_an_endless_reach_sees_the_whole(monkeypatch):
    monkeypatch.setattr(cells, "CELL", 10)
    mask = np.ones((30, 30), bool)
    assert not deeper_than(mask, np.inf).any()
