import pytest

from murals.progress import SILENT, Bar, Progress, Within, clock


class Recording(Progress):
    """Notes what the bars are told."""

    def __init__(self):
        self.events = []

    def start(self, label, total=None):
        events = self.events
        events.append((label, total))

        class Noting(Bar):
            def advance(self, note=""):
                events.append("step")

            def close(self):
                events.append("end")

        return Noting()


def test_track_yields_everything_and_counts_it():
    progress = Recording()
    assert list(progress.track([3, 1], "tiles")) == [3, 1]
    assert progress.events == [("tiles", 2), "step", "step", "end"]


def test_track_closes_its_bar_when_the_work_fails():
    progress = Recording()
    with pytest.raises(ZeroDivisionError):
        for i in progress.track([0], "tiles"):
            1 / i
    assert progress.events[-1] == "step" or progress.events[-1] == "end"


def test_a_generator_has_no_total():
    progress = Recording()
    list(progress.track((i for i in range(2)), "files"))
    assert progress.events[0] == ("files", None)


def test_the_silent_one_says_nothing(capsys):
    assert list(SILENT.track(range(3), "x")) == [0, 1, 2]
    assert capsys.readouterr() == ("", "")


class TestWithin:
    class Counted(Bar):
        def __init__(self):
            self.steps = 0

        def advance(self, note=""):
            self.steps += 1

    def test_bars_together_advance_the_whole(self):
        whole = self.Counted()
        part = Within(whole, 100, times=2)
        list(part.track(range(7), "tiles"))
        assert whole.steps == 50
        bar = part.start("more", 4)
        bar.advance()
        assert whole.steps == 62
        part.close()
        assert whole.steps == 100
        part.close()
        assert whole.steps == 100


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.6, "1:00"), (125, "2:05"), (3723, "1:02:03")])
def test_a_clock(seconds, text):
    assert clock(seconds) == text
