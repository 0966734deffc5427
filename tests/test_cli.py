import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

import murals
from murals.cli import app

ROOT = Path(__file__).parent.parent
HEAVY = (
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
COMMANDS = ("demo", "check", "damage", "encoders", "train", "lr-find", "score", "restore")


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.mark.parametrize("words", [["--help"], *([name, "--help"] for name in COMMANDS)])
def test_help_loads_no_heavy_library(words):
    code = (
        "import sys; from murals.cli import app\n"
        f"try: app({words!r})\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        f"print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip().endswith("LOADED []")
    assert "Usage" in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example(name):
    text = " ".join(run(name, "--help").output.split())
    assert f"Example: murals {name}" in text


def test_the_launcher_runs_from_a_checkout(tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "train", "--phase", "2a"], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert (
        done.stderr.startswith("murals: phase 2a starts from the best checkpoint of phase 1")
        or "no folder" in done.stderr
    )


def test_the_version_is_the_packages():
    assert run("--version").output.strip() == murals.__version__


def test_a_wrong_option_is_a_usage_error():
    assert run("train", "--phase", "2c").exit_code == 2
    assert run("train", "--epochs", "0").exit_code == 2
    assert run("nonsense").exit_code == 2


def test_json_is_alone_on_standard_output(pairs):
    done = run("check", pairs, "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)


def test_check_names_what_is_wrong_and_exits_with_1(pairs):
    (pairs / "train/ground_truth/03.png").unlink()
    done = run("check", pairs)
    assert done.exit_code == 1
    assert "03" in done.stdout + done.stderr


def test_a_users_mistake_is_a_sentence(tmp_path):
    done = run("train", "--data", tmp_path / "none")
    assert done.exit_code == 1
    assert done.stderr.startswith("murals: ")
    assert "Traceback" not in done.output


def test_debug_shows_the_traceback(tmp_path):
    assert "Traceback" in run("check", tmp_path / "none", "--debug").stderr


def test_damage_check_train_score_restore(tmp_path, monkeypatch):
    """The main job by command line alone, on small drawn photographs."""
    monkeypatch.chdir(tmp_path)
    from tests_helpers import write_pairs

    photographs = write_pairs(tmp_path / "drawn", train=6, val=2, size=256, masks=False) / "train" / "ground_truth"
    assert run("damage", photographs, "data", "--size", "64", "--recipe", "upstream").exit_code == 0
    assert run("check").exit_code == 0
    quick = ["--epochs", "1", "--batch-size", "2", "--perceptual-weight", "0", "--encoder", "edgenext_xx_small"]
    done = run("train", "--phase", "all", "--no-pretrained", "--json", *quick)
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert [row["phase"] for row in report["phases"]] == ["1", "2a", "2b"]
    folder = Path(report["run"])
    made = {path.name for path in folder.iterdir()}
    assert {
        "phase1.safetensors",
        "phase2a.json",
        "phase2b.safetensors",
        "history.csv",
        "curves.png",
        "samples.png",
        "run.json",
        "phases.csv",
    } <= made
    assert any(name.startswith("events.out.tfevents") for name in made)
    assert not (folder / "resume.safetensors").exists()

    done = run("score", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)
    damaged = next((tmp_path / "data/test/damaged").iterdir())
    mask = tmp_path / "data/test/mask" / damaged.name
    done = run("restore", damaged, "--mask", mask, "--out", "out")
    assert done.exit_code == 0, done.output
    restored = tmp_path / "out" / f"{damaged.stem}.restored.png"
    assert Image.open(restored).size == Image.open(damaged).size
    assert run("restore", damaged, "--mask", mask, "--out", "out").exit_code == 1  # it is there already


def test_a_phase_alone_starts_from_the_one_before(tmp_path, pairs, monkeypatch):
    monkeypatch.chdir(tmp_path)
    quick = ["--epochs", "1", "--batch-size", "4", "--perceptual-weight", "0"]
    done = run("train", "--phase", "2a", *quick)
    assert done.exit_code == 1
    assert 'run "murals train --phase 1" first' in done.stderr
    assert run("train", "--phase", "1", "--no-pretrained", "--encoder", "edgenext_xx_small", *quick).exit_code == 0
    done = run("train", "--phase", "2a", "--json", *quick)
    assert done.exit_code == 0, done.output
    assert "phase 2a starts from" in done.stderr
    assert [row["phase"] for row in json.loads(done.stdout)["phases"]] == ["1", "2a"]
    done = run("train", "--phase", "2b", "--encoder", "resnet18", *quick)
    assert done.exit_code == 1
    assert "with encoder resnet18" in done.stderr


def test_readme_names_only_commands_and_options_that_exist():
    text = (ROOT / "README.md").read_text()
    blocks = re.findall(r"```sh\n(.*?)```", text, re.S)
    lines = [line.split("#")[0] for block in blocks for line in block.splitlines() if line.startswith("murals ")]
    assert len(lines) >= 5
    for line in lines:
        words = shlex.split(line)[1:]
        known = run(words[0], "--help").output
        assert all(word in known for word in words if word.startswith("--")), line
