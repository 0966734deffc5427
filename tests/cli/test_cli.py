import subprocess
import sys
from pathlib import Path

import pytest
from commands import run
from typer.main import get_command

import murals
from murals.cli import app

ROOT = Path(__file__).parents[2]
HEAVY = (
    "gradio",
    "torch",
    "torchvision",
    "fastai",
    "timm",
    "kornia",
    "numpy",
    "PIL",
    "cv2",
    "skimage",
    "matplotlib",
    "safetensors",
)
STAY = ("demo", "check", "damage", "encoders", "train", "lr-find", "score", "restore")  # others run them by these names


def commands(group, *before):
    """Every command of the program as the words that call it."""
    for name, command in group.commands.items():
        yield from commands(command, *before, name) if hasattr(command, "commands") else [(*before, name)]


COMMANDS = list(commands(get_command(app)))


@pytest.mark.parametrize("words", [[], *COMMANDS], ids=" ".join)
def test_help_loads_no_heavy_library(words):
    code = (
        "import sys; from murals.cli import app\n"
        f"try: app({[*words, '--help']!r})\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        f"print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip().endswith("LOADED []")
    assert "Usage" in done.stdout


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_an_example(words):
    text = " ".join(run(*words, "--help").output.split())
    assert f"Example: murals {' '.join(words)}" in text


def test_the_commands_stay_and_stand_in_the_order_of_the_work():
    assert tuple(words[0] for words in COMMANDS if words[0] in STAY) == STAY


def test_the_launcher_runs_from_a_checkout(tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "train", "--phase", "2a"], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("murals: phase 2a starts from the best checkpoint of phase 1")


def test_the_version_is_the_packages():
    assert run("--version").output.strip() == murals.__version__


def test_an_unknown_command_is_a_usage_error():
    assert run("nonsense").exit_code == 2
