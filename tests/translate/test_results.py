import csv

import pytest
import torch
from torch import nn

from murals.data.aligned import find_aligned
from murals.data.aligned_loaders import translate_dls
from murals.translate.constant import ConstantColour
from murals.translate.measures import measure_translator
from murals.translate.results import SHOWN, draw_pictures, evenly, images_table, result_table, write_results

CONSTANT = ConstantColour((0.5, 0.5, 0.5), 0.4, 0.5)


@pytest.fixture
def measured(aligned):
    sides = {side: find_aligned(aligned, side) for side in ("train", "val")}
    dls = translate_dls(sides["train"], sides["val"], batch_size=4, device="cpu")
    rows = [r for side, pairs in sides.items() for r in measure_translator(nn.Identity(), dls, pairs, side=side)]
    return sides, dls, rows


def test_the_table_puts_the_network_beside_the_constant(measured):
    table = result_table(measured[2], CONSTANT)
    assert [row[:2] for row in table.rows] == [("training", "8"), ("validation", "4")]
    assert [row[3] for row in table.rows] == ["0.400", "0.500"]
    mean = torch.tensor([row.l1 for row in measured[2][:8]]).mean()
    assert float(table.rows[0][2]) == pytest.approx(mean.item(), abs=5e-4)


def test_the_worst_image_stands_first(measured):
    errors = [float(row[2]) for row in images_table(measured[2]).rows]
    assert errors == sorted(errors, reverse=True) and len(errors) == 12


def test_the_page_shows_numbers_pictures_and_every_image(measured, tmp_path):
    sides, dls, rows = measured
    pictures = draw_pictures(nn.Identity(), dls, sides, rows, tmp_path / "pictures")
    page = write_results(
        tmp_path, rows, constant=CONSTANT, reading="It is level.", facts={"network": "fcn"}, pictures=pictures
    )
    text = page.read_text()
    assert len(pictures) == 12
    assert all(picture.path.is_file() and f"pictures/{picture.path.name}" in text for picture in pictures)
    assert "It is level." in text and "median of each channel" in text
    listed = list(csv.DictReader((tmp_path / "images.csv").open()))
    assert [float(row["l1"]) for row in listed] == [row.l1 for row in rows]


def test_pictures_are_taken_evenly():
    assert evenly(list(range(10)), 5) == [0, 2, 4, 6, 8]
    assert evenly(list(range(3)), max(SHOWN.values())) == [0, 1, 2]
