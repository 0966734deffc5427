"""Every text that people see, in English and Chinese: `tab.what` names one.

What stands still on the page is translated by the browser in its own language (`word`); a sentence about a result is
made here, in the first of the two languages that the browser asks for (`say`).
"""

import re
from typing import Any

import gradio as gr
from gradio.i18n import I18nData

from murals.page.words.blend import WORDS as BLEND
from murals.page.words.common import WORDS as COMMON
from murals.page.words.restore import WORDS as RESTORE
from murals.page.words.runs import WORDS as RUNS
from murals.page.words.translate import WORDS as TRANSLATE

LANGUAGES = ("en", "zh")
WORDS: dict[str, tuple[str, str]] = {**COMMON, **RESTORE, **BLEND, **TRANSLATE, **RUNS}  # (English, Chinese)


def translations() -> gr.I18n:
    """Return the table that the browser translates by."""
    english, chinese = ({key: texts[i] for key, texts in WORDS.items()} for i in range(2))
    return gr.I18n(en=english, **{name: chinese for name in ("zh", "zh-CN", "zh-TW", "zh-HK")})


def word(key: str) -> Any:
    """Return the text named `key`, for a label, a button or a heading, as a mark that the browser translates.

    The mark is an `I18nData`; that every component takes one, Gradio's types do not know.
    """
    if key not in WORDS:
        raise KeyError(f"no text is named {key}: add it to murals/page/words/")
    return I18nData(key)


def say(key: str, language: str, **values: object) -> str:
    """Return the text named `key` in `language`, its {places} filled with `values`."""
    return WORDS[key][LANGUAGES.index(language)].format(**values)


def language_of(request: gr.Request | None) -> str:
    """Return the first of our languages that the browser of `request` asks for, English where it asks for neither."""
    wanted = request.headers.get("accept-language", "") if request else ""
    ranked = sorted(map(_rank, filter(None, wanted.split(","))), reverse=True, key=lambda pair: pair[0])
    return next((name for _, name in ranked if name in LANGUAGES), LANGUAGES[0])


def _rank(wish: str) -> tuple[float, str]:
    """Return weight and primary language of one wish of Accept-Language, such as `zh-CN;q=0.8` (RFC 9110, 12.5.4)."""
    tag, _, weight = wish.partition(";")
    found = re.fullmatch(r"\s*q=([01](?:\.\d*)?)\s*", weight)
    return float(found[1]) if found else 1.0, tag.strip().split("-")[0].lower()
