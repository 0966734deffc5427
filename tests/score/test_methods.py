from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from murals.data.items import Item
from murals.images import as_kinds
from murals.restoration.fills.neutral import paint_tone
from murals.restoration.repair import restore
from murals.restoration.turns import paint_eight
from murals.score.methods import (
    ENSEMBLE,
    FILLS,
    MIMETIC,
    NEUTRAL,
    OWN_MASK,
    RAW,
    SEAMLESS,
    VEILED_ALL,
    Rows,
    propose,
    run_model,
    run_others,
    run_peers,
)
from murals.score.peers import NOTHING, find_peers

ALL = Rows(raw=True, ensemble=True, seamless=True)


def item(size=(40, 48)):
    clean = np.random.default_rng(4).random((*size, 3)).astype(np.float32)
    mask = np.zeros(size, bool)
    mask[8:20, 10:30] = True
    return Item("wall", clean * ~mask[..., None], clean, as_kinds(mask))


def test_the_fills_alone_stand_there_unless_more_is_asked_for(restorer):
    assert list(dict(run_model(item(), restorer))) == [NEUTRAL, MIMETIC]
    assert list(dict(run_model(item(), restorer, rows=ALL))) == [RAW, ENSEMBLE, SEAMLESS, NEUTRAL, MIMETIC]
    assert FILLS == (NEUTRAL, MIMETIC)


def test_a_fill_keeps_the_known_pixels_and_paints_the_hole_with_the_mask_in_sight(restorer):
    results = dict(run_model(item(), restorer, rows=Rows(raw=True)))
    hole = item().hole
    np.testing.assert_array_equal(results[NEUTRAL][~hole], item().damaged[~hole])
    np.testing.assert_array_equal(results[NEUTRAL], paint_tone(item().damaged, item().kinds, restorer))
    np.testing.assert_array_equal(results[MIMETIC][~hole], item().damaged[~hole])
    assert (results[MIMETIC] != results[NEUTRAL])[hole].any()
    np.testing.assert_array_equal(results[RAW], restorer.raw(item().damaged))
    assert np.abs(results[RAW] - results[NEUTRAL])[hole].max() > 0.01  # it does see the mask


def test_the_models_own_mask_says_where_it_fills(restorer):
    proposed = propose(item(), restorer, 0.5)
    np.testing.assert_array_equal(proposed, restorer.propose(item().damaged) >= 0.5)
    painted = dict(run_model(item(), restorer, proposed=proposed))[OWN_MASK]
    assert proposed.any()
    assert not proposed.all()
    np.testing.assert_array_equal(painted[~proposed], item().damaged[~proposed])
    assert (painted[proposed] != item().damaged[proposed]).any()


def test_the_mean_of_eight_is_that_of_eight_turns(restorer):
    results = dict(run_model(item(), restorer, rows=ALL))
    hole = item().hole
    np.testing.assert_array_equal(results[NEUTRAL], dict(run_model(item(), restorer))[NEUTRAL])
    mean = paint_eight(partial(paint_tone, network=restorer), item().damaged, item().kinds).mean
    np.testing.assert_array_equal(results[ENSEMBLE][hole], mean[hole])


def test_the_seamless_row_is_what_restore_makes(restorer):
    results = dict(run_model(item(), restorer, rows=ALL))
    ours = restore(item().damaged, item().hole, restorer, seamless=True, fill="neutral")
    np.testing.assert_allclose(results[SEAMLESS], ours, atol=1e-5)


def test_a_veiled_pixel_is_painted_too(restorer):
    kinds = item().kinds.copy()
    kinds[30:36, 10:30] = 128
    results = dict(run_model(replace(item(), kinds=kinds), restorer))
    assert (results[NEUTRAL][kinds == 128] != item().damaged[kinds == 128]).any()
    assert list(results) == [VEILED_ALL, NEUTRAL, MIMETIC]
    np.testing.assert_array_equal(results[VEILED_ALL][kinds == 0], item().damaged[kinds == 0])


def test_without_a_mask_a_model_repaints_and_peers_have_nothing_to_go_by(restorer):
    bare = replace(item(), kinds=None)
    assert list(dict(run_peers(bare))) == [NOTHING]
    assert list(dict(run_model(bare, restorer))) == [RAW]
    assert list(dict(run_others(bare, {"the other": restorer}))) == ["the other, raw"]
    assert propose(bare, restorer, 0.5) is None


def test_every_peer_that_is_installed_runs():
    assert list(dict(run_peers(item()))) == list(find_peers())


@pytest.mark.parametrize(("rows", "names"), [(Rows(), ["b, neutral"]), (Rows(raw=True), ["b, raw", "b, neutral"])])
def test_another_model_has_rows_of_its_own(restorer, rows, names):
    results = dict(run_others(item(), {"b": restorer}, rows=rows))
    assert list(results) == names
    np.testing.assert_array_equal(results["b, neutral"], dict(run_model(item(), restorer))[NEUTRAL])


def test_a_network_without_masks_proposes_none(unmasked):
    assert propose(item(), unmasked, 0.5) is None
