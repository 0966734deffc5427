import threading

import pytest

from murals.page.progress import PageProgress, clock
from murals.page.sentences import Stopped


@pytest.fixture
def shown():
    return []


def progress(shown, stop=None, language="en"):
    return PageProgress(lambda done, desc, unit: shown.append((*done, desc)), stop or threading.Event(), language)


def test_the_bar_counts_and_says_what_is_left(shown):
    assert list(progress(shown).track("abc", "tiles")) == ["a", "b", "c"]
    assert [step[:2] for step in shown] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert shown[0][2] == "tiles"
    assert shown[1][2].startswith("tiles: 1 of 3, about 0:")


def test_the_time_left_is_that_of_the_steps_left(shown):
    assert progress(shown).caption("tiles", 2, 8, 40.0) == "tiles: 2 of 8, about 2:00 left"
    assert progress(shown, language="zh").caption("tiles", 2, 8, 40.0) == "图块：2/8，约剩 2:00".replace("：", ": ")


def test_an_unknown_label_and_an_unknown_total_are_shown_as_they_are(shown):
    assert progress(shown).caption("murals", 2, None, 1.0) == "murals"


def test_work_ends_at_the_next_step_after_stop(shown):
    stop, done = threading.Event(), []
    with pytest.raises(Stopped):
        for item in progress(shown, stop).track(range(10), "tiles"):
            done.append(item)
            if item == 3:
                stop.set()
    assert done == [0, 1, 2, 3]


def test_work_that_was_stopped_before_it_began_does_not_begin(shown):
    stop = threading.Event()
    stop.set()
    with pytest.raises(Stopped, match="Stopped: nothing was changed"):
        progress(shown, stop).start("tiles", 3)
    own = PageProgress(lambda *_, **__: None, stop, "en", stopped="restore.proposal.stopped")
    with pytest.raises(Stopped, match="the mask stays as you have it"):
        own.check()


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.6, "1:00"), (125, "2:05"), (3700, "61:40")])
def test_a_clock(seconds, text):
    assert clock(seconds) == text


def test_every_step_says_that_the_visit_goes_on(shown):
    steps = []
    bar = PageProgress(lambda done, desc, unit: None, threading.Event(), "en", lambda: steps.append(1))
    list(bar.track("abc", "tiles"))
    assert len(steps) == 4
