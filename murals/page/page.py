"""The common parts of all tabs: settings, workspaces, models, and safe handlers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from murals.page.models import Models
from murals.page.progress import STOPPED, PageProgress
from murals.page.sentences import Handler, in_a_sentence
from murals.page.settings import PageSettings
from murals.page.uploads import take_upload
from murals.page.words import language_of
from murals.page.workspace import Workspace, Workspaces

WORK = "work"  # the one queue of everything that computes


@dataclass(frozen=True)
class Page:
    """One running page."""

    settings: PageSettings
    workspaces: Workspaces
    models: Models

    @property
    def heavy(self) -> dict[str, Any]:
        """Return the keywords of an event that computes: it waits for one of few workers."""
        return {"concurrency_id": WORK, "concurrency_limit": self.settings.workers}

    def handler(self, function: Handler) -> Handler:
        """Return `function` as the handler of an event: an error becomes a sentence on the page.

        A handler that asks for `request: gr.Request` is answered in the visitor's language.
        """
        return in_a_sentence(function, self.workspaces.root)

    def workspace(self, request: gr.Request) -> Workspace:
        """Return the private folder of whoever makes `request`; one login does not reach another's."""
        return self.workspaces.of(session_of(request))

    def take(self, upload: str | Path, request: gr.Request) -> Path:
        """Return an uploaded image as a file of the visitor's own, see `take_upload`."""
        return take_upload(
            upload,
            self.workspace(request),
            root=self.workspaces.root,
            max_bytes=self.settings.max_upload_bytes,
            max_pixels=self.settings.max_pixels,
        )

    def progress(self, bar: gr.Progress, request: gr.Request, work: str, *, stopped: str = STOPPED) -> PageProgress:
        """Return the progress of `work`, a tab's name, for worker functions; `stop` ends what it watches.

        The text named `stopped` then says so.
        """
        workspace = self.workspace(request)
        return PageProgress(bar, workspace.stop_switch(work), language_of(request), workspace.touch, stopped)

    def begin(self, request: gr.Request, work: str) -> None:
        """Make ready for `work`: forget an earlier Stop. Call it in an event before the queued one."""
        self.workspace(request).stop_switch(work).clear()

    def stop(self, request: gr.Request, work: str) -> None:
        """Stop the visitor's `work` at its next step, or before it has begun."""
        self.workspace(request).stop_switch(work).set()


def session_of(request: gr.Request) -> str | None:
    """Return what names the visit: Gradio's session, and the user where there is a login."""
    return f"{request.username or ''}:{request.session_hash}" if request.session_hash else None


def gradio_session(session: str) -> str:
    """Return the part of a session's name that is Gradio's; a user's name holds no colon."""
    return session.partition(":")[2]
