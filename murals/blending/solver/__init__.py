"""The solution of the discrete Poisson equation on any mask.

`solve(initial, divergence, mask)` is what fields need, `span(mask, around, values)` where nothing drives the unknown;
`SOLVERS` are the names both know.
"""

from murals.blending.solver.convergence import NotConverged
from murals.blending.solver.solve import SOLVERS, TOLERANCE, find_parts, solve, span
from murals.loops.bands import Bands

__all__ = ["SOLVERS", "TOLERANCE", "Bands", "NotConverged", "find_parts", "solve", "span"]
