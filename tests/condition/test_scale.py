"""Where the scale of a wall comes from, and when a file's dpi is none."""

import pytest

from murals.condition.scale import find_scale


def test_dots_per_inch_become_millimetres():
    scale = find_scale((254.0, 254.0), None)
    assert scale.mm_per_px == pytest.approx(0.1)
    assert (scale.origin, scale.doubt) == ("file", "")
    assert "254 dpi of the file taken as the scale of the wall" in scale.sentence
    assert scale.mm(30) == pytest.approx(3) and scale.mm2(30) == pytest.approx(0.3)


def test_the_option_comes_before_the_file():
    scale = find_scale((254.0, 254.0), 2.0)
    assert (scale.mm_per_px, scale.origin) == (2.0, "option")


@pytest.mark.parametrize(
    "dpi", [None, (72.0, 72.0), (72.009, 72.009), (96.012, 96.012), (1.0, 1.0), (300.0, 150.0), (0.0, 0.0)]
)
def test_what_is_no_scale_gives_none_and_says_what_to_do(dpi):
    scale = find_scale(dpi, None)
    assert scale.mm_per_px is scale.mm(3.0) is scale.mm2(3.0) is None
    assert "--mm-per-px" in scale.doubt


def test_what_cameras_write_is_taken_with_a_warning():
    assert "cameras write it too" in find_scale((300.0, 300.0), None).doubt
    assert find_scale((299.9994, 299.9994), None).doubt  # as a PNG holds it


def test_what_is_given_counts_before_the_file():
    scale = find_scale((300.0, 300.0), 0.2)
    assert (scale.mm_per_px, scale.origin) == (0.2, "option")
    assert scale.mm(10) == pytest.approx(2)
    assert scale.mm2(100) == pytest.approx(4)


def test_the_dpi_of_a_scan_is_the_scale_and_that_is_said():
    scale = find_scale((400.0, 400.0), None)
    assert scale.mm_per_px == pytest.approx(25.4 / 400)
    assert "400 dpi of the file taken as the scale of the wall" in scale.sentence


@pytest.mark.parametrize("dpi", [None, (72.0, 72.0), (96.0, 96.0), (95.99, 95.99), (300.0, 600.0), (0.0, 0.0)])
def test_a_default_of_programs_is_no_scale(dpi):
    scale = find_scale(dpi, None)
    assert (scale.mm_per_px, scale.origin, scale.mm(5), scale.mm2(5)) == (None, "none", None, None)
    assert "--mm-per-px" in f"{scale.sentence} {scale.doubt}"
