from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from tests_helpers import write_pairs

from murals.data.items import read_item
from murals.data.pairs import Pair, find_pairs
from murals.data.record import write_record
from murals.errors import MuralsError
from murals.images import read_mask, write_image
from murals.progress import Bar, Progress
from murals.score.methods import ENSEMBLE, MIMETIC, NEUTRAL, OWN_MASK, RAW, SEAMLESS
from murals.score.peers import NOTHING, find_peers
from murals.score.score import PICTURE_SIDE, Rows, score_model

PEERS = list(find_peers())


@pytest.fixture
def found(pairs):
    return find_pairs(pairs, "val")


def test_every_method_scores_every_image(found, restorer):
    report = score_model(restorer, found, split="val")
    assert report.methods == [*PEERS, OWN_MASK, NEUTRAL, MIMETIC]
    assert [score.name for score in report.of(NEUTRAL)] == ["00", "01", "02", "03"]
    assert len(report.scores) == 4 * (len(PEERS) + 3)
    assert {lead.measure for lead in report.leads()} == {
        "image_psnr", "hole_psnr", "hole_perceptual_lite0", "hole_perceptual_lite2",
    }  # fmt: skip


def test_further_uses_of_the_model_are_rows_by_option(found, restorer):
    report = score_model(restorer, found[:1], peers=False, rows=Rows(raw=True, ensemble=True, seamless=True))
    assert report.methods == [RAW, OWN_MASK, ENSEMBLE, SEAMLESS, NEUTRAL, MIMETIC]


def test_another_model_stands_beside(found, restorer, unmasked):
    report = score_model(restorer, found, peers=False, beside={"the other": unmasked}, rows=Rows(raw=True))
    others = ["the other, raw", "the other, neutral"]
    assert report.methods == [*others, RAW, OWN_MASK, NEUTRAL, MIMETIC]
    assert unmasked.name in report.protocol["the other"]
    alone = score_model(unmasked, found, peers=False, rows=Rows(raw=True))
    for name, method in zip(others, (RAW, NEUTRAL), strict=True):
        assert [s.measures for s in report.of(name)] == [
            pytest.approx(s.measures, nan_ok=True) for s in alone.of(method)
        ]


def test_proposals_are_counted_against_the_known_masks(found, restorer):
    report = score_model(restorer, found, peers=False)
    first = read_item(found[0])
    hits = (restorer.propose(first.damaged) >= 0.5) & first.hole
    assert len(report.proposals) == 4
    assert report.proposals[0].hits == hits.sum()
    assert report.text_tables()[-1].title == "Proposed masks, in %"


def test_a_network_without_masks_proposes_none(found, unmasked):
    report = score_model(unmasked, found, peers=False)
    assert report.methods == [NEUTRAL, MIMETIC]
    assert report.proposals == []
    assert report.as_plain()["proposals"] is None


def test_raw_output_is_not_clamped_before_the_pooled_psnr(found, restorer):
    report = score_model(restorer, found, peers=False, rows=Rows(raw=True))
    item = read_item(found[0])
    raw = restorer.raw(item.damaged)
    assert raw.min() < 0 or raw.max() > 1  # or the test could not tell
    assert report.of(RAW)[0].raw_mse == pytest.approx(np.square(raw - item.clean, dtype=float).mean())


def test_without_a_model_the_peers_stand_alone_and_without_them_the_model(found, restorer):
    assert score_model(None, found[:1]).methods == PEERS
    assert score_model(restorer, found[:1], peers=False).methods == [OWN_MASK, NEUTRAL, MIMETIC]


def test_without_masks_only_whole_images_are_scored_and_it_is_said(tmp_path, restorer):
    bare = find_pairs(write_pairs(tmp_path / "data", masks=False), "val")
    report = score_model(restorer, bare)
    assert report.methods == [NOTHING, RAW]
    assert "none: only whole images are scored" in report.protocol["masks"]
    assert all(name.startswith("image_") for score in report.scores for name in score.measures)


def test_some_masks_are_said_too(found):
    mixed = [*found[:3], replace(found[3], mask=None)]
    report = score_model(None, mixed)
    assert report.protocol["masks"].startswith("3 of 4 images")
    assert "over these images alone" in report.protocol["masks"]
    assert [row["images"] for row in report.means()] == [4] + [3] * (len(PEERS) - 1)


def test_pairs_may_differ_in_size(tmp_path):
    pairs = []
    for name, shape in (("a", (40, 60, 3)), ("b", (33, 21, 3))):
        for kind in ("damaged", "clean"):
            write_image(tmp_path / f"{name}-{kind}.png", np.full(shape, 0.5, np.float32))
        pairs.append(Pair(tmp_path / f"{name}-damaged.png", tmp_path / f"{name}-clean.png", None, name))
    report = score_model(None, pairs)
    assert [score.size for score in report.scores] == [(40, 60), (33, 21)]
    assert report.protocol["size"] == "2 sizes, 21x33 to 60x40 px (their own)"


def test_a_perfect_image_counts_the_ceiling_and_leaves_the_mean_finite(found):
    perfect = [replace(found[0], damaged=found[0].clean), *found[1:]]
    report = score_model(None, perfect)
    assert report.of("do nothing")[0].measures["image_psnr"] == 100
    assert np.isfinite(report.means()[0]["image_psnr"])


def test_the_protocol_names_what_the_numbers_hang_on(found, restorer):
    protocol = score_model(restorer, found, split="val", batch=4).protocol
    assert "phase2a.safetensors (phase 2A, encoder tf_efficientnet_lite0" in protocol["model"]
    assert protocol["images"].startswith("4 images of the split val, data ")
    assert protocol["size"] == "64x64 px (their own)"
    assert "clamped to [0, 1], then averaged" in protocol["PSNR"]
    assert "pooled over 4 images" in protocol["pooled of 4"]


def test_lost_and_veiled_paint_have_tables_of_their_own(found, restorer):
    pixels = np.where(read_mask(found[0].mask), np.uint8(255), np.uint8(0))
    pixels[-8:] = 128
    Image.fromarray(pixels).save(found[0].mask)
    report = score_model(restorer, found, peers=False)
    titles = [table.title for table in report.text_tables()]
    assert "Lost paint alone (255 in the mask)" in titles
    assert "Veiled paint alone (128 in the mask)" in titles
    first, second = report.of(NEUTRAL)[:2]
    assert first.measures["veiled_psnr"] != first.measures["lost_psnr"]
    assert np.isnan(second.measures["veiled_psnr"])
    assert second.measures["lost_psnr"] == second.measures["hole_psnr"]
    assert set(np.unique(report.pictures[0].images["mask"])) == {0, 128, 255}


def test_the_record_beside_the_pairs_says_what_is_one_wall(found, pairs):
    entries = {f"val/{pair.name}": {"group": "one cave", "mask_ratio": 0.1} for pair in found}
    write_record(pairs, {}, entries, {}, complete=True)
    report = score_model(None, found[:2])
    assert "over 1 wall," in report.protocol["intervals"]
    assert report.means()[0]["image_psnr_interval"].as_plain() == [None, None]


def test_nothing_to_score_is_refused(found):
    with pytest.raises(MuralsError, match="got 0 pairs"):
        score_model(None, [])
    with pytest.raises(MuralsError, match="nothing to score"):
        score_model(None, found, peers=False)


def test_the_page_gets_pictures_of_some_images_in_a_size_for_a_page(tmp_path):
    wide = np.zeros((20, 1200, 3), np.float32)
    write_image(tmp_path / "wide.png", wide)
    pair = Pair(tmp_path / "wide.png", tmp_path / "wide.png", None, "wide")
    report = score_model(None, [replace(pair, name=str(i)) for i in range(30)])
    assert len(report.pictures) == 24
    assert (report.pictures[0].name, report.pictures[-1].name) == ("0", "29")
    assert report.pictures[0].images["clean"].shape == (9, PICTURE_SIDE, 3)


def test_progress_advances_once_an_image(found):
    class Counting(Progress):
        def __init__(self):
            self.steps = 0

        def start(self, label, total=None):
            progress = self

            class CountingBar(Bar):
                def advance(self, note=""):
                    progress.steps += 1

            self.total = total
            return CountingBar()

    progress = Counting()
    score_model(None, found, progress=progress)
    assert (progress.steps, progress.total) == (4, 4)


def test_real_murals_score_as_they_should(photos, tmp_path):
    from murals.images import find_images, read_image

    pairs = []
    for i, path in enumerate(find_images(photos / "murals" / "val")[:2]):
        clean = read_image(path)[:256, :256]
        mask = np.zeros(clean.shape[:2], bool)
        mask[60:120, 80:200] = True
        files = [tmp_path / f"{i}-{kind}.png" for kind in ("damaged", "clean", "mask")]
        for file, image in zip(files, (clean * ~mask[..., None], clean, mask), strict=True):
            write_image(file, image)
        pairs.append(Pair(*files, str(i)))
    nothing, *inpaintings = score_model(None, pairs).means()
    assert nothing["image_psnr"] + 3 < min(row["image_psnr"] for row in inpaintings)
