from pathlib import PurePosixPath

import pytest

from murals.data.groups_table import read_groups, separator_of
from murals.errors import MuralsError

TEXT = "file,group\n莫高窟/wall1.jpg,第257窟\nwall 2.jpg,\n"
ROWS = [(PurePosixPath("莫高窟/wall1.jpg"), "第257窟"), (PurePosixPath("wall 2.jpg"), "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_excel_writes_is_read(tmp_path, encoding, separator, newline):
    path = tmp_path / "groups.csv"
    path.write_bytes(TEXT.replace(",", separator).replace("\n", newline).encode(encoding))
    assert read_groups(path) == ROWS


def test_quotes_and_other_columns_and_capitals_are_read(tmp_path):
    path = tmp_path / "groups.csv"
    path.write_text('sep=;\nGroup;width; File \n"a;b";12;"x;y.jpg"\n;;\n7;1;old\\z.jpg\n8\n')
    assert read_groups(path) == [
        (PurePosixPath("x;y.jpg"), "a;b"),
        (PurePosixPath("old/z.jpg"), "7"),
        (PurePosixPath("."), "8"),
    ]


def test_the_separator_is_that_of_the_header():
    assert [separator_of([line]) for line in ("file;group", "file\tgroup", "file,group", "file", "")] == [
        ";", "\t", ",", ",", ",",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "name,mural\n", "file\nx.jpg\n", "group;width\n"])
def test_a_missing_column_is_named(tmp_path, text):
    (tmp_path / "groups.csv").write_text(text)
    with pytest.raises(
        MuralsError, match=r"has no column '(file|group)': expected a table with the columns file and group"
    ):
        read_groups(tmp_path / "groups.csv")


def test_what_cannot_be_read_is_explained(tmp_path):
    (tmp_path / "noise.csv").write_bytes(b"\xff\xff\xff\x80")
    for name, words in (
        ("none.csv", "groups of .*none.csv: there is no such file"),
        ("noise.csv", "cannot read the groups of"),
    ):
        with pytest.raises(MuralsError, match=words):
            read_groups(tmp_path / name)
