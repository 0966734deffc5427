"""docs/blending.md: its commands are those of benchmarks/blend_examples.py, which run, and its pictures are there."""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from murals.blending.modes import MODES

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "blending.md").read_text()


@pytest.fixture(scope="module")
def examples():
    """The script as a module; it lies beside the package, not in it."""
    spec = importlib.util.spec_from_file_location("blend_examples", ROOT / "benchmarks" / "blend_examples.py")
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, spec.name, module)
        spec.loader.exec_module(module)
        yield module


def test_every_mode_has_its_command_and_its_picture(examples):
    assert set(examples.EXAMPLES) == set(MODES)
    shown = re.findall(r"^\*\*(\w+)\*\*:.*?```sh\n(.*?)\n```\n\n!\[[^]]+\]\((.*?)\)", PAGE, re.S | re.M)
    assert {mode: command for mode, command, _ in shown} == {m: e.command for m, e in examples.EXAMPLES.items()}
    for mode, _, picture in shown:
        assert picture == f"images/blending/{mode}.png"
        assert Image.open(ROOT / "docs" / picture).size[0] > 300


@pytest.mark.parametrize("mode", ["mixed", "tile"])
def test_an_example_comes_out_as_it_is_in_the_docs(mode, examples, tmp_path):
    made = examples.make_example(mode, tmp_path)
    stored = np.array(Image.open(ROOT / f"docs/images/blending/{mode}.png"))
    assert made.shape == stored.shape
    assert np.abs(made.astype(int) - stored).mean() < 1  # another OpenCV may draw a line by another pixel
