"""Rows shared out to threads: every row once, results in order, errors passed on."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from murals.loops.bands import BANDS_PER_THREAD, SMALLEST_BAND, Bands, count_cores


@given(st.integers(1, 50), st.integers(0, 10 * SMALLEST_BAND), st.integers(1, 8))
def test_bands_cover_each_row_once(height, values, threads):
    with Bands(threads) as bands:
        rows = [row for top, bottom in bands.split(height, values) for row in range(top, bottom)]
    assert rows == list(range(1, height + 1))


def test_small_work_stays_in_one_thread():
    with Bands(4) as bands:
        assert len(bands.split(100, SMALLEST_BAND)) == 1
        assert len(bands.split(100, 4 * SMALLEST_BAND)) == 4
        assert len(bands.split(1000, 1000 * SMALLEST_BAND)) == 4 * BANDS_PER_THREAD


def test_results_come_in_the_order_of_the_bands():
    with Bands(3) as bands:
        assert bands.run(lambda name, top, bottom: (name, top, bottom), 30, "rows", values=3 * SMALLEST_BAND) == [
            ("rows", 1, 11),
            ("rows", 11, 21),
            ("rows", 21, 31),
        ]


def test_an_error_in_a_thread_is_raised():
    def fail(top, bottom):
        raise ValueError(f"band from {top}")

    with Bands(2) as bands, pytest.raises(ValueError, match="band from"):
        bands.run(fail, 40, values=2 * SMALLEST_BAND)


def test_an_error_in_a_helper_alone_is_raised():
    own = threading.current_thread()
    begun = threading.Event()

    def fail(top, bottom):
        if threading.current_thread() is not own:
            begun.set()
            raise ValueError("in a helper")
        assert begun.wait(20)

    with Bands(2) as bands, pytest.raises(ValueError, match="in a helper"):
        bands.run(fail, 40, values=2 * SMALLEST_BAND)


def test_after_an_error_no_further_call_begins():
    done = []

    def fail_at_once(number):
        if number == 0:
            raise KeyboardInterrupt
        done.append(number)

    with Bands(1) as bands, pytest.raises(KeyboardInterrupt):
        bands.each(fail_at_once, [(number,) for number in range(100)])
    with Bands(2) as bands, pytest.raises(KeyboardInterrupt):
        bands.each(fail_at_once, [(number,) for number in range(100_000)])
    assert len(done) < 100_000 - 1


def test_there_is_a_core():
    assert count_cores() >= 1
