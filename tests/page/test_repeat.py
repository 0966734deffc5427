import shlex

import pytest
from commands import run
from typer.main import get_command

from murals.cli import app
from murals.page.repeat import restore_command
from murals.restoration.options import RestoreOptions

EVERYTHING = RestoreOptions(
    tile=256,
    overlap=32,
    dilate=3,
    feather=2,
    threshold=0.4,
    max_hole=9.5,
    ensemble=True,
    uncertainty=True,
    seamless=True,
    style="visible",
    seed=2,
)


def test_defaults_are_left_out():
    assert restore_command("wall.png", RestoreOptions()) == "murals restore wall.png"
    assert restore_command("wall.png", RestoreOptions(), mask="wall.mask.png") == (
        "murals restore wall.png --mask wall.mask.png"
    )


def test_every_option_is_one_of_the_command():
    line = restore_command(
        "wall.jpg",
        EVERYTHING,
        mask="m.png",
        format="png",
        sources=True,
        model="models/run/phase1.safetensors",
        device="cpu",
    )
    known = {name for parameter in get_command(app).commands["restore"].params for name in parameter.opts}
    assert {word for word in shlex.split(line) if word.startswith("--")} <= known
    assert " --style visible " in line
    assert " --max-hole 9.5 " in line
    assert " --seed 2 " in line
    assert " --sources " in line
    assert "True" not in line
    assert restore_command("wall.png", RestoreOptions(whole=True)) == "murals restore wall.png --whole"
    assert restore_command("wall.png", RestoreOptions(fill="neutral")) == "murals restore wall.png --fill neutral"


@pytest.mark.parametrize("name", ["wall 7.png", "敦煌 220窟.tif", "it's.png", "$(reboot).png"])
def test_a_shell_reads_a_name_as_one_word(name):
    assert shlex.split(restore_command(name, RestoreOptions()))[2] == name


def test_a_name_is_no_option(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    line = restore_command("--whole.png", RestoreOptions())
    assert "nothing at --whole.png" in run(*shlex.split(line)[1:]).output
