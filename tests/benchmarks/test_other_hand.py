"""The deciding set's generator is a script: it is loaded from its file."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from murals.data.cuts import TILE
from murals.data.pairs import check_pairs, find_pairs
from murals.data.settings import CheckSettings
from murals.images import read_image, read_kinds, write_image

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "other_hand.py"


def load():
    spec = importlib.util.spec_from_file_location("other_hand", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hand = load()


def clean(seed=0):
    small = np.random.default_rng(seed).random((16, 16, 3), np.float32)
    return np.clip(cv2.resize(small, (TILE, TILE), interpolation=cv2.INTER_CUBIC), 0, 1)


@pytest.mark.parametrize("name", hand.SHAPES)
def test_a_shape_covers_about_the_share_that_is_asked_for(name):
    mask = hand.SHAPES[name](np.random.default_rng(3), 0.2)
    assert mask.shape == (TILE, TILE)
    assert mask.dtype == bool
    assert 0.15 < mask.mean() < 0.35


@pytest.mark.parametrize("cover", [*hand.COVERS, hand.graffiti], ids=lambda cover: cover.__name__)
def test_a_cover_is_an_opaque_picture_that_says_nothing_of_what_lies_beneath(cover):
    laid = np.broadcast_to(cover(clean(), np.random.default_rng(4)), (TILE, TILE, 3))
    assert np.isfinite(laid).all()
    beneath = np.corrcoef(laid.ravel(), clean().ravel())[0, 1] if laid.std() > 1e-3 else 0
    assert abs(beneath) < 0.6


def test_outside_the_mask_nothing_changes_and_the_share_keeps_its_bounds():
    for seed in range(6):
        damaged, image, mask = hand.damage(clean(seed), np.random.default_rng(seed))
        assert hand.SHARES[0] < mask.mean() < hand.SHARES[1]
        np.testing.assert_array_equal(damaged[~mask], image[~mask])
        assert np.abs(damaged - image)[mask].mean() > 0.05
        assert damaged.min() >= 0
        assert damaged.max() <= 1


def test_same_seed_same_tile_and_another_seed_another():
    first, again, other = (hand.damage(clean(), hand.generator_for(seed, "a.jpg", 1)) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first[0], again[0])
    assert (first[2] != other[2]).any()


def test_no_recipe_of_the_training_is_loaded():
    code = f"import sys, runpy; runpy.run_path({str(SCRIPT)!r}); print([m for m in sys.modules if 'recipes' in m])"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=SCRIPT.parents[1])
    assert done.stdout.strip() == "[]"


def test_it_writes_pairs_with_their_groups_that_check_finds_nothing_wrong_with(tmp_path, monkeypatch):
    for i in range(2):
        write_image(tmp_path / "photographs" / f"wall{i}.png", clean(i))
    out = tmp_path / "pairs"
    arguments = [str(tmp_path / "photographs"), str(out), "--size", "128"]
    monkeypatch.setattr(sys, "argv", ["other_hand.py", *arguments])
    hand.main()
    assert check_pairs(CheckSettings(out)).problems == []
    pairs = find_pairs(out, "val")
    assert [pair.name for pair in pairs] == ["wall0-1", "wall1-1"]
    assert read_image(pairs[0].damaged).shape == (128, 128, 3)
    assert set(np.unique(read_kinds(pairs[0].mask))) == {0, 255}
    record = json.loads((out / "damage.json").read_text())
    assert record["complete"]
    assert record["pairs"]["val/wall1-1"]["group"] == "wall1.png"
    with pytest.raises(SystemExit):
        hand.main()
