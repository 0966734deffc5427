"""Resuming of an interrupted run, shared by all commands that train."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from murals.errors import MuralsError
from murals.learn.run import Run, find_unfinished
from murals.train.settings import differences, flatten

_PLACES = ("out", "data")  # may have moved since the start; `locate_data` looks at the data themselves
COMMANDS = {"train": "murals train", "pix2pix": "murals pix2pix train"}  # by the job that run.json names


def find_resumable(settings: Any, defaults: Any, *, job: str) -> Run:
    """Return the newest interrupted run of `job` under `settings.out`, of the phase that is asked for if one is.

    Parameters
    ----------
    settings
        The settings of this call.
    defaults
        Settings of the same class with nothing set: what differs from them was asked for.

    Raises
    ------
    MuralsError
        If there is no such run, or an option contradicts the settings that it was started with.
    """
    asked = differences(settings, defaults)
    phase = asked.pop("phase", None)
    found = [(run, run.settings()["settings"]) for run in find_unfinished(settings.out, job=job)]
    fitting = [(run, before) for run, before in found if phase in (None, before.get("phase"))]
    if not fitting:
        which = f" of phase {phase}" if phase else ""
        raise MuralsError(
            f'no interrupted run{which} under {settings.out}: start one with "{COMMANDS[job]}" without --resume'
        )
    run, before = fitting[0]
    require_same(run.folder, flatten(type(defaults)(**before)), asked, "start again without --resume")
    return run


def locate_data(run: Run, asked: str, default: str, mark: Callable[[str], str]) -> str:
    """Return the folder of the data of `run`, and note it in run.json if the data moved.

    Parameters
    ----------
    asked
        `--data` of this call. If it is the `default`, nothing was asked for, and the old place comes first.
    mark
        Returns the fingerprint of a folder, which decides: names and contents count, places do not.

    Raises
    ------
    MuralsError
        If the pairs are not those that the run was started with.
    """
    said = run.settings()
    before, wanted = said["settings"]["data"], said["fingerprint"]
    place = asked if asked != default else before
    if place == before and not Path(before).is_dir():
        if not _holds(default, mark, wanted):
            raise MuralsError(f"the pairs of {run.folder} are no longer in {before}: name their folder with --data")
        place = default
    elif mark(place) != wanted:
        raise MuralsError(
            f"the pairs in {place} are not those that {run.folder} was started with: bring them back, name the folder "
            "they moved to with --data, or start again without --resume"
        )
    if place != before:
        run.save_settings({**said, "settings": {**said["settings"], "data": place}})
    return place


def find_moved(path: str, run: Run) -> Path:
    """Return the checkpoint at `path`; if a folder of runs has moved, it is looked for beside the run."""
    named = Path(path)
    beside = run.folder.parent / named.parent.name / named.name
    return named if named.is_file() or not beside.is_file() else beside


def require_same(place: Path, before: dict[str, Any], asked: dict[str, Any], otherwise: str) -> None:
    """Raise MuralsError if an option contradicts the settings that the work in `place` was started with.

    `otherwise` says how to work with other settings.
    """
    for name, value in asked.items():
        if name not in _PLACES and before.get(name) != value:
            raise MuralsError(
                f"{place} was started with {name} {before.get(name)}, not {value}: what is resumed keeps its settings; "
                f"leave the option out, or {otherwise}"
            )


@contextmanager
def marked_if_failed(run: Run) -> Iterator[None]:
    """Mark a run that cannot be resumed as finished: the same seed would fail again at the same step.

    A run that failed because of a full or read-only disk (an OSError is the cause) can be resumed.
    """
    try:
        yield
    except MuralsError as error:
        if not isinstance(error.__cause__, OSError):
            run.save_settings({**run.settings(), "finished": True, "failed": str(error)})
        raise


def _holds(place: str, mark: Callable[[str], str], wanted: str) -> bool:
    """Tell whether `place` holds the data of the fingerprint `wanted`."""
    try:
        return Path(place).is_dir() and mark(place) == wanted
    except (MuralsError, OSError):
        return False
