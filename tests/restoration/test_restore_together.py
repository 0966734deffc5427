"""`accelerate launch -m murals restore`: photographs are divided over processes."""

import json

import numpy as np
import pytest
from ranks_samples import ended, start

from murals.images import read_image, write_image

RESTORE = ["-m", "murals", "restore", "walls", "--mask", "mask.png", "--fill", "neutral"]


@pytest.fixture
def walls(tmp_path):
    rng = np.random.default_rng(2)
    for name in ("a", "b", "c", "d", "e"):
        write_image(tmp_path / f"walls/{name}.png", rng.integers(0, 256, (64, 80, 3), np.uint8))
    (tmp_path / "walls/broken.png").write_bytes(b"no picture")
    mask = np.zeros((64, 80), bool)
    mask[20:30, 20:40] = True
    write_image(tmp_path / "mask.png", mask)
    return tmp_path


@pytest.mark.slow
def test_photographs_are_divided_and_reported_once(walls):
    words = [*RESTORE, "--json", "--log", "journal.jsonl"]
    (code, out, err), (other, nothing, _) = ended(start(words, world=2, cwd=walls))
    assert (code, other, nothing) == (1, 0, ""), err
    report = json.loads(out)
    assert [done["input"] for done in report["done"]] == [f"walls/{name}.png" for name in "abcde"]
    assert [failed["input"] for failed in report["failed"]] == ["walls/broken.png"]
    events = [json.loads(line) for line in (walls / "journal.jsonl").read_text().splitlines()]
    assert [event["event"] for event in events].count("begin") == 1
    assert sorted(event["input"] for event in events[1:] if event["event"] == "done") == [
        f"walls/{name}.png" for name in "abcde"
    ]
    before = {path: path.read_bytes() for path in (walls / "walls").iterdir()}
    (walls / "walls/broken.png").unlink()
    (code, out, err), (other, _, _) = ended(start(RESTORE, world=2, cwd=walls))
    assert (code, other) == (0, 0), err
    assert "0 restored, 5 done before" in out
    assert all(path.read_bytes() == bytes_ for path, bytes_ in before.items() if path.name != "broken.png")


@pytest.mark.slow
def test_a_process_without_a_photograph_waits(walls):
    one = [*RESTORE[:3], "walls/a.png", *RESTORE[4:]]
    (code, out, err), (other, nothing, quiet) = ended(start(one, world=2, cwd=walls))
    assert (code, other, nothing, quiet) == (0, 0, "", ""), err + quiet
    assert "1 restored" in out


@pytest.mark.slow
def test_the_pixels_are_those_of_one_process(walls):
    (walls / "walls/broken.png").unlink()
    ended(start([*RESTORE, "--out", "two"], world=2, cwd=walls))
    ended(start([*RESTORE, "--out", "one"], world=1, cwd=walls))
    for name in "abcde":
        one, two = (read_image(walls / folder / f"{name}.restored.png") for folder in ("one", "two"))
        assert np.array_equal(one, two)
