"""Plain data about one photograph to restore: its files, and the failure if it could not be done."""

import logging
from dataclasses import dataclass
from pathlib import Path

from murals.errors import MuralsError

logger = logging.getLogger("murals")


@dataclass(frozen=True)
class Job:
    """One photograph to restore: its file, its masks, and the files to write."""

    source: Path
    output: Path
    mask: Path | None = None  # of what is lost
    veiled: Path | None = None  # of what is faded or stained and still legible
    proposed_mask: Path | None = None  # written where the network proposes the mask
    uncertainty: Path | None = None  # written where it is asked for
    avoid: Path | None = None  # a mask of what must not be copied
    sources: Path | None = None  # written where it is asked for: where the paint came from
    variants: tuple[Path, ...] = ()  # further restored photographs, by the next seeds
    used_mask: Path | None = None  # written where a mask is given: as it was understood
    replaced: Path | None = None  # written: the pixels that the fill replaced, lossless, for `murals undo`
    record: Path | None = None  # written last: what was done
    again: bool = False  # there is a record already
    portable: bool = False  # the record calls files by their names alone, for they will lie in one folder elsewhere
    pyramid: bool = False  # the restored photographs hold reduced copies

    @property
    def written(self) -> list[Path]:
        """All files that the job writes."""
        named = (self.record, self.output, self.proposed_mask, self.uncertainty, self.sources, *self.variants)
        named += (self.used_mask, self.replaced)
        return [path for path in named if path]

    @property
    def read(self) -> list[Path]:
        """All files that the job reads."""
        return [path for path in (self.source, self.mask, self.veiled, self.avoid) if path]


@dataclass(frozen=True)
class Skipped:
    """One input that was done before, and whose results are whole."""

    source: Path
    output: Path


@dataclass(frozen=True)
class Failure:
    """One input that was not restored, and why."""

    source: Path
    reason: str


def fail(source: Path, error: Exception) -> Failure:
    """Log why `source` is not restored, and return it as a `Failure`.

    The traceback is logged at the level DEBUG, which `--debug` shows.
    """
    reason = _reason(source, error)
    logger.error("%s", reason if str(source) in reason else f"{source}: {reason}")
    logger.debug("the traceback of that:", exc_info=error)
    return Failure(source, reason)


def _reason(source: Path, error: Exception) -> str:
    """Return why `source` failed: the sentence of a `MuralsError`, else what is known of the error."""
    if isinstance(error, MuralsError):
        return str(error)
    if isinstance(error, MemoryError):
        return f"not enough memory for {source}: restore it in parts"
    if isinstance(error, OSError) and error.strerror:
        about = f" ({error.filename})" if error.filename and str(error.filename) != str(source) else ""
        return f"{source}: {error.strerror}{about}: mend that and run again, the others are done"
    said = f"{type(error).__name__}: {error}".rstrip(": ")
    return f"{source} failed unexpectedly ({said}): run it again with --debug and report what that shows"
