import numpy as np
import pytest
from PIL import Image

from murals.errors import MuralsError
from murals.figures.figure import LAPIS, OCHRE
from murals.runs.curves import curve_panels, draw_curves, draw_lr_find, parts_of

LAPIS_RGB, OCHRE_RGB = (tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5)) for colour in (LAPIS, OCHRE))


def history(phases=("1", "2a"), epochs=3):
    """Return rows as a training writes them: epoch 0 has no rate and nothing trained."""
    rows, step = [], 0
    for phase in phases:
        for epoch in range(epochs + 1):
            step += 10 * (epoch > 0)
            row = {"phase": phase, "epoch": float(epoch), "step": float(step)}
            row |= {"valid_loss": 1 / (step + 1), "valid_psnr": 20 + step / 10, "valid_ssim": 0.5, "valid_loss_l1": 0.1}
            if epoch:
                row |= {
                    "lr": 1e-3 / epoch,
                    "train_loss": 1 / (step + 2),
                    "train_psnr": 20 + step / 9,
                    "train_loss_l1": 0.1,
                }
            rows.append(row)
    return rows


def pixels(path):
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def count(image, colour):
    return int((image == colour).all(axis=-1).sum())


def test_a_history_becomes_a_png_that_shows_training_and_validation(tmp_path):
    draw_curves(history(), tmp_path / "curves.png")
    image = pixels(tmp_path / "curves.png")
    assert count(image, LAPIS_RGB) > 500
    assert count(image, OCHRE_RGB) > 500


def test_the_first_epoch_alone_can_be_drawn_and_is_replaced(tmp_path):
    draw_curves(history()[:1], tmp_path / "curves.png")
    first = pixels(tmp_path / "curves.png")
    draw_curves(history(), tmp_path / "curves.png")
    assert pixels(tmp_path / "curves.png").shape != first.shape  # the rate's panel came in


def test_there_is_a_panel_for_what_the_columns_hold_and_for_nothing_else(tmp_path):
    keep = {"phase", "epoch", "step", "valid_loss"}
    draw_curves([{k: v for k, v in row.items() if k in keep} for row in history()], tmp_path / "one.png")
    draw_curves(history(), tmp_path / "five.png")
    one, five = (pixels(tmp_path / f"{name}.png").shape[0] for name in ("one", "five"))
    assert five == 3 * one


def test_the_parts_of_the_loss_are_what_is_neither_loss_nor_metric():
    rows = [{"phase": "1", "step": 1, "train_loss": 1, "valid_psnr": 1, "valid_ssim": 1, "valid_loss_l1": 1},
            {"phase": "1", "step": 2, "train_loss_ssim": 1, "train_loss_l1": 1}]  # fmt: skip
    assert parts_of(rows) == ["loss_l1", "loss_ssim"]


def test_without_an_epoch_there_is_nothing_to_draw(tmp_path):
    with pytest.raises(MuralsError, match=r"curves\.png: the history holds no epoch"):
        draw_curves([], tmp_path / "curves.png")


def test_the_rates_are_drawn_with_each_suggestion(tmp_path):
    lrs = np.geomspace(1e-6, 1, 50).tolist()
    losses = [1 - 0.5 / (1 + (1e-3 / lr)) + (10 * lr) ** 3 for lr in lrs]
    draw_lr_find(lrs, losses, {}, tmp_path / "bare.png")
    draw_lr_find(lrs, losses, {"valley": 1e-3, "steep": 1e-4}, tmp_path / "marked.png")
    bare, marked = pixels(tmp_path / "bare.png"), pixels(tmp_path / "marked.png")
    for colour in (LAPIS_RGB, OCHRE_RGB):
        assert count(bare, colour) == 0
        assert count(marked, colour) > 100  # a dot on the curve and one in the legend


def test_a_flat_loss_is_drawn_too(tmp_path):
    draw_lr_find([1e-4, 1e-3, 1e-2], [1.0, 1.0, 1.0], {"valley": 1e-3}, tmp_path / "flat.png")
    assert count(pixels(tmp_path / "flat.png"), LAPIS_RGB) > 50


@pytest.mark.filterwarnings("error")
def test_a_suggestion_where_the_loss_diverges_is_marked_at_the_edge(tmp_path):
    """Far above the axes it would be lost, and matplotlib would give up the layout."""
    lrs, losses = [1e-4, 1e-3, 1e-2, 1e-1], [1.0, 0.9, 1.0, 1e6]
    draw_lr_find(lrs, losses, {"steep": 1e-1}, tmp_path / "edge.png")
    draw_lr_find(lrs, losses, {"steep": 1e-3}, tmp_path / "inside.png")
    edge, inside = (count(pixels(tmp_path / name), LAPIS_RGB) for name in ("edge.png", "inside.png"))
    assert edge > 0.9 * inside


@pytest.mark.parametrize(("lrs", "losses"), [([], []), ([1e-3], [1.0, 2.0])])
def test_rates_without_their_losses_are_refused(lrs, losses, tmp_path):
    with pytest.raises(MuralsError, match=f"got {len(losses)} and {len(lrs)}"):
        draw_lr_find(lrs, losses, {}, tmp_path / "lr.png")


def test_each_panel_can_be_had_alone():
    panels = dict(curve_panels(history()))
    assert list(panels) == ["Loss", "PSNR", "Parts", "SSIM", "Learning rate"]
    assert [len(figure.axes) for figure in panels.values()] == [1] * 5
    assert dict(curve_panels([])) == {}


def test_the_numbers_beside_rates_of_many_decades_do_not_touch():
    rows = history()
    assert len(_rate_ticks(rows)) < 12
    rows[-1]["lr"] = 1e-9
    assert 2 < len(_rate_ticks(rows)) < 10


def _rate_ticks(rows):
    axes = dict(curve_panels(rows))["Learning rate"].axes[0]
    low, high = axes.get_ylim()
    return [tick for tick in axes.yaxis.get_majorticklocs() if low <= tick <= high]
