import json
from pathlib import Path

import pytest

from murals.data.record import read_record, report_of, write_record
from murals.errors import MuralsError

ENTRIES = {
    "train/a-1": {"photograph": "a.jpg", "tile": 1, "group": "1", "mask_ratio": 0.1},
    "train/b-1": {"photograph": "b.jpg", "tile": 1, "group": "1", "mask_ratio": 0.2},
    "val/c-1": {"photograph": "c.jpg", "tile": 1, "group": "2", "mask_ratio": 0.6},
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
    assert report.lines()[-2:] == ["recipe mural: 30.0% of a pair is damaged on average", "failed: x.jpg is torn"]
    assert json.loads(json.dumps(report.as_plain()))["files"] == 10
