"""The rule to stop."""

import pytest

from murals.blending.solver.convergence import Convergence, NotConverged
from murals.errors import MuralsError
from murals.progress import Bar


def test_geometric_corrections_stop_once_those_to_come_are_small():
    """Of corrections 1, .1, .01 a ninth of the last is to come, thrice that is feared; .5 till two rates are known."""
    convergence = Convergence(0.004, Bar())
    assert [convergence.reached(0.1**step) for step in range(5)] == [False, False, True, True, True]


def test_corrections_that_shrink_slowly_leave_much_to_come():
    convergence = Convergence(0.01, Bar())
    assert not any(convergence.reached(0.01 * 0.98**step) for step in range(10))


def test_corrections_that_grow_never_stop():
    convergence = Convergence(1e9, Bar())
    convergence.reached(1.0)
    assert not convergence.reached(1.1)
    assert convergence.rate == pytest.approx(1.1)


def test_no_correction_is_the_end():
    assert Convergence(1e-9, Bar()).reached(0.0)


def test_not_converged_is_a_mistake_to_be_told():
    assert issubclass(NotConverged, MuralsError)
