from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from murals.data.split import SPLITS, group_names, parse_ratio, parse_shares, split_groups
from murals.errors import MuralsError

SHARES = (0.7, 0.15, 0.15)
WALLS = [Path(f"photos/cave{cave}_{view}.jpg") for cave in range(10) for view in "abc"]


def table(tmp_path, *rows):
    path = tmp_path / "groups.csv"
    path.write_text("\n".join(["file,group,width", *rows]) + "\n")
    return path


def test_shares_and_ratios_are_parsed():
    assert parse_shares(".7,.15,.15") == SHARES
    assert parse_shares("0, 0, 1") == (0, 0, 1)
    assert parse_ratio("0.2,0.3") == (0.2, 0.3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (".7,.3", "expected three shares"),
        ("a,b,c", "expected three shares"),
        (".7,.2,.2", "a sum of 1.1"),
        ("1.5,-.25,-.25", "from 0 to 1"),
        ("nan,0,1", "from 0 to 1"),
    ],
)
def test_wrong_shares_are_explained(text, message):
    with pytest.raises(MuralsError, match=message):
        parse_shares(text)


@pytest.mark.parametrize("text", ["0.3,0.2", "0,0.2", "0.2,1", "0.2", "x,y", "nan,nan", "0.1,0.2,0.3"])
def test_wrong_ratios_are_explained(text):
    with pytest.raises(MuralsError, match=r"ratio .*expected"):
        parse_ratio(text)


def test_a_regular_expression_names_the_group():
    assert group_names(WALLS[:2], regex=r"cave\d+") == dict.fromkeys(WALLS[:2], "cave0")
    assert group_names(WALLS[3:4], regex=r"^cave(\d+)_") == {WALLS[3]: "1"}


@pytest.mark.parametrize(
    ("regex", "message"), [("dog", "finds nothing in the name 'cave0_a'"), ("(", "no regular expr")]
)
def test_a_regular_expression_that_does_not_serve_is_explained(regex, message):
    with pytest.raises(MuralsError, match=message):
        group_names(WALLS, regex=regex)


def test_without_groups_each_photograph_is_its_own():
    groups = group_names([Path("/a/photos/x/1.jpg"), Path("/a/photos/1.jpg")])
    assert sorted(groups.values()) == ["1.jpg", "x/1.jpg"], "named below the folder that holds them all"


def test_a_table_is_matched_by_the_end_of_the_path(tmp_path):
    groups_csv = table(tmp_path, "murals/train/x.jpg,7,1", "murals/val/x.jpg,8,1", "y.jpg,9,1", r"old\z.jpg,,1")
    paths = [
        Path("/data/murals/train/x.jpg"),
        Path("/data/val/x.jpg"),
        Path("elsewhere/y.jpg"),
        Path("elsewhere/z.jpg"),
    ]
    named = group_names(paths, groups_csv=groups_csv)
    assert [named[path] for path in paths[:3]] == ["7", "8", "9"]
    assert named[paths[3]] not in ("7", "8", "9", ""), "an empty group stands for the photograph alone"


@pytest.mark.parametrize(
    ("name", "message"),
    [("other/x.jpg", "names 2 groups for other/x.jpg: 7, 8"), ("n.jpg", "no row for n.jpg")],
)
def test_ambiguous_and_missing_rows_are_explained(tmp_path, name, message):
    groups_csv = table(tmp_path, "murals/train/x.jpg,7,1", "murals/val/x.jpg,8,1")
    with pytest.raises(MuralsError, match=message):
        group_names([Path(name)], groups_csv=groups_csv)


def test_the_row_that_agrees_with_the_whole_path_wins(tmp_path):
    groups_csv = table(tmp_path, "x.jpg,8,1", "a/x.jpg,7,1", "photos/b/x.jpg,9,1", "old/photos/b/x.jpg,6,1")
    named = group_names([Path("photos/x.jpg"), Path("photos/a/x.jpg"), Path("photos/b/x.jpg")], groups_csv=groups_csv)
    assert list(named.values()) == ["8", "7", "9"]


def test_two_rows_of_one_group_are_not_ambiguous(tmp_path):
    groups_csv = table(tmp_path, "a/x.jpg,7,1", "b/x.jpg,7,1")
    assert group_names([Path("c/x.jpg")], groups_csv=groups_csv) == {Path("c/x.jpg"): "7"}


def test_a_table_that_cannot_be_read_is_explained(tmp_path):
    with pytest.raises(MuralsError, match="cannot read the groups"):
        group_names(WALLS, groups_csv=tmp_path / "none.csv")
    (tmp_path / "other.csv").write_text("name;mural\n")
    with pytest.raises(MuralsError, match="no column 'file'"):
        group_names(WALLS, groups_csv=tmp_path / "other.csv")
    with pytest.raises(MuralsError, match="--group or --groups"):
        group_names(WALLS, regex="x", groups_csv=tmp_path / "other.csv")


def test_ten_walls_of_three_views_by_hand():
    # 30 images: 21 wanted in train, 4.5 in val and in test. Walls go one by one to the split that lacks most: six to
    # train (21 -> 3), one to val (1.5), one to test (1.5), the ninth to train (0), the last to val or test.
    splits = split_groups(group_names(WALLS, regex=r"cave\d+"), SHARES, seed=0)
    assert len(splits["train"]) == 21
    assert sorted((len(splits["val"]), len(splits["test"]))) == [3, 6]


def test_the_order_does_not_count_and_the_seed_does():
    groups = group_names(WALLS, regex=r"cave\d+")
    backwards = dict(reversed(groups.items()))
    assert split_groups(groups, SHARES, 0) == split_groups(backwards, SHARES, 0)
    assert len({tuple(split_groups(groups, SHARES, seed)["test"]) for seed in range(20)}) > 3


def test_a_share_of_zero_stays_empty():
    splits = split_groups(group_names(WALLS), (0, 0, 1), 0)
    assert splits == {"train": [], "val": [], "test": sorted(WALLS)}


def test_too_few_groups_are_said_to_be(caplog):
    splits = split_groups({path: "one wall" for path in WALLS}, SHARES, 0)
    assert [len(splits[split]) for split in SPLITS] == [30, 0, 0]
    assert "1 group(s) cannot fill every split: nothing for val and test" in caplog.text


sizes = st.lists(st.integers(1, 40), min_size=3, max_size=30)
shares = st.tuples(*[st.integers(0, 10)] * 3).filter(any).map(lambda parts: tuple(part / sum(parts) for part in parts))


@settings(max_examples=150, deadline=None)
@given(sizes, shares, st.integers(0, 3))
def test_groups_stay_whole_and_no_split_with_a_share_is_empty(sizes, shares, seed):
    groups = {Path(f"{group}-{i}"): str(group) for group, size in enumerate(sizes) for i in range(size)}
    splits = split_groups(groups, shares, seed)
    assert Counter(path for paths in splits.values() for path in paths) == Counter(groups.keys())
    places = {(groups[path], split) for split, paths in splits.items() for path in paths}
    assert len(places) == len(sizes), "each group stands in one split"
    assert all(bool(splits[split]) == (share > 0) for split, share in zip(SPLITS, shares, strict=True))


@settings(max_examples=50, deadline=None)
@given(st.integers(20, 200), st.integers(0, 3))
def test_single_photographs_are_split_as_asked(count, seed):
    splits = split_groups({Path(str(i)): str(i) for i in range(count)}, SHARES, seed)
    for split, share in zip(SPLITS, SHARES, strict=True):
        assert abs(len(splits[split]) - share * count) <= 1
