import numpy as np
import pytest
from commands import run
from PIL import Image


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "wall.png"
    Image.fromarray(np.full((64, 64, 3), 99, np.uint8)).save(path)
    return path


@pytest.mark.parametrize("words", [("score",), ("restore", "wall.png")])
def test_without_a_model_the_way_to_one_is_named(words, picture, pairs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(*words)
    assert done.exit_code == 1
    assert "murals train" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "wall.png"]


def test_an_input_that_is_not_there_is_named(tmp_path):
    done = run("restore", tmp_path / "none.png")
    assert done.exit_code == 1
    assert "none.png" in done.stderr


def test_a_wrong_option_is_a_usage_error():
    assert run("restore", "a.png", "--feather", "-1").exit_code == 2
    assert run("restore").exit_code == 2
    assert run("score", "--nonsense").exit_code == 2
