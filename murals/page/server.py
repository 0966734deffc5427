"""The server of the page: one address, one private folder.

In: settings. Out: a page that listens until the block ends, and then leaves nothing behind.
"""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from murals.errors import MuralsError
from murals.page.settings import PageSettings
from murals.page.workspace import Workspaces, private_root

if TYPE_CHECKING:
    import gradio as gr

# What a user's environment says of other Gradio pages is not for this one: it could open folders or share the page.
_FOREIGN = ("GRADIO_ALLOWED_PATHS", "GRADIO_SHARE", "GRADIO_MCP_SERVER", "GRADIO_ROOT_PATH", "GRADIO_NUM_WORKERS")

logger = logging.getLogger("murals")


@contextmanager
def serving(settings: PageSettings) -> Iterator[str]:
    """Listen, and yield the address of the page; afterwards stop all work and remove every file.

    Raises
    ------
    MuralsError
        If the port is taken or the host cannot be listened on.
    """
    with private_root() as root:
        _prepare_gradio(root)
        from murals.page.app import build_app, make_page  # after Gradio was told where its files go

        workspaces = Workspaces(
            root,
            grace_seconds=settings.grace_seconds,
            program_seconds=settings.program_seconds,
            idle_seconds=settings.idle_seconds,
        )
        page = make_page(settings, workspaces)
        page.models.speaker()  # a model that is not there is said now, not to the first visitor
        blocks = build_app(page)
        ended = threading.Event()
        sweeper = threading.Thread(target=_sweep, args=(blocks, workspaces, settings, ended), daemon=True)
        try:
            address = _launch(blocks, settings, root)
            sweeper.start()
            yield address
        finally:
            ended.set()
            blocks.close(verbose=False)
            workspaces.close()


def _prepare_gradio(root: Path) -> None:
    """Tell Gradio by its environment, its only way, that uploads go to `root` and that nothing is reported."""
    for name in _FOREIGN:
        os.environ.pop(name, None)
    os.environ["GRADIO_TEMP_DIR"] = str(root)
    os.environ["GRADIO_EXAMPLES_CACHE"] = str(root / "examples")
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_RUN_HISTORY"] = "False"


def _launch(blocks: "gr.Blocks", settings: PageSettings, root: Path) -> str:
    """Open the page and return its address."""
    from starlette.middleware import Middleware

    from murals.page.gate import Gate
    from murals.page.looks import STYLE, make_theme
    from murals.page.words import translations

    blocks.queue(max_size=settings.queue_length, default_concurrency_limit=None, api_open=False)
    try:
        _, address, _ = blocks.launch(
            server_name=settings.host,
            server_port=settings.port or _free_port(settings.host),
            auth=settings.auth,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            inbrowser=False,
            show_error=False,  # an error that is no sentence of ours stays in the log
            max_file_size=settings.max_upload_bytes,
            footer_links=[],
            run_history=False,
            mcp_server=False,
            enable_monitoring=False,
            pwa=False,
            theme=make_theme(),
            css_paths=[STYLE],
            i18n=translations(),
            app_kwargs={"middleware": [Middleware(Gate, settings=settings, root=root)]},
        )
    except OSError as error:
        raise MuralsError(
            f"cannot listen on {settings.host}:{settings.port} ({error}): another program may be there; "
            "take another with --port, or --port 0 for any free one"
        ) from error
    return address


def _free_port(host: str) -> int:
    """Return a port that nothing listens on at this moment; Gradio itself takes no 0."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as listener:
        return int(listener.getsockname()[1])


def _sweep(blocks: "gr.Blocks", workspaces: Workspaces, settings: PageSettings, ended: threading.Event) -> None:
    """Look now and then for what has ended, until the page closes."""
    from murals.page.page import gradio_session
    from murals.page.sessions import forget_sessions

    while not ended.wait(settings.sweep_seconds):
        try:
            workspaces.sweep()
            shown = {gradio_session(session) for session in workspaces.attended()}
            forget_sessions(blocks.app.state_holder, shown, seconds=settings.state_seconds)
        except OSError:  # a file that vanished under our hands: the next look finds the rest
            logger.exception("the page could not clean up")
