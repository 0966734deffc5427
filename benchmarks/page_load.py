"""Many users of the page at once, as programs over HTTP: errors, mixed results, memory.

    python benchmarks/page_load.py --users 20 --seconds 60

Each user restores a picture of his own again and again, in sessions of his own, and compares what he gets with what the
library gives: every byte. The memory is that of the server's process after each user's first result, then
at each quarter of the time.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from murals.images import write_image
from murals.learn.checkpoint import newest_checkpoint
from murals.page.restoring import restore_sheet
from murals.restoration.options import RestoreOptions
from murals.restoration.predict import Restorer

SIDE = 128  # pixels of a small image
ROOT = Path(__file__).parents[1]


@dataclass
class Tally:
    """What the users met with."""

    restored: int = 0
    mixed: int = 0
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, *, restored: int = 0, mixed: int = 0, error: str | None = None) -> None:
        """Count, from any thread."""
        with self.lock:
            self.restored, self.mixed = self.restored + restored, self.mixed + mixed
            self.errors += [error] if error else []


def main() -> None:
    """Start a page, let the users at it, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--model", type=Path, help="checkpoint; the newest one unless given")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = wanted.model or newest_checkpoint().path
        pictures = draw_pictures(Path(folder), wanted.users, checkpoint)
        report = measure(pictures, checkpoint, wanted.seconds)
    print(json.dumps(report, indent=1) if wanted.json else table_row(report))


def draw_pictures(folder: Path, users: int, checkpoint: Path) -> list[tuple[Path, Path, bytes]]:
    """Return for each user a picture, a mask, and the bytes of the result that the library gives."""
    restorer, pictures = Restorer.open(checkpoint, device="cpu"), []
    for user in range(users):
        rng, home = np.random.default_rng(user), folder / str(user)
        picture, mask, out = home / "wall.png", home / "losses.png", home / "out"
        out.mkdir(parents=True)
        write_image(picture, rng.integers(0, 256, (SIDE, SIDE, 3), np.uint8))
        write_image(mask, rng.random((SIDE, SIDE)) < 0.1)
        done = restore_sheet(picture, mask, restorer, RestoreOptions(), out)
        pictures.append((picture, mask, done.output.read_bytes()))
    return pictures


def measure(pictures: list[tuple[Path, Path, bytes]], checkpoint: Path, seconds: float) -> dict[str, Any]:
    """Run the page in a process of its own under the load of one user per picture."""
    command = [
        sys.executable,
        ROOT / "cli.py",
        "page",
        "--port",
        "0",
        "--json",
        "--model",
        checkpoint,
        "--device",
        "cpu",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            address = _address(server)
            tally = Tally()
            together(address, pictures, 0, tally, server.pid)  # each once: the network is loaded, the threads are there
            began = time.monotonic()
            memory = together(address, pictures, seconds, tally, server.pid)
            return _report(len(pictures), time.monotonic() - began, tally, memory)
        finally:
            server.terminate()


def together(
    address: str, pictures: list[tuple[Path, Path, bytes]], seconds: float, tally: Tally, pid: int
) -> list[float]:
    """Let all users at the page for `seconds`, each at least once; return the memory at each quarter, in MB."""
    until, memory = time.monotonic() + seconds, [_resident(pid)]
    users = [threading.Thread(target=use, args=(address, *picture, until, tally)) for picture in pictures]
    for user in users:
        user.start()
    for _ in range(3):
        time.sleep(seconds / 4)
        memory.append(_resident(pid))
    for user in users:
        user.join()
    return [*memory, _resident(pid)]


def use(address: str, picture: Path, mask: Path, wanted: bytes, until: float, tally: Tally) -> None:
    """Be one user until the clock says `until`, at least once."""
    with httpx.Client(base_url=address, timeout=120, trust_env=False) as client:
        while True:
            try:
                got = restore(client, picture, mask)
                tally.add(restored=1, mixed=got != wanted)
            except (httpx.HTTPError, RuntimeError, LookupError) as error:
                tally.add(error=f"{type(error).__name__}: {error}")
            if time.monotonic() >= until:
                return


def restore(client: httpx.Client, picture: Path, mask: Path) -> bytes:
    """Restore over HTTP as docs/page.md says; raises RuntimeError where the page answers with an error."""
    files = [_upload(client, path) for path in (picture, mask)]
    options = [0.5, 0, 0, 0, False, False, False, False, False, "", "automatic", "mimetic", False, 0]
    asked = client.post("gradio_api/call/restore", json={"data": [*files, *options]}).raise_for_status()
    told = client.get(f"gradio_api/call/restore/{asked.json()['event_id']}").raise_for_status().text
    kind, data = re.findall(r"event: (\w+)\ndata: (.*)", told)[-1]
    if kind != "complete":
        raise RuntimeError(f"{kind}: {data[:200]}")
    return client.get(json.loads(data)[0]["url"]).raise_for_status().content


def table_row(report: dict[str, Any]) -> str:
    """Return the report as the row of a Markdown table."""
    memory = ", ".join(f"{megabytes:.0f}" for megabytes in report["memory_mb"])
    cells = (report["users"], f"{report['seconds']:.0f}", report["restored"], len(report["errors"]), report["mixed"])
    return f"| {' | '.join(map(str, cells))} | {memory} MB |"


def _upload(client: httpx.Client, path: Path) -> dict[str, Any]:
    answer = client.post("gradio_api/upload", files={"files": (path.name, path.read_bytes())}).raise_for_status()
    return {"path": answer.json()[0], "meta": {"_type": "gradio.FileData"}}


def _address(server: subprocess.Popen[str]) -> str:
    """Return where the page listens, from the JSON that it prints once it does."""
    lines = ""
    while "}" not in lines:
        line = server.stdout.readline() if server.stdout else ""
        if not line:
            raise SystemExit("the page did not start: run it by hand, murals page")
        lines += line
    return str(json.loads(lines)["page"])


def _resident(pid: int) -> float:
    """Return the resident memory of a process in megabytes (Linux)."""
    kilobytes = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(kilobytes[1]) / 1000 if kilobytes else 0.0


def _report(users: int, seconds: float, tally: Tally, memory: list[float]) -> dict[str, Any]:
    return {
        "users": users,
        "seconds": seconds,
        "restored": tally.restored,
        "errors": tally.errors,
        "mixed": tally.mixed,
        "memory_mb": memory,
    }


if __name__ == "__main__":
    main()
