"""docs/training.md: its command lines run, on small pairs and with little training."""

import re
import shlex
from pathlib import Path

import pytest
from commands import run
from tests_helpers import write_pairs

PAGE = (Path(__file__).parents[1] / "docs/training.md").read_text(encoding="utf-8")
LINES = [
    shlex.split(line, comments=True)
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
]
TOY = ["--epochs", "1", "--no-pretrained", "--perceptual-weight", "0"]


def in_seconds(words):
    """Return the words of a command, with a training of seconds."""
    if words[1] == "lr-find":
        small = ["--no-pretrained", "--perceptual-weight", "0", "--encoder", "edgenext_xx_small", "--batch-size", "2"]
        return [*(word.replace("100", "60") for word in words[1:]), *small]
    if words[1] != "sweep":
        return words[1:]
    return [*(word.replace("30", "1") for word in words[1:]), *TOY]


@pytest.mark.slow
def test_its_command_lines_work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_pairs(Path("data"))
    train = ("train", "--phase", "1", "--encoder", "edgenext_xx_small", *TOY)
    assert run(*train).exit_code == 0
    assert {words[1] for words in LINES} == {"lr-find", "runs", "sweep"}
    for words in sorted(LINES, key=lambda words: words[1] != "sweep"):  # it makes the runs that are listed
        done = run(*in_seconds(words))
        assert done.exit_code == 0, done.output
