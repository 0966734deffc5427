import re
from types import SimpleNamespace

import pytest

from murals.page.words import WORDS, language_of, say, translations, word


@pytest.mark.parametrize("key", sorted(WORDS))
def test_every_text_is_there_in_both_languages_with_the_same_places(key):
    english, chinese = WORDS[key]
    assert english.strip()
    assert chinese.strip()
    assert set(re.findall(r"\{(\w+)[^}]*\}", english)) == set(re.findall(r"\{(\w+)[^}]*\}", chinese))


def test_an_unknown_text_fails_when_the_page_is_built():
    assert word("page.title").key == "page.title"
    with pytest.raises(KeyError, match=r"murals/page/words"):
        word("page.titel")


def test_the_browser_gets_both_tables():
    tables = translations().translations
    assert tables["en"]["tab.restore"] == "Restore"
    assert tables["zh-CN"]["tab.restore"] == tables["zh"]["tab.restore"] == "修复"


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("de-DE,de;q=0.9,zh-TW;q=0.5,en;q=0.3", "zh"),
        ("zh;q=0.2, en;q=0.7", "en"),
        ("de", "en"),
        ("", "en"),
        (";;;q=x,,", "en"),
    ],
)
def test_the_first_of_our_languages_is_spoken(asked, spoken):
    assert language_of(SimpleNamespace(headers={"accept-language": asked})) == spoken


def test_without_a_browser_it_is_english():
    assert language_of(None) == "en"


def test_places_are_filled():
    assert say("page.left", "en", done=3, total=8, time="0:05") == "3 of 8, about 0:05 left"
