import inspect
import logging
from pathlib import Path

import gradio as gr
import pytest

from murals.errors import MuralsError
from murals.page.sentences import Stopped, in_a_sentence, require_choice, without_places

ROOT = Path("/tmp/murals-page-x")


class Asked(gr.Request):
    """A request with nothing but its headers."""

    def __init__(self, language):
        self.kept = {"accept-language": language}

    @property
    def headers(self):
        return self.kept


def wrapped(error):
    def handler(value):
        raise error

    return in_a_sentence(handler, ROOT)


def told(error, language="en"):
    with pytest.raises(gr.Error) as caught:
        wrapped(error)(Asked(language))
    return caught.value


def test_a_result_passes():
    assert in_a_sentence(lambda value: value + 1, ROOT)(1) == 2


def test_a_mistake_is_its_sentence_without_the_servers_paths():
    error = told(MuralsError(f"{ROOT}/abc/def/wall.png is broken (x): save {ROOT}/abc/def/wall.png again"))
    assert error.message == "wall.png is broken (x): save wall.png again"
    assert error.title == "That did not work"


def test_a_sentence_is_shown_as_text_and_not_as_html():
    assert told(MuralsError("no <img src=x onerror=alert(1)>")).message == "no &lt;img src=x onerror=alert(1)&gt;"


def test_anything_else_is_one_calm_sentence_and_a_traceback_in_the_log(caplog):
    with caplog.at_level(logging.ERROR):
        error = told(ValueError("secret detail"))
    assert "secret detail" not in error.message
    assert "no fault of yours" in error.message
    assert "ValueError: secret detail" in caplog.text


def test_it_is_said_in_chinese_to_whom_asks_for_it():
    assert "内部错误" in told(ValueError("x"), "zh-CN,zh;q=0.9").message


def test_short_memory_is_named(caplog):
    assert "memory" in told(MemoryError()).message


def test_stopped_work_changes_nothing(monkeypatch):
    said = []
    monkeypatch.setattr(gr, "Info", lambda message, **more: said.append(message))
    assert wrapped(Stopped("Stopped: nothing was changed."))(1) == gr.skip()
    assert said == ["Stopped: nothing was changed."]


def test_a_generator_stays_one_and_its_mistakes_are_told_too():
    def steps(value):
        yield value
        raise MuralsError("no further")

    handler = in_a_sentence(steps, ROOT)
    assert inspect.isgeneratorfunction(handler)
    values = handler(3)
    assert next(values) == 3
    with pytest.raises(gr.Error, match="no further"):
        next(values)


def test_gradio_sees_the_handlers_own_signature():
    def handler(name: str, request: gr.Request) -> None: ...

    assert inspect.signature(in_a_sentence(handler, ROOT)) == inspect.signature(handler)


def test_places_outside_the_root_stay():
    assert without_places("/home/anna/wall.png and /tmp/murals-page-xy/a", ROOT).startswith("/home/anna/wall.png")


def test_an_image_must_be_chosen():
    assert require_choice(0, Asked("en")) == 0
    with pytest.raises(MuralsError, match="Choose an image first"):
        require_choice(None, Asked("en"))
