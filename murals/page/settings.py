"""The options of `murals page`, and the limits of the page with their reasons. Standard library only."""

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from murals.errors import MuralsError
from murals.options import device_option, option

MIB = 1024 * 1024


def parse_auth(text: str) -> tuple[str, str]:
    """Return user and password of `USER:PASSWORD`; the password may hold colons. Raises `MuralsError`."""
    user, colon, password = text.partition(":")
    if not (user and colon and password):
        raise MuralsError("--auth expects USER:PASSWORD, neither of them empty")  # the text is not repeated: a password
    return user, password


@dataclass(frozen=True, kw_only=True)
class PageSettings:
    """Where the page listens, who may see it, what it works with, and its limits. Raises `MuralsError`."""

    host: str = option("127.0.0.1", "Address to listen on; any but this machine's own needs --auth.")
    port: int = option(7860, "Port to listen on; 0 is any free one.")  # Gradio's own
    auth: tuple[str, str] | None = option(
        None,
        "Who may see the page.",
        metavar="USER:PASSWORD",
        variable="MURALS_PAGE_AUTH",
        read=parse_auth,
        write=":".join,
    )
    model: Path | None = option(None, "Checkpoint or run that restores; as murals restore finds it unless given.")
    models: Path = option(Path("models"), "Folder of the trainings that the page shows.")
    device: str = device_option()
    max_upload_bytes: int = 1024 * MIB  # a square metre at 300 dpi in 16 bit is 840 MB
    max_pixels: int = 160_000_000  # that square metre, 140 megapixels, and some; as floats it is 2 GB of memory
    max_request_bytes: int = 32 * MIB  # of a call that is no upload: a mask drawn at `preview_side` is below 2 MB
    preview_side: int = 1200  # pixels: what a screen shows of a picture; the work is done in full
    workers: int = 2  # heavy works at once: one user's square metre must not keep the others waiting
    queue_length: int = 64  # those who wait for a worker; the next is told to come back
    grace_seconds: float = 600  # between a closed page and the end of its files: a laptop closed for a moment
    program_seconds: float = 600  # after a program's last call, which never says that it has left: time to download
    idle_seconds: float = 24 * 3600  # without a call from an open page: a tab forgotten over the weekend
    sweep_seconds: float = 10  # between two looks for what has ended
    state_seconds: float = 10  # for which Gradio's memory of a program's call is kept: it needs none

    def __post_init__(self) -> None:
        """Look at what would expose the page, and at the port."""
        if not 0 <= self.port <= 65535:
            raise MuralsError(f"--port {self.port}: expected 0 (any free one) to 65535")
        if self.auth is not None and not all(self.auth):
            raise MuralsError("--auth expects USER:PASSWORD, neither of them empty")
        if not self.is_local and self.auth is None:
            raise MuralsError(
                f"--host {self.host} shows the page to other machines: say who may see it with --auth USER:PASSWORD, "
                "or leave out --host"
            )

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches the page."""
        return self.host == "localhost" or _is_loopback(self.host)


def _is_loopback(host: str) -> bool:
    """Tell whether `host` is an address of this machine alone; a name is not looked up and counts as public."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
