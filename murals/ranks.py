"""Work that several processes share: which of them this one is, and what they tell each other.

`accelerate launch` starts the processes and tells each its number in the environment. Without it there is one process,
and everything here costs nothing and changes nothing. torch and accelerate are loaded when several processes meet.

References
----------
https://huggingface.co/docs/accelerate/basic_tutorials/launch
"""

import os
import signal
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

from murals.errors import MuralsError

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

PATIENCE = timedelta(days=7)  # of processes that wait for the photographs of another
_OTHERS = ("gloo", "nccl", "processgroup", "connection closed", "connection reset", "broken pipe")  # of lost processes


class ToldByFirst(MuralsError):
    """The error of the first process, which tells the user; the other processes end with it in silence."""


def rank() -> int:
    """Return the number of this process, from 0."""
    return int(os.environ.get("RANK", "0")) if world() > 1 else 0


def world() -> int:
    """Return how many processes share the work."""
    return int(os.environ.get("WORLD_SIZE") or "1")


def is_first() -> bool:
    """Tell whether this is the process that writes files and speaks to the user."""
    return rank() == 0


@contextmanager
def joined(device: str, *, kept: str, patient: bool = False) -> Iterator[None]:
    """Let this process meet the others for the length of the block; SIGTERM ends it as Ctrl-C does.

    Parameters
    ----------
    device
        `auto`, `cpu` or `cuda`; on GPUs each process of a machine takes its own.
    kept
        What is left of the work, and how to go on, for the error about a lost process.
    patient
        Whether a process may wait for the others for days, not minutes.

    Raises
    ------
    MuralsError
        If the device is one that processes cannot share, or another process has ended.
    """
    if world() == 1 or _have_met():
        yield
        return
    _meet(device, patient)
    with _ended_by_sigterm():
        try:
            yield
        except RuntimeError as error:  # gloo's and NCCL's errors have no class of their own
            if not _is_of_others(error):
                raise
            raise MuralsError(f"another process of this work has ended: {kept}") from error
    _part()


def from_first(make: Callable[[], T]) -> T:
    """Return what `make` returns in the first process, in all of them; it is called in no other.

    Raises
    ------
    MuralsError
        If `make` raises one: in the first process as it is, in the others as `ToldByFirst`.
    """
    if world() == 1:
        return make()
    if not is_first():
        made, failure = _broadcast(None)
        if failure is not None:
            raise ToldByFirst(failure)
        return made
    try:
        made = make()
    except MuralsError as error:
        _broadcast((None, str(error)))
        raise
    return _broadcast((made, None))[0]


def in_turn(make: Callable[[], T]) -> T:
    """Return what `make` returns here, called in the first process before all others, so that a mistake is told once.

    Raises
    ------
    MuralsError
        As `from_first` does.
    """
    made: list[T] = []
    from_first(lambda: made.append(make()))
    return made[0] if made else make()


def gathered(value: T) -> list[T]:
    """Return the `value` of each process, in the order of their numbers; it is plain data."""
    if world() == 1:
        return [value]
    from torch import distributed

    values: list[Any] = [None] * world()
    distributed.all_gather_object(values, value)
    return values


def summed(values: Mapping[K, float]) -> dict[K, float]:
    """Return the sums over all processes of the numbers of each name; a name may be missing in some of them."""
    parts = gathered(dict(values))
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: sum(part.get(name, 0) for part in parts) for name in names}


def share(items: Sequence[T]) -> list[T]:
    """Return the items that are this process's to do: every one belongs to one process."""
    return [*items[rank() :: world()]]


def wait() -> None:
    """Wait until all processes are here: what the first one wrote before can be read then."""
    if world() > 1:
        gathered(None)


def _have_met() -> bool:
    from torch import distributed

    return distributed.is_initialized()


def _meet(device: str, patient: bool) -> None:
    import torch
    from accelerate import PartialState

    if device not in ("auto", "cpu", "cuda"):
        raise MuralsError(f"--device {device} is one device for {world()} processes: give cuda, cpu, or leave it out")
    on_cpu = device == "cpu" or not torch.cuda.is_available()
    PartialState(cpu=on_cpu, **({"timeout": PATIENCE} if patient else {}))


def _part() -> None:
    from torch import distributed

    distributed.destroy_process_group()


def _broadcast(value: Any) -> Any:
    """Return the `value` of the first process."""
    from torch import distributed

    values = [value]
    distributed.broadcast_object_list(values, src=0)
    return values[0]


def _is_of_others(error: RuntimeError) -> bool:
    """Tell whether an error means that another process is gone."""
    return any(words in str(error).lower() for words in _OTHERS)


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM, which ends the processes that are left, and jobs whose time is over, be heard as Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():  # signals are set in the main thread alone
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
