"""Compiled functions work where nothing can be kept on disk."""

import os
import subprocess
import sys
from pathlib import Path

import murals

CODE = """
import numpy as np
from murals.blending.solver import solve
print(solve(np.eye(3, dtype=np.float32)[..., None], None, np.arange(9).reshape(3, 3) == 4)[1, 1, 0])
"""


def test_package_that_cannot_be_written_to_and_no_home(tmp_path):
    """numba writes beside the source, or else in the home folder; a file in the way of each stops even root."""
    package = tmp_path / "package" / "murals"
    for source in Path(murals.__file__).parent.rglob("*.py"):
        copy = package / source.relative_to(Path(murals.__file__).parent)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
    for folder in {path.parent for path in package.rglob("*.py")}:
        (folder / "__pycache__").write_text("a file where a folder should be")
    home = tmp_path / "home"
    home.write_text("a file where a folder should be")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA", "XDG", "HOME"))}
    run = subprocess.run(
        [sys.executable, "-c", CODE],
        env={**kept, "HOME": str(home), "PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert run.returncode == 0, run.stderr
    assert float(run.stdout) == 0


def test_the_wait_for_the_compiler_is_announced_once(tmp_path):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", "import logging; logging.basicConfig(level=logging.INFO)\n" + CODE]
    first, second = (subprocess.run(command, env=environment, capture_output=True, text=True) for _ in range(2))
    assert first.stderr.count("compiling the loops") == 1
    assert "compiling" not in second.stderr
