import pytest

from murals.condition.scale import find_scale


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
