import re

import pytest

from murals.downloads.catalogue import DATA_SETS, catalogue_table, find_data_set
from murals.errors import MuralsError


def test_every_entry_says_what_a_user_must_know():
    assert set(DATA_SETS) == {"facades", "cityscapes", "maps", "muraldh"}
    for name, data in DATA_SETS.items():
        assert data.name == name and data.licence and data.title
        assert re.match(r"https?://", data.url) and re.match(r"https?://", data.page)
        assert re.fullmatch(r"[0-9a-f]{64}|", data.sha256)


def test_the_table_shows_every_licence():
    assert [row[2] for row in catalogue_table().rows] == [data.licence for data in DATA_SETS.values()]


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(MuralsError, match=r"unknown data set 'facade': .*did you mean facades\?"):
        find_data_set("facade")
