"""Private folders of visitors: the only places from which files are served, removed when the visit ends.

In: the session that a request names. Out: its `Workspace`. All lie under one root of mode 700. A folder's name is 128
random bits, so that nobody who has not been told finds another's. Standard library only.
"""

import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

UPLOADS_LAST = 3600.0  # seconds for which Gradio's own copy of an upload stays: longer than any wait in the queue


@dataclass(eq=False)
class Workspace:
    """One visitor's folder, and the switches that stop his work."""

    folder: Path
    seen: float = field(default_factory=time.monotonic)  # the last call, or step of work
    attended: bool = False  # a browser shows the page; a program only calls
    closed: float | None = None  # when the browser left
    _stops: dict[str, threading.Event] = field(default_factory=dict)

    def touch(self) -> None:
        """Note that the visit goes on."""
        self.seen = time.monotonic()

    def new_folder(self) -> Path:
        """Return a new empty folder inside this one: results keep their names without ever meeting."""
        folder = self.folder / secrets.token_hex(8)
        folder.mkdir(mode=0o700)
        return folder

    def stop_switch(self, work: str) -> threading.Event:
        """Return the switch that stops the visitor's `work`, a tab's name."""
        return self._stops.setdefault(work, threading.Event())

    def stop_all(self) -> None:
        """Stop whatever is being done for the visitor."""
        for switch in list(self._stops.values()):
            switch.set()


class Workspaces:
    """All visitors' folders, by the session that Gradio gives to a browser's page or a program."""

    def __init__(self, root: Path, *, grace_seconds: float, program_seconds: float, idle_seconds: float) -> None:
        """`root` exists, private.

        A folder ends `grace_seconds` after its page was closed, `program_seconds` after the last call of a program,
        `idle_seconds` after the last call of an open page.
        """
        self.root = root.resolve()
        self.grace_seconds, self.program_seconds, self.idle_seconds = grace_seconds, program_seconds, idle_seconds
        self._of: dict[str, Workspace] = {}
        self._lock = threading.Lock()

    def of(self, session: str | None) -> Workspace:
        """Return the workspace of `session`, a new one at its first call; None is a visitor who will not come back."""
        with self._lock:
            key = session or secrets.token_hex(16)
            if key not in self._of:
                folder = self.root / secrets.token_hex(16)
                folder.mkdir(mode=0o700)
                self._of[key] = Workspace(folder)
            workspace = self._of[key]
            workspace.touch()
            workspace.closed = None
            return workspace

    def attended(self) -> set[str]:
        """Return the sessions that a browser shows, or showed until a moment ago."""
        with self._lock:
            return {key for key, workspace in self._of.items() if workspace.attended}

    def leave(self, session: str | None) -> None:
        """Note that the page of `session` was closed, and stop its work; a page that comes back finds its files."""
        with self._lock:
            workspace = self._of.get(session or "")
        if workspace is not None:
            workspace.stop_all()
            workspace.closed = time.monotonic()

    def sweep(self) -> int:
        """Remove the folders that have ended, and uploads that nobody came for; return how many visitors went."""
        now = time.monotonic()
        with self._lock:
            ended = [key for key, workspace in self._of.items() if self._has_ended(workspace, now)]
            gone = [self._of.pop(key) for key in ended]
            ours = {workspace.folder for workspace in self._of.values()}
        for workspace in gone:
            workspace.stop_all()
            shutil.rmtree(workspace.folder, ignore_errors=True)
        _remove_old_uploads(self.root, ours)
        return len(gone)

    def close(self) -> None:
        """Stop all work and remove everything."""
        with self._lock:
            for workspace in self._of.values():
                workspace.stop_all()
            self._of.clear()
        shutil.rmtree(self.root, ignore_errors=True)

    def __len__(self) -> int:
        """Return the number of visitors."""
        return len(self._of)

    def _has_ended(self, workspace: Workspace, now: float) -> bool:
        left = workspace.closed is not None and now - workspace.closed >= self.grace_seconds
        return left or now - workspace.seen >= (self.idle_seconds if workspace.attended else self.program_seconds)


@contextmanager
def private_root() -> Iterator[Path]:
    """Yield a new folder of mode 700 under the system's temporary one, and remove it with all it holds."""
    root = Path(tempfile.mkdtemp(prefix="murals-page-")).resolve()
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _remove_old_uploads(root: Path, ours: set[Path]) -> None:
    """Remove what Gradio has put beside the visitors' folders `ours` and is older than an upload lasts."""
    too_old = time.time() - UPLOADS_LAST
    for path in root.iterdir() if root.is_dir() else ():
        if path in ours or path.stat().st_mtime > too_old:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
