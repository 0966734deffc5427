import json
from pathlib import Path

import pytest

from murals.errors import MuralsError
from murals.learn.presets import PRESETS
from murals.options import settings_from
from murals.train.sweep_settings import WEIGHTS, SweepSettings, parse_range, read_saved, rounded_to


@pytest.mark.parametrize(
    ("text", "bounds"), [("1e-4,1e-2", (1e-4, 1e-2)), ("0.5", (0.5, 0.5)), ("0,1", (0.0, 1.0)), ("2,2", (2.0, 2.0))]
)
def test_a_range_is_two_numbers_or_one(text, bounds):
    assert parse_range(text, "--lr") == bounds


@pytest.mark.parametrize("text", ["", "a", "1,", "2,1", "-1,1", "1,2,3", "nan,1", "0,inf"])
def test_what_is_no_range_is_a_sentence(text):
    with pytest.raises(MuralsError, match=r"--edge-weight .*: expected LO,HI, such as 0.1,0.5, or one number"):
        parse_range(text, "--edge-weight")


def test_ranges_lie_around_the_preset_and_l1_is_held():
    preset, ranges = PRESETS["default"]["2a"], SweepSettings(phase="2a").ranges()
    assert ranges["lr"] == pytest.approx((preset.lr / 10, preset.lr * 10))
    assert ranges["edge_weight"] == (0.0, 2 * preset.loss.edge_weight)
    assert set(ranges) == {"lr", *WEIGHTS} - {"l1_weight"}
    assert SweepSettings(l1_weight=(0.5, 2.0)).ranges()["l1_weight"] == (0.5, 2.0)


def test_a_part_that_the_preset_leaves_out_stays_out():
    assert SweepSettings(start={"preset": "original"}).ranges()["edge_weight"] == (0.0, 0.0)


def test_a_rate_of_zero_is_refused():
    with pytest.raises(MuralsError, match="--lr 0,1: expected rates above zero"):
        SweepSettings(lr=(0.0, 1.0)).ranges()


def test_a_trial_is_a_training_with_rounded_numbers():
    settings = SweepSettings("pairs", phase="2a", models="runs", seed=3, changes={"epochs": 2}, start={"init": "x"})
    training = settings.training({"lr": 0.00123456, "edge_weight": 0.198765, "encoder": "resnet18"})
    assert (training.phase, training.data, training.out, training.encoder) == ("2a", "pairs", "runs", "resnet18")
    assert training.changes == {"epochs": 2, "lr": 0.00123}
    assert training.loss == {"edge_weight": 0.199}
    assert (training.seed, training.init) == (3, "x")
    assert rounded_to(1234567.0) == 1230000.0


def test_saved_settings_survive_json_and_what_is_free_is_that_of_now():
    words = {"encoder": ["a", "b"], "lr": "1e-3,1e-2", "epochs": 2, "pretrained": False, "trials": 5}
    before = settings_from(SweepSettings, words)
    kept = json.loads(json.dumps(before.saved()))
    assert "trials" not in kept
    now = SweepSettings(trials=7, out=Path("there"), device="cpu")
    read = read_saved(kept, now)
    assert (read.encoder, read.lr, read.changes, read.start) == (
        ("a", "b"),
        (1e-3, 1e-2),
        {"epochs": 2},
        {"pretrained": False},
    )
    assert (read.trials, read.out, read.device) == (7, Path("there"), "cpu")
