import logging

import numpy as np
import pytest
from PIL import Image

from murals.data.aligned import find_aligned
from murals.errors import MuralsError
from murals.translate.constant import best_constant


def write_targets(folder, split, colours, mode="RGB"):
    """Write one image a colour: its left half is black, its right half that colour."""
    (folder / split).mkdir(parents=True)
    for i, colour in enumerate(colours):
        image = Image.new("RGB", (16, 8))
        image.paste(tuple(colour), (8, 0, 16, 8))
        image.convert(mode).save(folder / split / f"{i}.png")


def constant(folder):
    return best_constant(find_aligned(folder, "train"), find_aligned(folder, "val"))


def test_worked_by_hand(tmp_path):
    write_targets(tmp_path, "train", [(0, 10, 255), (51, 10, 255), (255, 10, 255)])
    write_targets(tmp_path, "val", [(0, 10, 0)])
    found = constant(tmp_path)
    assert found.colour == pytest.approx((51 / 255, 10 / 255, 1.0))
    assert found.train_l1 == pytest.approx(((51 + 0 + 204) / 255 * 2 / 3 + 0 + 0) / 3)
    assert found.valid_l1 == pytest.approx((51 / 255 * 2 + 0 + 2) / 3)


def test_no_other_colour_is_better_over_the_training_set(aligned):
    pairs = find_aligned(aligned, "train")
    found = best_constant(pairs, find_aligned(aligned, "val"))
    targets = np.stack([pair.target.read() for pair in pairs]) / 255
    errors = {step: (2 * np.abs(targets - (np.array(found.colour) + step))).mean() for step in (-2 / 255, 0, 2 / 255)}
    assert found.train_l1 == pytest.approx(errors[0], abs=1e-9)
    assert min(errors.values()) == errors[0]


def test_grey_targets_are_told(tmp_path, caplog):
    write_targets(tmp_path, "train", [(50, 60, 70)] * 2, mode="L")
    write_targets(tmp_path, "val", [(50, 60, 70)])
    with caplog.at_level(logging.WARNING, "murals"):
        constant(tmp_path)
    assert "2 of 2 targets are grey" in caplog.text


def test_a_broken_file_is_told_before_training(aligned):
    whole = (aligned / "train/03.png").read_bytes()
    (aligned / "train/03.png").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(MuralsError, match=r"03\.png"):
        constant(aligned)


@pytest.mark.parametrize(("direction", "error"), [("AtoB", 0.465), ("BtoA", 0.376)])
def test_the_facades_as_documented(photos, direction, error):
    pairs = (find_aligned(photos / "facades", split, direction=direction) for split in ("train", "val"))
    assert best_constant(*pairs).valid_l1 == pytest.approx(error, abs=1e-3)
