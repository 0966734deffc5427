import matplotlib
from PIL import Image

from murals.figures.figure import PAPER, calm, logarithmic, new_figure, save_figure


def test_a_figure_becomes_a_png_on_our_paper_and_is_replaced(tmp_path):
    before = dict(matplotlib.rcParams)
    for title in ("first", "second"):
        figure = new_figure(4, 3)
        axes = figure.add_subplot()
        calm(axes, title=title, unit="dB")
        axes.plot([1, 10, 100], [1, 2, 3])
        logarithmic(axes, "x")
        save_figure(figure, tmp_path / "figure.png")
    with Image.open(tmp_path / "figure.png") as picture:
        assert picture.format == "PNG"
        assert picture.size == (4 * 144, 3 * 144)
        assert picture.convert("RGB").getpixel((1, 1)) == tuple(int(PAPER[i : i + 2], 16) for i in (1, 3, 5))
    assert dict(matplotlib.rcParams) == before
    assert [path.name for path in tmp_path.iterdir()] == ["figure.png"]


def test_a_logarithmic_axis_is_labelled_in_plain_numbers():
    axes = new_figure(4, 3).add_subplot()
    axes.plot([1e-4, 1e-1], [0.01, 0.6])
    logarithmic(axes, "y")
    axes.figure.draw_without_rendering()
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert {"0.02", "0.05", "0.1", "0.5"} <= set(labels)
