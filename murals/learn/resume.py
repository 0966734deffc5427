"""The exact state of a training after an epoch, from which it is resumed as if it had never stopped.

`resume.safetensors` holds weights, optimizer and random generators as tensors, and counters as JSON in its metadata, so
that one rename makes both current. Resuming is exact on the same machine, with the same versions and the same number of
threads.
"""

import json
import random
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from fastai.callback.core import Callback
from fastai.learner import Learner
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor

from murals.errors import MuralsError
from murals.files import write_bytes
from murals.learn.callbacks import bare


@dataclass(frozen=True)
class Progressed:
    """The progress of a phase.

    It holds the finished epochs, the best of the monitored number (PSNR in dB, or the loss), the epochs since then, and
    the optimizer steps of the whole run.
    """

    phase: str
    epochs: int
    best: float
    waited: int
    step: int


class RestoreState(Callback):
    """Restore the saved state right before the first epoch that is left."""

    order = 100  # behind SkipToEpoch, so it runs only in an epoch that is not skipped

    def __init__(self, path: Path, epochs: int) -> None:
        """Take the file, and the number of finished epochs."""
        super().__init__()
        self.path, self.epochs = path, epochs

    def before_epoch(self) -> None:
        """Load the state once."""
        if self.learn.epoch == self.epochs:
            load_state(self.path, self.learn)


def save_state(path: Path, learn: Learner, progressed: Progressed) -> None:
    """Write the state of `learn` after an epoch, whole or not at all."""
    tensors = {f"model.{key}": value for key, value in bare(learn.model).state_dict().items()}
    optimizer = learn.opt.state_dict()
    plain: list[dict[str, Any]] = []
    for index, state in enumerate(optimizer["state"]):
        tensors |= {f"opt.{index}.{key}": value for key, value in state.items() if isinstance(value, Tensor)}
        plain.append({key: value for key, value in state.items() if not isinstance(value, Tensor)})
    generators, generator_tensors = _read_generators(learn)
    tensors |= generator_tensors
    record = {
        "progressed": asdict(progressed),
        "optimizer": plain,
        "hypers": [dict(hyper) for hyper in optimizer["hypers"]],
        "generators": generators,
    }
    payload = save(
        {key: value.detach().contiguous().cpu() for key, value in tensors.items()}, {"record": json.dumps(record)}
    )
    write_bytes(path, payload, overwrite=True)


def read_progressed(path: Path) -> Progressed:
    """Return the counters of a saved state.

    Raises
    ------
    MuralsError
        If the file is damaged.
    """
    return Progressed(**_read_record(path)["progressed"])


def load_state(path: Path, learn: Learner) -> None:
    """Restore the weights, the optimizer's state and the random generators that `save_state` wrote."""
    record = _read_record(path)
    with safe_open(path, "pt") as file:
        tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    try:
        bare(learn.model).load_state_dict(
            {k.removeprefix("model."): v for k, v in tensors.items() if k.startswith("model.")}
        )
    except RuntimeError as error:
        raise MuralsError(
            f"cannot resume from {path}: its network is not the one that this version of murals builds; "
            "start the phase again without --resume"
        ) from error
    states = [dict(plain) for plain in record["optimizer"]]
    weights = [p for p, *_ in learn.opt.all_params()]
    for key in (k for k in tensors if k.startswith("opt.")):
        _, index, name = key.split(".", 2)
        states[int(index)][name] = tensors[key].to(weights[int(index)].device)
    hypers = type(learn.opt.hypers)(record["hypers"])
    learn.opt.load_state_dict({"state": states, "hypers": hypers})
    _write_generators(learn, record["generators"], tensors)


def _read_record(path: Path) -> dict[str, Any]:
    try:
        with safe_open(path, "pt") as file:
            return json.loads(file.metadata()["record"])
    except Exception as error:  # safetensors, json and the file system each raise their own
        raise MuralsError(f"cannot resume from {path} ({error}): start the phase again without --resume") from error


def _read_generators(learn: Learner) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Return the states of the random generators of Python, numpy, the loader and torch."""
    kind, keys, *rest = np.random.get_state()  # noqa: NPY002 (fastai draws its augmentations from the global generators)
    plain = {"python": random.getstate(), "loader": learn.dls.train.rng.getstate(), "numpy": [kind, *rest]}
    tensors = {"rng.torch": torch.get_rng_state(), "rng.numpy": torch.from_numpy(np.asarray(keys).astype(np.int64))}
    if torch.cuda.is_available():
        tensors |= {f"rng.cuda.{i}": state for i, state in enumerate(torch.cuda.get_rng_state_all())}
    return plain, tensors


def _write_generators(learn: Learner, plain: dict[str, Any], tensors: dict[str, Tensor]) -> None:
    random.setstate(_as_python_state(plain["python"]))
    learn.dls.train.rng = random.Random()
    learn.dls.train.rng.setstate(_as_python_state(plain["loader"]))
    kind, *rest = plain["numpy"]
    np.random.set_state((kind, tensors["rng.numpy"].numpy().astype(np.uint32), *rest))  # noqa: NPY002
    torch.set_rng_state(tensors["rng.torch"])
    cuda = [tensors[key] for key in sorted(tensors) if key.startswith("rng.cuda.")]
    if cuda and len(cuda) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all(cuda)


def _as_python_state(state: list[Any]) -> tuple[Any, ...]:
    version, words, gauss = state
    return version, tuple(words), gauss
