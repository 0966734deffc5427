import re
from pathlib import Path

import numpy as np
import pytest

from murals.blending.modes import MODES
from murals.drawing.blend_inputs import HEIGHT, INPUTS, WIDTH, draw_inputs
from murals.errors import MuralsError
from murals.images import read_image8, read_mask

PAGE = Path(__file__).parents[2] / "docs" / "blending.md"


def named_in_the_docs(mode: str) -> set[str]:
    """Return the files that the command of `mode` in docs/blending.md takes."""
    command = re.search(rf"^\*\*{mode}\*\*:.*?```sh\n(.*?)\n```", PAGE.read_text(), re.S | re.M)[1]
    return set(re.findall(r"\S+\.png", command))


@pytest.mark.parametrize("mode", INPUTS)
def test_the_files_are_those_of_the_docs(mode, tmp_path):
    draw_inputs(mode, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == named_in_the_docs(mode)
    for path in tmp_path.iterdir():
        h, w = read_image8(path).shape[:2]
        assert (h, w) == ((HEIGHT // 2, WIDTH // 2) if mode == "tile" else (HEIGHT, WIDTH))


def test_every_mode_has_its_inputs():
    assert set(INPUTS) == set(MODES)


def test_the_scratches_are_where_the_wall_is_pale(tmp_path):
    draw_inputs("membrane", tmp_path)
    wall, mask = read_image8(tmp_path / "scratched.png"), read_mask(tmp_path / "scratches.png")
    assert np.all(wall == (250, 248, 240), axis=2)[mask].mean() > 0.5
    assert not np.all(wall == (250, 248, 240), axis=2)[~mask].any()


def test_an_unknown_mode_names_those_there_are(tmp_path):
    with pytest.raises(MuralsError, match="did you mean recolour"):
        draw_inputs("recolor", tmp_path)
