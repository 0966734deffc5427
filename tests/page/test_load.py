"""A short version of benchmarks/page_load.py; docs/page.md has the figures of a minute."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_twenty_users_at_once_get_each_his_own(page_models):
    words = ["--users", "20", "--seconds", "1", "--json", "--model", page_models / "run" / "phase1.safetensors"]
    script = ROOT / "benchmarks" / "page_load.py"
    done = subprocess.run([sys.executable, script, *words], capture_output=True, text=True, cwd=ROOT, timeout=240)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["errors"] == []
    assert report["mixed"] == 0
    assert report["restored"] >= 40  # each user twice at least
    assert len(report["memory_mb"]) == 5
