from html.parser import HTMLParser

import pytest

from murals.figures.table import Table
from murals.page.parts import headed_html, legend_html, sentence_html, table_html, trouble_html, worded
from murals.runs.phase_table import NOTE

EVIL = "<script>alert(1)</script>\"'&"


class Seen(HTMLParser):
    """Collects the tags and the text of a piece of HTML."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text.append(data.strip())


@pytest.mark.parametrize(
    "html",
    [
        table_html(Table("", ("run", EVIL), [(EVIL, "1")], note=EVIL), "en", label=EVIL),
        trouble_html(EVIL, [EVIL]),
        sentence_html(EVIL),
        legend_html([EVIL, "b"]),
        headed_html(EVIL, sentence_html(EVIL)),
    ],
    ids=["table", "trouble", "sentence", "legend", "headed"],
)
def test_text_stays_text(html):
    seen = Seen(html)
    assert "script" not in seen.tags
    assert EVIL in "".join(seen.text)


def test_a_table_has_its_cells_in_order_and_a_name():
    html = table_html(Table("", ("setting", "a"), [("lr", "1"), ("seed", "2")], labels=1), "en", label="Settings")
    assert [text for text in Seen(html).text if text] == ["setting", "a", "lr", "1", "seed", "2"]
    assert 'aria-label="Settings"' in html and 'tabindex="0"' in html


def test_names_of_numbers_are_put_into_words_and_others_left():
    assert worded("valid_psnr", "en") == "PSNR, validation (dB)"
    assert worded("valid_psnr", "zh") == "PSNR，验证集（dB）"
    assert worded("l1_weight", "zh") == "l1_weight"


def test_the_note_of_the_table_of_phases_has_its_chinese_words():
    assert worded(NOTE, "en") == NOTE
    assert "阶段" in worded(NOTE, "zh")


def test_nothing_wrong_is_nothing_shown():
    assert trouble_html("wrong", []) == ""
