"""What every command that resumes a run shares: which run, whether the options agree with it, what failed for good."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from murals.errors import MuralsError
from murals.jobs.settings import differences, flatten
from murals.learn.run import Run, find_unfinished

COMMANDS = {"train": "murals train", "pix2pix": "murals pix2pix train"}  # by the job that run.json names


def find_resumable(settings: Any, defaults: Any, *, job: str) -> Run:
    """Return the newest interrupted run of `job` under `settings.out`, of the phase that is asked for, if one is.

    `settings` are those of this call, `defaults` what they are where nothing is asked: dataclasses of one kind. Raises
    `MuralsError` where there is no such run, or where an option contradicts the settings that it was started with.
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
    _require_same(run, flatten(type(defaults)(**before)), asked)
    return run


@contextmanager
def marked_if_failed(run: Run) -> Iterator[None]:
    """Mark a run that cannot be resumed as finished: the same seed would fail again at the same step.

    A full or forbidden disk (an OSError behind the sentence) can be mended, and then the run goes on.
    """
    try:
        yield
    except MuralsError as error:
        if not isinstance(error.__cause__, OSError):
            run.save_settings({**run.settings(), "finished": True, "failed": str(error)})
        raise


def _require_same(run: Run, before: dict[str, Any], asked: dict[str, Any]) -> None:
    for name, value in asked.items():
        if name != "out" and before.get(name) != value:
            raise MuralsError(
                f"{run.folder} was started with {name} {before.get(name)}, not {value}: a resumed run keeps its "
                "settings; leave the option out, or start anew without --resume"
            )
