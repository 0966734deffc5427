import json
import math
from dataclasses import replace

import pytest
from rich.console import Console

from murals.score.measure import ImageScore
from murals.score.methods import NEUTRAL
from murals.score.score_report import ScoreReport, image_row


def score(name, method, psnr, ratio=None, hole=None):
    measures = {f"image_{m}": value for m, value in (("psnr", psnr), ("ssim", 0.9), ("l1", 0.01), ("delta_e", 1.5))}
    if ratio is not None:
        for region in ("hole", "lost", "border"):
            measures |= {f"{region}_psnr": hole, f"{region}_ssim": 0.5, f"{region}_l1": 0.1, f"{region}_delta_e": 5.0}
        measures |= {"hole_perceptual_lite0": 1.25, "hole_perceptual_lite2": 1.5, "hole_texture": 0.5 + hole / 100}
    return ImageScore(name, method, (64, 64), ratio, 10 ** (-psnr / 10), measures)


SCORES = [
    score("a", "nothing", 20.0, 0.05, 10.0),
    score("a", "model", 24.0, 0.05, 14.0),
    score("b", "nothing", 16.0, 0.10, 12.0),
    score("b", "model", 20.0, 0.10, math.nan),
    score("c", "nothing", 12.0, 1.0, 12.0),
    score("c", "model", 18.0, 1.0, 18.0),
]
REPORT = ScoreReport(SCORES, {"model": "none", "images": "3 images"}, [], 8)


def test_the_means_are_over_images():
    nothing, model = REPORT.means()
    assert (nothing["method"], nothing["images"], nothing["image_psnr"]) == ("nothing", 3, 16)
    assert model["hole_psnr"] == 16  # of 14 and 18; the third has none
    pooled = -10 * math.log10((10**-2 + 10**-1.6 + 10**-1.2) / 3)
    assert nothing["pooled_psnr"] == pytest.approx(pooled)


def test_images_fall_into_bins_whose_lower_edge_belongs_to_them():
    bins = [(row["method"], row["from"], row["to"], row["image_psnr"]) for row in REPORT.by_mask_ratio()]
    assert bins == [
        ("nothing", 0.0, 0.1, 20), ("model", 0.0, 0.1, 24),
        ("nothing", 0.1, 0.2, 16), ("model", 0.1, 0.2, 20),
        ("nothing", 0.4, 1.0, 12), ("model", 0.4, 1.0, 18),
    ]  # fmt: skip


def test_the_tables_hold_the_means():
    whole, hole, looks, border, ratios = REPORT.text_tables()
    assert whole.rows[0] == ("nothing", "3", "16.00", "12.00 to 20.00", "14.85", "0.9000", "0.0100", "1.50")
    assert hole.rows[1] == ("model", "16.00", "14.00 to 18.00", "0.5000", "0.1000", "5.00")
    assert looks.rows[1] == ["model", "1.250", "1.250 to 1.250", "1.500", "1.500 to 1.500", "0.66"]
    assert border.rows[1] == ("model", "16.00", "0.5000", "0.1000", "5.00")
    assert list(ratios.columns) == ["method", "0-10 % (1)", "10-20 % (1)", "40 % and more (1)"]
    assert ratios.rows[1] == ["model", "24.00 / 14.00", "20.00 / –", "18.00 / 18.00"]


def test_where_paint_is_veiled_the_kinds_stand_apart():
    scores = [replace(s, measures=s.measures | {"veiled_psnr": 30.0, "veiled_ssim": 0.8}) for s in SCORES]
    titles = {table.title: table for table in ScoreReport(scores, {}, [], 8).text_tables()}
    assert titles["Veiled paint alone (128 in the mask)"].rows[0][:3] == ("nothing", "30.00", "0.8000")
    assert titles["Lost paint alone (255 in the mask)"].rows[0][:2] == ("nothing", "11.33")
    assert "Lost paint alone (255 in the mask)" not in [table.title for table in REPORT.text_tables()]


def test_the_lead_of_each_fill_is_over_the_best_peer_of_each_measure():
    names = ("OpenCV Telea", "biharmonic", "PatchMatch", "model, own mask", NEUTRAL)
    levels = {"a": (20.0, 21.0, 19.0, 40.0, 23.0), "b": (16.0, 19.0, 15.0, 40.0, 20.0)}
    distances = (1.8, 1.7, 1.4, 0.1, 1.5)
    scores = [
        replace(score(i, n, level, 0.1, level), measures={"image_psnr": level, "hole_perceptual_lite0": far})
        for i, row in levels.items()
        for n, level, far in zip(names, row, distances, strict=True)
    ]
    report = ScoreReport(scores, {}, [], 8)
    by_psnr, by_distance = report.leads()
    assert (by_psnr.ours, by_psnr.peer, by_psnr.lead.mean) == (NEUTRAL, "biharmonic", 1.5)
    assert (by_distance.peer, round(by_distance.lead.mean, 6)) == ("PatchMatch", -0.1)
    assert report.as_plain()["leads"][0]["interval"] == [1, 2]
    assert ScoreReport(scores[:2], {}, [], 8).leads() == []  # nobody to compare


def test_intervals_are_over_walls():
    tiles = [replace(one, wall="east") for one in SCORES]
    assert ScoreReport(tiles, {}, [], 8).means()[0]["image_psnr_interval"].as_plain() == [None, None]
    assert image_row(tiles[0])["wall"] == "east"


def test_without_masks_there_is_the_table_of_whole_images_alone():
    report = ScoreReport([score("a", "nothing", 20.0)], {}, [], 8)
    assert [table.title for table in report.text_tables()] == ["Whole image"]


def test_the_terminal_shows_numbers_and_protocol_in_80_columns():
    console = Console(width=80)
    with console.capture() as capture:
        console.print(*REPORT.tables())
    shown = capture.get()
    for words in ("16.00", "14.85", "24.00 / 14.00", "3 images", "Protocol"):
        assert words in shown
    assert "…" not in shown


def test_plain_data_is_json_that_every_reader_takes():
    text = json.dumps(REPORT.as_plain(), allow_nan=False)
    plain = json.loads(text)
    assert plain["protocol"] == REPORT.protocol
    assert [row["method"] for row in plain["methods"]] == ["nothing", "model"]
    assert plain["by_mask_ratio"][3]["hole_psnr"] is None


def test_a_flat_row_leaves_out_no_column_where_there_is_no_mask():
    with_mask, without = image_row(SCORES[0]), image_row(score("a", "nothing", 20.0))
    assert list(with_mask) == list(without)
    assert without["hole_psnr"] is None
    assert (with_mask["width"], with_mask["height"], with_mask["mask_ratio"]) == (64, 64, 0.05)
