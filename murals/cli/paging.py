"""The command that opens the web page: `page`."""

import signal
import threading

import typer

from murals.cli.build import add_command
from murals.page.settings import PageSettings
from murals.terminal import Output

app = typer.Typer()


def page(settings: PageSettings, output: Output) -> None:
    """Open the web page: restore, blend, translate and watch trainings by hand, in a browser on this machine."""
    from murals.page.server import serving

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends it, the private files go
    with serving(settings) as address:
        output.wrote(page=address)
        output.show("Ctrl-C closes it")
        output.result({"page": address})
        threading.Event().wait()


add_command(
    app,
    "page",
    PageSettings,
    page,
    example="murals page --port 7861",
    kept="the page is closed and every file that it kept is removed",
)
