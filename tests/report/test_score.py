from dataclasses import replace

import numpy as np
import pytest
from tests_helpers import write_pairs

from murals.data.pairs import Pair, find_pairs
from murals.errors import MuralsError
from murals.images import write_image
from murals.progress import Bar, Progress
from murals.report.measure import Item
from murals.report.score import (
    ENSEMBLE,
    PASTED,
    PICTURE_SIDE,
    PROPOSED,
    RAW,
    SEAMLESS,
    propose,
    read_item,
    resize_item,
    run_methods,
    run_others,
    score_model,
)
from murals.restoration.repair import restore
from murals.restoration.turns import paint_eight

BASELINES = ["do nothing", "OpenCV Telea", "OpenCV Navier-Stokes", "biharmonic"]


@pytest.fixture
def found(pairs):
    return find_pairs(pairs, "val")


def item(size=(40, 48)):
    rng = np.random.default_rng(4)
    clean = rng.random((*size, 3)).astype(np.float32)
    mask = np.zeros(size, bool)
    mask[8:20, 10:30] = True
    return Item("wall", clean * ~mask[..., None], clean, mask)


def test_every_method_scores_every_image(found, restorer):
    report = score_model(restorer, found, split="val")
    assert report.methods == [*BASELINES, RAW, PROPOSED, SEAMLESS, PASTED]
    assert [score.name for score in report.of(RAW)] == ["00", "01", "02", "03"]
    assert len(report.scores) == 4 * 8


def test_pasting_keeps_the_known_pixels_and_paints_the_hole_with_the_mask_in_sight(restorer):
    results = dict(run_methods(item(), restorer))
    mask = item().mask
    np.testing.assert_array_equal(results[PASTED][~mask], item().damaged[~mask])
    np.testing.assert_array_equal(results[PASTED][mask], restorer.raw(item().damaged, mask)[mask])
    np.testing.assert_array_equal(results[RAW], restorer.raw(item().damaged))
    assert np.abs(results[RAW] - results[PASTED])[mask].max() > 0.01  # it does see the mask


def test_the_models_own_mask_says_where_it_pastes(restorer):
    proposed = propose(item(), restorer, 0.5)
    np.testing.assert_array_equal(proposed, restorer.propose(item().damaged) >= 0.5)
    painted = dict(run_methods(item(), restorer, proposed=proposed))[PROPOSED]
    assert proposed.any()
    assert not proposed.all()
    np.testing.assert_array_equal(painted[~proposed], item().damaged[~proposed])
    assert (painted[proposed] != item().damaged[proposed]).any()


def test_the_mean_of_eight_is_added_when_asked_for(restorer):
    results = dict(run_methods(item(), restorer, baselines=False, ensemble=True))
    assert list(results) == [RAW, ENSEMBLE, SEAMLESS, PASTED]
    np.testing.assert_array_equal(results[PASTED], dict(run_methods(item(), restorer))[PASTED])
    mean = paint_eight(restorer.raw, item().damaged, item().mask).mean
    np.testing.assert_array_equal(results[ENSEMBLE][item().mask], mean[item().mask])


def test_the_seamless_row_is_what_restore_makes(restorer):
    results = dict(run_methods(item(), restorer))
    ours = restore(item().damaged, item().mask, restorer, seamless=True)
    np.testing.assert_allclose(results[SEAMLESS], ours, atol=1e-5)


def test_another_model_stands_beside_raw_and_pasted(found, restorer, unmasked):
    report = score_model(restorer, found, beside={"the other": unmasked})
    others = ["the other, raw", "the other, pasted"]
    assert report.methods == [*BASELINES, *others, RAW, PROPOSED, SEAMLESS, PASTED]
    assert unmasked.name in report.protocol["the other"]
    alone = score_model(unmasked, found, baselines=False)
    for name, method in zip(others, (RAW, PASTED), strict=True):
        assert [s.measures for s in report.of(name)] == [s.measures for s in alone.of(method)]
    assert all(lead.ours == PASTED for lead in report.leads())


def test_another_model_is_scored_raw_where_there_is_no_mask(restorer):
    assert list(dict(run_others(replace(item(), mask=None), {"the other": restorer}))) == ["the other, raw"]


def test_proposals_are_counted_against_the_known_masks(found, restorer):
    report = score_model(restorer, found, baselines=False)
    first = read_item(found[0])
    hits = (restorer.propose(first.damaged) >= 0.5) & first.mask
    assert len(report.proposals) == 4
    assert report.proposals[0].hits == hits.sum()
    assert report.text_tables()[-1].title == "Proposed masks, in %"


def test_a_network_without_masks_proposes_none(found, unmasked):
    report = score_model(unmasked, found, baselines=False)
    assert report.methods == [RAW, SEAMLESS, PASTED]
    assert report.proposals == []
    assert report.as_plain()["proposals"] is None


def test_raw_output_is_not_clamped_before_the_pooled_psnr(found, restorer):
    report = score_model(restorer, found, baselines=False)
    item = read_item(found[0])
    raw = restorer.raw(item.damaged)
    assert raw.min() < 0 or raw.max() > 1  # or the test could not tell
    assert report.of(RAW)[0].raw_mse == pytest.approx(np.square(raw - item.clean, dtype=float).mean())


def test_without_a_model_the_baselines_stand_alone_and_without_them_the_model(found, restorer):
    assert score_model(None, found).methods == BASELINES
    assert score_model(restorer, found[:1], baselines=False).methods == [RAW, PROPOSED, SEAMLESS, PASTED]


def test_without_masks_only_whole_images_are_scored_and_it_is_said(tmp_path, restorer):
    bare = find_pairs(write_pairs(tmp_path / "data", masks=False), "val")
    report = score_model(restorer, bare)
    assert report.methods == ["do nothing", RAW]
    assert "none: only whole images are scored" in report.protocol["masks"]
    assert all(name.startswith("image_") for score in report.scores for name in score.measures)


def test_some_masks_are_said_too(found):
    mixed = [*found[:3], replace(found[3], mask=None)]
    report = score_model(None, mixed)
    assert report.protocol["masks"].startswith("3 of 4 images")
    assert "over these images alone" in report.protocol["masks"]
    assert [row["images"] for row in report.means()] == [4, 3, 3, 3]


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


def test_size_brings_the_short_side_and_a_pixel_with_any_damage_is_repaired(found):
    small = read_item(found[0], size=16)
    large = read_item(found[0])
    assert small.clean.shape == small.damaged.shape == (16, 16, 3)
    blocks = large.mask.reshape(16, 4, 16, 4).any((1, 3))
    np.testing.assert_array_equal(small.mask, blocks)
    np.testing.assert_allclose(small.clean, large.clean.reshape(16, 4, 16, 4, 3).mean((1, 3)), atol=1e-6)


def test_resizing_keeps_the_proportions_and_says_when_it_enlarges(caplog):
    assert resize_item(item((40, 60)), 20).clean.shape == (20, 30, 3)
    with caplog.at_level("WARNING", logger="murals"):
        enlarged = resize_item(item((40, 60)), 80)
    assert enlarged.mask.shape == (80, 120)
    assert enlarged.clean.min() >= 0
    assert enlarged.clean.max() <= 1
    assert "wall is 60x40: enlarged to 80 px" in caplog.text


def test_a_size_too_small_for_ssim_is_refused(found):
    with pytest.raises(MuralsError, match="--size 10 is too small"):
        score_model(None, found, size=10)


def test_files_of_different_sizes_are_refused(tmp_path, found):
    write_image(tmp_path / "other.png", np.zeros((32, 64, 3), np.float32))
    with pytest.raises(MuralsError, match=r"00\.png is 64x64 but .*other\.png is 64x32"):
        score_model(None, [replace(found[0], clean=tmp_path / "other.png")])


def test_nothing_to_score_is_refused(found):
    with pytest.raises(MuralsError, match="got 0 pairs"):
        score_model(None, [])
    with pytest.raises(MuralsError, match="nothing to score"):
        score_model(None, found, baselines=False)


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
