"""Processes that share a work, as `accelerate launch` starts them: by numbers in the environment."""

import os
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

FOUND = "found: "  # a line that a process tells the test


def start(words: list[str], *, world: int, cwd: Path) -> list[subprocess.Popen]:
    """Start `python WORDS` in `world` processes that know of each other."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    shared = {**os.environ, "WORLD_SIZE": str(world), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    return [
        subprocess.Popen(
            [sys.executable, *words],
            cwd=cwd,
            env={**shared, "RANK": str(rank), "LOCAL_RANK": str(rank), "OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(world)
    ]


def ended(processes: list[subprocess.Popen]) -> list[tuple[int, str, str]]:
    """Return exit code, output and errors of each process."""
    said = [process.communicate(timeout=300) for process in processes]
    return [(process.returncode, out, err) for process, (out, err) in zip(processes, said, strict=True)]


def found_by(code: str, *, cwd: Path, world: int = 2) -> list[str]:
    """Run `code` in `world` processes that have met, where it calls `tell(text)`; return what each told."""
    body = (
        "from murals import ranks\n"
        f"def tell(value): print('{FOUND}' + str(value), flush=True)\n"
        "with ranks.joined('cpu', kept='nothing is kept'):\n"
    )
    done = ended(start(["-c", body + textwrap.indent(textwrap.dedent(code), "    ")], world=world, cwd=cwd))
    for returncode, out, err in done:
        assert returncode == 0, out + err
    return [out.split(FOUND, 1)[1].strip() for _, out, _ in done]
