"""The command that opens the web page: `page`."""

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from murals.cli.options import Debug, Device, Json, Quiet
from murals.page.settings import PageSettings, parse_auth
from murals.terminal import command

app = typer.Typer()

KEPT = "the page is closed and every file that it kept is removed"


@app.command(epilog="Example: murals page --port 7861")
def page(
    host: Annotated[
        str, typer.Option(help="Address to listen on; any but this machine's own needs --auth.")
    ] = PageSettings.host,
    port: Annotated[int, typer.Option(help="Port to listen on; 0 is any free one.")] = PageSettings.port,
    auth: Annotated[
        str | None, typer.Option(metavar="USER:PASSWORD", envvar="MURALS_PAGE_AUTH", help="Who may see the page.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Checkpoint or run that restores; as murals restore finds it unless given.")
    ] = None,
    models: Annotated[Path, typer.Option(help="Folder of the trainings that the page shows.")] = PageSettings.models,
    device: Device = PageSettings.device,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Open the web page: restore, blend, translate and watch trainings by hand, in a browser on this machine."""
    with command(as_json=json, quiet=quiet, debug=debug, kept=KEPT) as output:
        settings = PageSettings(
            host=host,
            port=port,
            auth=parse_auth(auth) if auth is not None else None,
            model=model,
            models=models,
            device=device,
        )
        from murals.page.server import serving

        signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends it, the private files go
        with serving(settings) as address:
            output.wrote(page=address)
            output.show("Ctrl-C closes it")
            output.result({"page": address})
            threading.Event().wait()
