import re
from pathlib import Path

import pytest

from murals.blending.modes import MODES
from murals.errors import MuralsError
from murals.page.tabs.blend_examples import EXAMPLES, draw_example
from murals.page.tabs.blend_scene import Scene, import_mask, reduce_picture
from murals.page.tabs.blend_wish import Wish
from murals.page.tabs.blend_work import blend_in_full

DOCS = (Path(__file__).parents[2] / "docs" / "blending.md").read_text()
COMMANDS = dict(re.findall(r"^\*\*(\w+)\*\*:.*?```sh\n(.*?)\n```", DOCS, re.S | re.M))


def test_every_mode_has_one():
    assert list(EXAMPLES) == list(COMMANDS)
    assert set(EXAMPLES) == set(MODES)


@pytest.mark.parametrize("mode", ["monochrome", "illuminate", "recolour", "tile"])
def test_an_example_is_the_command_of_the_docs(mode, tmp_path):
    example = draw_example(mode, tmp_path)
    target = reduce_picture(tmp_path / example.target, 500)
    source = reduce_picture(tmp_path / example.source, 500) if example.source else None
    scene = Scene(source, target)
    if example.mask:
        masked = import_mask(source or target, tmp_path / example.mask)
        scene = scene.with_picture("source" if source else "target", masked)
    wish = Wish(mode, example.marks, example.placement, example.tuning)
    (tmp_path / "out").mkdir()
    assert blend_in_full(scene, wish, tmp_path / "out").command == COMMANDS[mode]


def test_an_unknown_example_is_refused(tmp_path):
    with pytest.raises(MuralsError, match="no example of 'magic'"):
        draw_example("magic", tmp_path)
