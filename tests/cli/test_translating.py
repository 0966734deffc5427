import json

import pytest
from aligned_samples import write_aligned
from commands import run

from murals.downloads.catalogue import DATA_SETS


@pytest.fixture
def pairs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return write_aligned(tmp_path / "data", train=4, val=2)


def test_train_then_translate(pairs):
    done = run("pix2pix", "train", "data", "--epochs", "1", "--json", "--device", "cpu")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert {"train_l1", "valid_l1", "constant_l1", "epochs", "checkpoint"} <= set(said)
    assert said["epochs"] == 1 and 0 < said["valid_l1"] < 2
    done = run("pix2pix", "translate", "data/val", "--pairs", "--out", "made", "--json", "--device", "cpu")
    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)["done"]) == 2
    assert sorted(path.name for path in (pairs.parent / "made").iterdir()) == ["00.translated.png", "01.translated.png"]
    again = run("pix2pix", "translate", "data/val", "--pairs", "--out", "made", "--device", "cpu")
    assert again.exit_code == 1 and "exists already" in again.output


def test_the_data_must_be_named():
    assert run("pix2pix", "train").exit_code == 2


def test_a_direction_that_is_none_is_a_usage_error(pairs):
    done = run("pix2pix", "train", "data", "--direction", "AtoC")
    assert done.exit_code == 2 and "AtoB" in done.output


def test_a_mistake_is_one_sentence(pairs):
    done = run("pix2pix", "train", "nothing-here")
    assert done.exit_code == 1
    assert "no folder nothing-here/train" in done.output and "Traceback" not in done.output


def test_the_data_sets_are_listed_with_their_licences(tmp_path):
    done = run("download", "--list", "--json")
    assert done.exit_code == 0
    assert [data["name"] for data in json.loads(done.stdout)["data_sets"]] == list(DATA_SETS)
    assert run("download").exit_code == 0


def test_an_unknown_data_set_is_named():
    done = run("download", "facade")
    assert done.exit_code == 1 and "did you mean facades?" in done.output
