import json

import pytest
from tests_helpers import write_pairs

from murals.data.pairs import find_pairs
from murals.data.record import write_record
from murals.errors import MuralsError
from murals.score.walls import find_walls, wall_of


@pytest.mark.parametrize(
    ("name", "wall"), [("cave-12-3", "cave-12"), ("cave12", "cave12"), ("a-b", "a-b"), ("-1", "-1"), ("x-10", "x")]
)
def test_a_tiles_number_is_no_part_of_its_wall(name, wall):
    assert wall_of(name) == wall


def test_without_a_record_the_names_say_it(tmp_path):
    pairs = find_pairs(write_pairs(tmp_path / "data"), "val")
    assert find_walls(pairs) == {"00": "00", "01": "01", "02": "02", "03": "03"}


def test_the_record_knows_better_and_counts_for_its_own_split(tmp_path):
    root = write_pairs(tmp_path / "data")
    entries = {f"val/{i:02}": {"group": "east" if i < 3 else "west", "mask_ratio": 0.1} for i in range(3)}
    entries |= {"train/03": {"group": "another's", "mask_ratio": 0.1}}
    write_record(root, {}, entries, {}, complete=True)
    found = find_walls(find_pairs(root, "val"))
    assert found == {"00": "east", "01": "east", "02": "east", "03": "03"}


def test_a_broken_record_is_told(tmp_path):
    root = write_pairs(tmp_path / "data")
    (root / "damage.json").write_text(json.dumps({"pairs": 3}))
    with pytest.raises(MuralsError, match=r"damage\.json is no record"):
        find_walls(find_pairs(root, "val"))
