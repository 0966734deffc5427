import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from commands import run

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--host", "0.0.0.0"], "say who may see it with --auth USER:PASSWORD"),
        (["--auth", "anna"], "--auth expects USER:PASSWORD"),
        (["--port", "70000"], "--port 70000: expected 0"),
        (["--model", "no/such/model"], "no checkpoint at no/such/model"),
    ],
)
def test_a_mistake_is_one_sentence(words, sentence):
    done = run("page", *words)
    assert done.exit_code == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.slow
def test_it_listens_says_where_and_leaves_nothing_behind(tmp_path):
    command = [sys.executable, ROOT / "cli.py", "page", "--port", "0", "--json"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    ) as page:
        lines = ""
        while "}" not in lines:
            line = page.stdout.readline()
            assert line, page.stderr.read()
            lines += line
        address = json.loads(lines)["page"]
        assert address.startswith("http://127.0.0.1:")
        open_without_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
        with open_without_proxy(address) as answer:
            assert answer.status == 200
        assert [path.name[:12] for path in tmp_path.glob("murals-page-*")] == ["murals-page-"]
        page.send_signal(signal.SIGTERM)  # it is heard as Ctrl-C is
        told = page.stderr.read()
        assert page.wait(30) == 130
    assert "every file that it kept is removed" in told
    assert list(tmp_path.glob("murals-page-*")) == []
