"""The values of before and after; how it is dragged is tested in the tabs."""

import gradio as gr

from murals.page.tabs.before_after import before_after, pair_value
from murals.page.words import LANGUAGES


def test_the_room_of_the_pictures_is_known_before_they_arrive():
    value = pair_value("data:a", "data:b", (300, 400))
    assert value == {"before": "data:a", "after": "data:b", "height": 300, "width": 400}


def test_every_word_is_there_in_both_languages():
    with gr.Blocks():
        words = before_after(elem_id="pair").props["words"]
    assert set(words) == set(LANGUAGES)
    assert all(words[language].keys() == {"before", "after", "slider"} for language in LANGUAGES)
