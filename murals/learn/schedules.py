"""Learning-rate schedules of a whole phase, as fastai's `ParamScheduler` takes them.

A schedule is a function from the finished share of the phase, in [0, 1], to the rates of the parameter groups.
`one_cycle` is not here, because fastai's `fit_one_cycle` changes the momentum too.
"""

from collections.abc import Callable, Sequence

import numpy as np
from fastai.callback.schedule import SchedCos
from numpy.typing import NDArray

from murals.config import PhaseConfig

Schedule = Callable[[float], NDArray[np.float64]]

STEP_EPOCHS, STEP_FACTOR = 20, 0.2  # StepLR(20, .2) of the course project
FIRST_HALF = 0.5  # the share of constant rate in Isola et al. 2017: 100 epochs, then 100 of linear decay
_ROUNDING = 1e-6  # fastai adds up the share of batches; an epoch must not begin a rounding error late


def schedule_of(config: PhaseConfig, highest: Sequence[float]) -> Schedule:
    """Return the schedule that `config` names, for groups with the highest rates `highest`."""
    rates = np.asarray(highest, np.float64)
    match config.schedule:
        case "cosine":
            return SchedCos(rates, np.full_like(rates, config.min_lr))
        case "steps":
            return lambda done: rates * STEP_FACTOR ** (int(done * config.epochs + _ROUNDING) // STEP_EPOCHS)
        case "half_linear":
            return lambda done: rates * min(1.0, (1.0 - done) / (1.0 - FIRST_HALF))
    raise ValueError(f"{config.schedule} is no schedule of a share")  # one_cycle, or a name that the row cannot hold
