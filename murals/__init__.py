"""Restoration of photographs of damaged wall paintings.

    from murals import MuralLoss, blend, mural_dls, mural_learner, restore, train_phase

The names are loaded when they are first used, so that `import murals` costs nothing.
"""

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from murals.blending.blend import blend
    from murals.data.loaders import mural_dls
    from murals.errors import MuralsError
    from murals.learn.learner import load_exported, mural_learner
    from murals.learn.losses import MuralLoss
    from murals.learn.phases import train_phase
    from murals.restoration.repair import restore

__version__ = "0.2.0"
__all__ = ["MuralLoss", "MuralsError", "blend", "load_exported", "mural_dls", "mural_learner", "restore", "train_phase"]

_HOMES = {
    "MuralLoss": "murals.learn.losses",
    "MuralsError": "murals.errors",
    "blend": "murals.blending.blend",
    "load_exported": "murals.learn.learner",
    "mural_dls": "murals.data.loaders",
    "mural_learner": "murals.learn.learner",
    "restore": "murals.restoration.repair",
    "train_phase": "murals.learn.phases",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'murals' has no attribute {name!r}")
    with warnings.catch_warnings():  # fastai compiles a function while it is imported
        warnings.filterwarnings("ignore", message="`torch.jit.script` is deprecated", category=FutureWarning)
        return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted([*globals(), *_HOMES])
