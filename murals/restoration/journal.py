"""A journal of a batch: a line of JSON for each photograph as it is finished, for programs that watch or go on."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from murals import ranks
from murals.restoration.job import Failure, Job, Skipped
from murals.restoration.restore_report import Done


class Journal:
    """Lines are appended, so that several runs share a file; nothing is written where no file is named."""

    def __init__(self, path: Path | None, jobs: Sequence[Job], failed: Sequence[Failure]) -> None:
        """Begin with what failed before the first photograph was opened; of several processes the first does."""
        self.path = path
        if not ranks.is_first():
            return
        self._write({"event": "begin", "photographs": len(jobs)})
        for failure in failed:
            self.failed(failure)

    def done(self, done: Done) -> None:
        """Write the facts about a result."""
        self._write({"event": "done", "input": str(done.source), "output": str(done.output), **done.facts})

    def skipped(self, skipped: Skipped) -> None:
        """Write that a photograph was done before."""
        self._write({"event": "done before", "input": str(skipped.source), "output": str(skipped.output)})

    def failed(self, failure: Failure) -> None:
        """Write why a photograph was not restored."""
        self._write({"event": "failed", "input": str(failure.source), "reason": failure.reason})

    def _write(self, line: dict[str, Any]) -> None:
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        time = datetime.now(UTC).isoformat(timespec="seconds")
        text = json.dumps({"time": time, **line}, ensure_ascii=False) + "\n"
        with self.path.open("ab", buffering=0) as file:  # in one piece, for other processes may append too
            file.write(text.encode())
