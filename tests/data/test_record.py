import json
from pathlib import Path

import numpy as np
import pytest

from murals.data.record import mean_shares, read_record, report_of, shares_of, write_record
from murals.errors import MuralsError


def entry(photograph, group, lost, veiled):
    shares = {"mask_ratio": lost + veiled, "lost_ratio": lost, "veiled_ratio": veiled}
    return {"photograph": photograph, "tile": 1, "group": group, **shares}


ENTRIES = {
    "train/a-1": entry("a.jpg", "1", 0.1, 0.0),
    "train/b-1": entry("b.jpg", "1", 0.05, 0.15),
    "val/c-1": entry("c.jpg", "2", 0.0, 0.6),
}


@pytest.mark.parametrize("complete", [True, False])
def test_a_record_comes_back(tmp_path, complete):
    write_record(tmp_path, {"recipe": "mural", "seed": 3}, ENTRIES, {Path("x.jpg"): "torn"}, complete=complete)
    assert read_record(tmp_path) == (complete, ENTRIES)
    plain = json.loads((tmp_path / "damage.json").read_text())
    assert plain["seed"] == 3 and plain["failed"] == {"x.jpg": "torn"}


def test_no_record_is_no_mistake(tmp_path):
    assert read_record(tmp_path) is None


@pytest.mark.parametrize("text", ["", "[]", '{"pairs": {}}', '{"complete": true, "pairs": {"train/a": {}}}'])
def test_another_file_of_that_name_is(tmp_path, text):
    (tmp_path / "damage.json").write_text(text)
    with pytest.raises(MuralsError, match=r"damage\.json is no record"):
        read_record(tmp_path)


def test_the_report_counts_by_hand():
    report = report_of(Path("data"), "mural", ENTRIES, {Path("x.jpg"): "x.jpg is torn"}, files=10)
    assert report.pairs == {"train": 2, "val": 1, "test": 0}
    assert report.groups == {"train": 1, "val": 1, "test": 0}
    assert report.mask_ratio == pytest.approx(0.3)
    assert report.lines()[0] == "train: 2 pairs, murals: 1"
    assert (report.lost_ratio, report.veiled_ratio) == (pytest.approx(0.05), pytest.approx(0.25))
    sentence = "recipe mural: 30.0% of a pair is damaged on average (5.0% lost, 25.0% veiled)"
    assert report.lines()[-2:] == [sentence, "failed: x.jpg is torn"]
    assert json.loads(json.dumps(report.as_plain()))["files"] == 10


def test_shares_count_each_kind_by_hand():
    mask = np.array([[255, 255, 128, 0], [0, 0, 0, 128]], np.uint8)
    assert shares_of(mask) == {"mask_ratio": 0.5, "lost_ratio": 0.25, "veiled_ratio": 0.25}
    assert mean_shares([]) == {"mask_ratio": 0.0, "lost_ratio": 0.0, "veiled_ratio": 0.0}
