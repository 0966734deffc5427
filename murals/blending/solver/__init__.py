"""The solution of the discrete Poisson equation on any mask.

`solve(initial, divergence, mask)` is all that the rest of the project needs; `SOLVERS` are the names it knows.
"""

from murals.blending.solver.convergence import NotConverged
from murals.blending.solver.solve import SOLVERS, TOLERANCE, solve

__all__ = ["SOLVERS", "TOLERANCE", "NotConverged", "solve"]
