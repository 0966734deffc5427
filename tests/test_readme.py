"""The README's own words at work: its command lines in their order, then its Python, on murals drawn for it."""

import json
import re
import shlex
from pathlib import Path

import cv2
import numpy as np
import pytest
from aligned_samples import write_aligned
from commands import run

from murals.drawing.draw import draw_mural
from murals.images import from_float, read_image, write_image
from murals.learn.checkpoint import newest_checkpoint

pytestmark = pytest.mark.slow

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
NOT_RUN = {
    "make demo": "an environment and minutes of training; tests/demo/test_demo.py runs a small one",
    "make test": "it runs these very tests",
    ". .venv/bin/activate": "of a shell; the tests run inside their environment",
}
TOY = {"damage": "--size 64", "train": "--epochs 1", "pix2pix train": "--epochs 1"}  # added to a line: it takes seconds
GROUPS = ("pix2pix",)  # whose commands are two words
TOY_PYTHON = {"size=256": "size=64", "epochs=5": "epochs=1", "lr_find()": "lr_find(num_it=20)", "fit(5,": "fit(1,"}


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def command_lines():
    lines = [" ".join(shlex.split(line, comments=True)) for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line and line not in NOT_RUN]


def command_of(line):
    """Return the command that a line calls: `train`, `pix2pix train`."""
    words = shlex.split(line)[1:]
    return " ".join(words[: 2 if words[0] in GROUPS else 1])


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with what the README takes for granted: photographs of walls, a damaged one, its mask, aligned pairs."""
    folder = tmp_path_factory.mktemp("desk")
    for i in range(4):
        mural = from_float(draw_mural(i, height=512, width=512), "uint8")
        write_image(folder / "photographs" / f"wall{i}.png", mural)
    mask = cv2.circle(np.zeros((512, 512), np.uint8), (200, 300), 40, 255, -1)
    write_image(folder / "wall.jpg", np.where(mask[..., None] > 0, np.uint8(0), mural))
    write_image(folder / "losses.png", np.repeat(mask[..., None], 3, axis=-1))
    write_image(folder / "motif.png", mural[:160, :160])
    write_image(folder / "motif_mask.png", mask[220:380, 120:280])
    write_aligned(folder / "facades")
    return folder


@pytest.fixture(scope="module")
def done(desk):
    """Every command line of the README and its result, run in order in one folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(desk)
        return {line: run(*shlex.split(line)[1:], *TOY.get(command_of(line), "").split()) for line in command_lines()}


def test_the_readme_shows_the_way():
    verbs = [line.split()[1] for line in command_lines()]
    assert verbs[:5] == ["damage", "check", "train", "score", "restore"]
    assert all(line.startswith("murals ") for line in command_lines())


@pytest.mark.parametrize("line", command_lines())
def test_a_command_line_does_its_work(done, line):
    assert done[line].exit_code == 0, done[line].output


def test_a_run_holds_checkpoints_history_and_pictures(done, desk):
    folder = newest_checkpoint(desk / "models").path.parent
    made = {path.name for path in folder.iterdir()}
    checkpoints = {f"phase{phase}.{kind}" for phase in ("1", "2a", "2b") for kind in ("safetensors", "json")}
    assert checkpoints | {"history.csv", "curves.png", "samples.png", "run.json", "phases.csv"} <= made
    assert any(name.startswith("events.out.tfevents") for name in made)
    assert "resume.safetensors" not in made
    assert json.loads((folder / "run.json").read_text())["finished"]


def test_the_wall_is_restored_inside_its_mask(done, desk):
    wall, restored = (read_image(desk / name) for name in ("wall.jpg", "wall.restored.jpg"))
    assert restored.shape == wall.shape
    change = np.abs(restored - wall).mean(-1)
    assert change[280:320, 180:220].mean() > 0.02
    assert change[:200, 300:].mean() < 0.01  # JPEG is written anew; what is exact is tested in tests/restoration


def test_the_motif_stands_in_the_wall(done, desk):
    wall, blended = (read_image(desk / name) for name in ("wall.jpg", "wall.blended.jpg"))
    change = np.abs(blended - wall).mean(-1)
    assert change[280:320, 180:220].mean() > 0.05
    assert change[:200, 300:].mean() < 0.01


def test_every_facade_is_translated(done, desk):
    translated = {path.name for path in (desk / "labels").iterdir()}
    assert translated == {f"{path.stem}.translated.png" for path in (desk / "facades/val").iterdir()}


def test_the_python_runs_on_the_same_pairs(done, desk, monkeypatch):
    monkeypatch.chdir(desk)
    code = "\n".join(blocks("python"))
    for text, toy in TOY_PYTHON.items():
        assert text in code, f"the README no longer says {text}: bring TOY_PYTHON up to date"
        code = code.replace(text, toy)
    names = {}
    exec(compile(code, "README.md", "exec"), names)
    assert names["restored"].shape == names["image"].shape
    assert names["restored"].dtype == names["image"].dtype
    assert isinstance(names["learn"].slower, names["Slower"]), "the callback of the README's own has run"
    assert names["learn"].opt.hypers[-1]["lr"] == pytest.approx(5e-4)
    assert names["learn"].loss_func.fitted.given is names["loss"]


@pytest.mark.parametrize("line", sorted(set(re.findall(r"`(murals [a-z][^`]*)`", README)) | set(command_lines())))
def test_only_commands_and_options_that_exist_are_named(line):
    words = [word for word in shlex.split(line)[1:] if word != "COMMAND"]
    help_text = run(*command_of(line).replace("COMMAND", "").split(), "--help")
    assert help_text.exit_code == 0, help_text.output
    assert all(word in help_text.output for word in words if word.startswith("--"))
