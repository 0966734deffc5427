"""The floors of the house: kept by import-linter, which sees a wrong import, and shown in docs/design.md."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS = next(contract["layers"] for contract in CONTRACTS if contract["name"] == "floors")


def lint(folder):
    """Run the checker on the package in `folder`; return its exit code and what it says."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run([*command, "--no-cache"], capture_output=True, text=True, cwd=folder)
    return done.returncode, done.stdout


@pytest.fixture
def copy(tmp_path):
    """The package and its contracts, to be spoiled."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "murals", tmp_path / "murals", ignore=shutil.ignore_patterns("__pycache__", "pretrained"))
    return tmp_path


def test_the_contracts_are_kept(copy):
    code, said = lint(copy)
    assert code == 0, said
    assert "2 kept, 0 broken" in said


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("data/pairs.py", "from murals.learn import run", "murals.data is not allowed to import murals.learn"),
        ("figures/table.py", "def late():\n    import murals.train.train", "murals.figures is not allowed to import"),
        ("score/walls.py", "import murals.train.memory", "murals.score is not allowed to import murals.train"),
        ("restoration/plan.py", "import torch", "murals.restoration is not allowed to import torch"),
        ("restoration/plan.py", "import murals.learn.network", "murals.restoration is not allowed to import"),
    ],
)
def test_a_wrong_import_breaks_them(copy, module, line, broken):
    path = copy / "murals" / module
    path.write_text(f"{path.read_text()}\n\n{line}\n")
    code, said = lint(copy)
    assert code == 1
    assert broken in said


def test_a_folder_that_stands_on_no_floor_breaks_them(copy):
    (copy / "murals/attic").mkdir()
    (copy / "murals/attic/__init__.py").touch()
    code, said = lint(copy)
    assert code == 1
    assert "attic" in said


def test_the_design_shows_the_same_floors():
    shown = {}
    for floor, names in re.findall(r"^\| (\d+) \| (`[^|]+) \|", (ROOT / "docs/design.md").read_text(), re.M):
        shown.setdefault(int(floor), set()).update(re.findall(r"`(\w+)(?:/|\.py)`", names))
    wanted = [{name.strip() for name in line.split("|")} for line in reversed(LAYERS)]
    lowest = set().union(*(line for line in wanted if line & {"config", "options", "errors"}))
    above = [line for line in wanted if not line & lowest]
    assert shown[1] == lowest
    assert [shown[floor] for floor in sorted(shown) if floor > 1] == above


def test_a_restoration_that_only_plans_loads_no_torch(tmp_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from murals.restoration.files import restore_files\n"
        "from murals.restoration.options import RestoreSettings\n"
        "report = restore_files(RestoreSettings(inputs=(Path('nothing.png'),)))\n"
        "print(len(report.failed), [name for name in ('torch', 'fastai', 'timm', 'kornia') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout.strip() == "1 []"
