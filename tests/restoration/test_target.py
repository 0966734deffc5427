from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import label

from murals.errors import MuralsError
from murals.images import LOST, VEILED, lost, to_float
from murals.restoration.backend import Judged
from murals.restoration.options import RestoreOptions
from murals.restoration.target import LEGIBLE, NOTHING_SEEN, Target, find_target, propose_kinds


def image(h=60, w=80):
    return np.random.default_rng(0).integers(0, 256, (h, w, 3), np.uint8)


def squares():
    """One hole of 20 pixels a side, one of 4."""
    mask = np.zeros((60, 80), bool)
    mask[10:30, 10:30] = True
    mask[50:54, 70:74] = True
    return mask


def taught(restorer, radius):
    """The same network, whose checkpoint says how deep the holes were that it learned from."""
    return replace(restorer, info={**restorer.info, "max_radius": radius})


def test_a_given_mask_is_grown_and_filled(restorer):
    target = find_target(image(), squares(), restorer, RestoreOptions(dilate=2))
    assert not target.proposed
    assert np.array_equal(target.mask, squares() * np.uint8(LOST))
    assert lost(target.damage).sum() > squares().sum()
    assert np.array_equal(target.repaired, lost(target.damage))
    assert target.warnings() == []


def test_without_one_the_network_proposes(restorer):
    low, high = (find_target(image(), None, restorer, RestoreOptions(threshold=share)) for share in (0.4, 0.6))
    assert low.proposed
    assert np.array_equal(low.mask > 0, restorer.propose(image().astype(np.float32) / 255) >= 0.4)
    assert not ((high.mask > 0) & (low.mask == 0)).any()
    assert (high.mask > 0).sum() < (low.mask > 0).sum()


def test_a_proposed_region_is_of_one_kind_by_how_legible_it_is(restorer, before_kinds):
    for network in (restorer, before_kinds):
        kinds, certainty = propose_kinds(to_float(image()), network, RestoreOptions(threshold=0.6))
        damage = kinds > 0
        assert 0.6 <= certainty <= 1
        ((_, _, legible),) = network.survey(image(), 0.6)
        regions, count = label(damage, np.ones((3, 3)))
        for region in range(1, count + 1):
            (kind,) = np.unique(kinds[regions == region])
            assert (kind == VEILED) == (legible[regions == region].mean() >= LEGIBLE)


def test_nothing_seen_names_the_ways_out(restorer):
    target = find_target(image(), None, restorer, RestoreOptions(threshold=1 - 1e-9))
    assert not target.mask.any()
    assert (target.doubt, target.doubt_kind) == (NOTHING_SEEN, "nothing")
    assert target.warnings() == []


def doubted(share, certainty, side=100):
    """A proposal that marks a share of the picture."""
    mask = np.zeros((side, side), np.uint8)
    mask.ravel()[: round(share * side * side)] = LOST
    return Target(mask, certainty, mask, mask > 0, [], None)


def test_next_to_nothing_found_is_said_and_a_mask_asked_for():
    target = doubted(0.004, 0.95)
    assert target.doubt_kind == "little"
    assert target.doubt == (
        "the network found next to nothing (0.40% of the picture): if more is lost, draw a mask of what is lost and "
        "give it by --mask"
    )


def test_what_is_likely_sound_is_said():
    target = doubted(0.12, 0.7)
    assert target.doubt_kind == "likely sound"
    assert target.doubt.startswith("much of what the network found (12% of the picture) is likely sound paint")
    for certainty in (0.9, None):  # a mask that was given is no proposal
        assert (doubted(0.12, certainty).doubt, doubted(0.12, certainty).doubt_kind) == (None, None)


def test_a_tight_mask_is_named_with_the_dilate_that_takes_its_rim(restorer):
    wall = np.full((60, 80, 3), 90, np.uint8)
    wall[8:32, 8:32] = 230  # the damage goes on two pixels beyond the mask
    mask = np.zeros((60, 80), bool)
    mask[10:30, 10:30] = True
    (warning,) = find_target(wall, mask, restorer, RestoreOptions()).warnings()
    assert warning == "the mask is tight: a rim of the damage still shows around it; --dilate 2 takes it"
    assert find_target(wall, mask, restorer, RestoreOptions(dilate=3)).warnings() == []


def test_veiled_paint_is_not_judged_by_its_depth(restorer):
    veiled = squares()
    target = find_target(image(), None, restorer, RestoreOptions(max_hole=5), veiled=veiled)
    assert target.too_large == []
    assert np.array_equal(target.repaired, veiled)


def test_an_empty_mask_is_said_to_be_one(restorer):
    (warning,) = find_target(image(), np.zeros((60, 80), bool), restorer, RestoreOptions()).warnings()
    assert warning == "the mask marks nothing: the image stays as it is"


def test_large_holes_are_left_alone_after_growing(restorer):
    target = find_target(image(), squares(), restorer, RestoreOptions(max_hole=9, dilate=1))
    assert target.left_alone
    assert [hole.radius for hole in target.too_large] == [pytest.approx(11, abs=0.5)]
    assert target.repaired[52, 72]
    assert not target.repaired[20, 20]
    assert target.damage[20, 20]
    assert target.warnings()[0].startswith("1 hole deeper than 9 px left alone: 22x22 px at 9,9")


def test_what_the_model_has_not_learned_is_said_and_done_all_the_same(restorer):
    target = find_target(image(), squares(), taught(restorer, 6.0), RestoreOptions())
    assert not target.left_alone
    assert np.array_equal(target.repaired, squares())
    (warning,) = target.warnings()
    assert warning.startswith("1 hole deeper than 6 px, beyond what the model has learned to fill")
    assert "(--max-hole 6 leaves such parts alone): 20x20 px at 10,10 (inscribed radius 10 px)" in warning


def test_where_nobody_knows_what_it_has_learned_nothing_is_said(restorer):
    target = find_target(image(), squares(), restorer, RestoreOptions())
    assert (target.limit, target.too_large) == (None, [])


def test_the_users_limit_counts_before_the_models(restorer):
    target = find_target(image(), squares(), taught(restorer, 6.0), RestoreOptions(max_hole=50))
    assert (target.limit, target.too_large, target.left_alone) == (50, [], False)


def test_a_mask_that_does_not_fit_is_refused(restorer):
    with pytest.raises(MuralsError, match="the mask is 80x50 but the image is 80x60"):
        find_target(image(), squares()[:50], restorer, RestoreOptions())


@pytest.mark.parametrize("read", [True, False], ids=["given", "proposed"])
def test_a_region_is_repaired_and_nothing_else(read):
    image, mask = np.full((120, 160, 3), 0.5, np.float32), np.zeros((120, 160), np.uint8)
    mask[20:40, 20:60] = mask[80:100, 30:130] = 255
    options = RestoreOptions(region=(40, 10, 200, 85))
    target = find_target(image, mask if read else None, _Proposer(mask > 0), options)
    expected = np.zeros_like(mask, bool)
    expected[10:95, 40:160] = mask[10:95, 40:160] > 0
    assert np.array_equal(target.repaired, expected)
    if read:
        assert np.array_equal(target.damage, mask)  # what is lost outside is no evidence


def test_a_region_without_damage_or_outside_the_picture_is_told():
    image, mask = np.full((40, 60, 3), 0.5, np.float32), np.zeros((40, 60), np.uint8)
    mask[5:9, 5:9] = 255
    with pytest.raises(MuralsError, match="holds nothing"):
        find_target(image, mask, _Proposer(mask > 0), RestoreOptions(region=(20, 20, 10, 10)))
    with pytest.raises(MuralsError, match="which is 60x40"):
        find_target(image, mask, _Proposer(mask > 0), RestoreOptions(region=(60, 0, 10, 10)))


class _Proposer:
    """Proposes a given mask, by where it lies in a picture of one colour; nothing of it is legible."""

    def __init__(self, damage):
        self.damage, self.info = damage, {}

    def survey(self, pixels, threshold, **_):
        height, width = pixels.shape[:2]
        damage = self.damage[-height:, -width:].astype(np.float32)
        yield Judged(slice(0, height), damage, np.zeros_like(damage))


def test_a_survey_that_begins_again_counts_from_its_last_beginning():
    class Restarting:
        """Runs out of memory after the first rows, and begins again with smaller tiles."""

        def survey(self, pixels, threshold, **_):
            height, width = pixels.shape[:2]
            yield Judged(slice(0, 30), np.ones((30, width), np.float32), np.ones((30, width), np.float32))
            for top in range(0, height, 20):
                damage = np.zeros((20, width), np.float32)
                damage[5:9, 10:20] = 0.8
                yield Judged(slice(top, top + 20), damage, np.zeros_like(damage))

    kinds, certainty = propose_kinds(image(), Restarting(), RestoreOptions())
    assert np.array_equal(np.unique(kinds), [0, LOST])
    assert np.count_nonzero(kinds) == 3 * 4 * 10
    assert certainty == pytest.approx(0.8)
