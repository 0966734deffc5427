import pytest
from run_samples import history

from murals.runs.compare_curves import RUN_COLOURS, compare_panels


def lines(figure):
    """Return the curves of a figure as (colour, is dotted, points)."""
    return [
        (line.get_color(), line.get_linestyle() == ":", line.get_xydata().tolist()) for line in figure.axes[0].lines
    ]


def test_both_runs_are_in_each_panel_in_their_own_colours():
    first, second = history(epochs=2), history(epochs=1, psnr=30.0)
    panels = dict(compare_panels(first, second))
    assert list(panels) == ["Loss", "PSNR", "SSIM"]
    solid = {colour: points for colour, dotted, points in lines(panels["PSNR"]) if not dotted}
    assert solid == {RUN_COLOURS[0]: [[0, 10], [5, 11], [10, 12]], RUN_COLOURS[1]: [[0, 30], [5, 31]]}
    assert [points for colour, dotted, points in lines(panels["PSNR"]) if dotted] == [[[5, 11], [10, 12]], [[5, 31]]]


def test_the_untrained_start_does_not_flatten_the_rest():
    rows = history(epochs=3)
    rows[0]["valid_psnr"] = -500.0
    low, high = dict(compare_panels(rows, rows))["PSNR"].axes[0].get_ylim()
    assert 0 < low < 11 < 13 < high < 20


@pytest.mark.parametrize("rows", [[], history(epochs=0)])
def test_little_or_nothing_can_be_compared(rows):
    assert len(list(compare_panels(rows, rows))) == (3 if rows else 0)
    assert [title for title, _ in compare_panels(rows, history())] == ["Loss", "PSNR", "SSIM"]
