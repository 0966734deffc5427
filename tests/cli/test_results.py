import json

import numpy as np
import pytest
import torch
from commands import run
from PIL import Image

from murals.config import NetworkConfig
from murals.learn.network import build_network
from murals.learn.saved_network import save_checkpoint


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """An untrained network that sees masks: what it paints is noise, but all that is promised about it holds."""
    torch.manual_seed(7)
    net = build_network(NetworkConfig())
    torch.nn.init.normal_(net.head[-1].weight, std=0.5)  # from its zeros it would paint nothing
    return save_checkpoint(tmp_path_factory.mktemp("models") / "phase1.safetensors", net, {"phase": "1"}).path


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "wall.png"
    Image.fromarray(np.full((64, 64, 3), 99, np.uint8)).save(path)
    return path


@pytest.mark.parametrize("words", [("score",), ("restore", "wall.png")])
def test_without_a_model_the_way_to_one_is_named(words, picture, pairs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("murals.learn.checkpoint.PACKAGED", "left-out")
    done = run(*words)
    assert done.exit_code == 1
    assert "murals train" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "wall.png"]


def test_where_nothing_was_trained_the_model_of_the_package_restores(picture, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run("restore", "wall.png")
    assert done.exit_code == 0
    assert (tmp_path / "wall.restored.png").is_file()


def test_an_input_that_is_not_there_is_named(tmp_path):
    done = run("restore", tmp_path / "none.png")
    assert done.exit_code == 1
    assert "none.png" in done.stderr


def test_a_wrong_option_is_a_usage_error():
    assert run("restore", "a.png", "--feather", "-1").exit_code == 2
    assert run("restore").exit_code == 2
    assert run("score", "--nonsense").exit_code == 2


def test_score_prints_its_numbers_and_nothing_else(pairs, model, tmp_path):
    done = run("score", model, pairs, "--out", tmp_path / "score", "--raw", "--seamless", "--json")
    assert done.exit_code == 0, done.output
    numbers = json.loads(done.stdout)
    methods = [row["method"] for row in numbers["methods"]]
    assert methods[-5:] == ["model, raw", "model, own mask", "model, seamless", "model, neutral", "model, mimetic"]
    assert {lead["measure"] for lead in numbers["leads"]} >= {"hole_psnr", "hole_perceptual_lite0"}
    assert numbers["methods"][0]["hole_texture"] >= 0


def test_restore_proposes_a_mask_that_can_be_edited(picture, model):
    done = run("restore", picture, "--model", model, "--json")
    assert done.exit_code == 0, done.output
    (facts,) = json.loads(done.stdout)["done"]
    assert (facts["untouched"], facts["changed_outside"], facts["mask_proposed"]) == (True, 0, True)
    mask = picture.with_name("wall.mask.png")
    assert facts["mask"] == str(mask)
    edited = np.zeros((64, 64), np.uint8)
    edited[20:30, 20:30] = 255
    Image.fromarray(edited).save(mask)
    done = run("restore", picture, "--model", model, "--mask", mask, "--overwrite")
    assert done.exit_code == 0, done.output
    changed = (np.asarray(Image.open(picture.with_name("wall.restored.png"))) != 99).any(axis=-1)
    assert changed.any()
    assert not changed[edited == 0].any()


def test_strict_fails_for_a_jpeg_and_the_way_out_works(picture, model):
    jpeg = picture.with_suffix(".jpg")
    Image.open(picture).save(jpeg)
    done = run("restore", jpeg, "--model", model, "--strict")
    assert done.exit_code == 1
    assert "--format png" in done.stderr
    assert sorted(path.name for path in picture.parent.iterdir()) == ["wall.jpg", "wall.png"]
    done = run("restore", jpeg, "--model", model, "--strict", "--format", "png")
    assert done.exit_code == 0, done.output


def test_all_that_can_be_asked_for_at_once(picture, model):
    words = ["--uncertainty", "--ensemble", "--seamless", "--style", "visible", "--max-hole", "9", "--threshold", ".4"]
    done = run("restore", picture, "--model", model, "--dilate", "1", "--feather", "1", *words)
    assert done.exit_code == 0, done.output
    names = {"wall.png", "wall.restored.png", "wall.mask.png", "wall.uncertainty.png"}
    names |= {"wall.murals.json", "wall.replaced.tif"}
    assert {path.name for path in picture.parent.iterdir()} == names


def test_the_whole_is_a_choice_and_not_with_a_mask(picture, model):
    done = run("restore", picture, "--model", model, "--whole", "--json")
    assert json.loads(done.stdout)["done"][0]["untouched"] is None
    done = run("restore", picture, "--model", model, "--whole", "--mask", picture, "--overwrite")
    assert done.exit_code == 1
    assert "--whole repaints every pixel" in done.stderr
    assert run("restore", picture, "--style", "loud").exit_code == 2


@pytest.mark.parametrize(
    "more", [(), ("--tile", "64", "--overlap", "32"), ("--dilate", "2", "--feather", "2", "--seamless")]
)
def test_what_lies_under_a_mask_changes_not_one_byte_of_the_result(tmp_path, more):
    rng = np.random.default_rng(3)
    wall = np.kron(rng.integers(60, 200, (9, 12, 3)), np.ones((16, 16, 1))).astype(np.uint8)
    mask = np.zeros(wall.shape[:2], bool)
    mask[30:70, 40:100] = mask[100:104, 20:170] = True
    Image.fromarray(mask).save(tmp_path / "losses.png")
    noise = rng.integers(0, 256, wall.shape)
    for name, content in enumerate([wall, (0, 0, 0), (255, 255, 255), (128, 128, 128), (255, 0, 255), noise]):
        photograph = np.where(mask[..., None], content, wall).astype(np.uint8)
        Image.fromarray(photograph).save(tmp_path / f"{name}.png")
    walls = [tmp_path / f"{name}.png" for name in range(6)]
    done = run("restore", *walls, "--mask", tmp_path / "losses.png", "--model", "package", *more)
    assert done.exit_code == 0, done.output
    results = {path.with_suffix(".restored.png").read_bytes() for path in walls}
    assert len(results) == 1


def test_veiled_paint_has_a_mask_of_its_own_beside_what_is_lost(picture, model, tmp_path):
    lost, veiled = np.zeros((2, 64, 64), bool)
    lost[8:20, 8:20], veiled[10:30, 40:60], veiled[8:20, 8:12] = True, True, True
    for name, mask in (("lost", lost), ("veiled", veiled)):
        Image.fromarray(mask).save(tmp_path / f"{name}.png")
    words = ("restore", picture, "--model", model, "--veiled", tmp_path / "veiled.png")
    done = run(*words, "--mask", tmp_path / "lost.png", "--json")
    assert done.exit_code == 0, done.output
    (facts,) = json.loads(done.stdout)["done"]
    assert (facts["lost"], facts["veiled"], facts["repaired"]) == (144, 400, 544)
    assert facts["veiled_mask"] == str(tmp_path / "veiled.png")
    done = run(*words, "--overwrite")  # alone, it is no reason to propose what is lost
    assert "448 pixels repaired (0 lost, 448 veiled)" in done.stdout


def test_the_first_line_names_the_model_and_why(picture, model, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = run("restore", "wall.png").stderr.splitlines()[0]
    assert first.startswith("model: ")
    assert first.endswith("(it comes with murals; nothing was trained under models)")
    first = run("restore", "wall.png", "--model", model, "--overwrite").stderr.splitlines()[0]
    assert first == f"model: {model} (named by --model)"


def test_the_last_line_asks_for_a_mask_where_next_to_nothing_was_found(picture):
    lines = run("restore", picture).stdout.splitlines()
    assert "1 restored" in lines
    assert lines[-1].startswith(f"{picture}: the network found n")  # nothing or next to nothing on a flat grey wall
    assert lines[-1].endswith("draw a mask of what is lost and give it by --mask")


def test_more_feather_than_dilate_is_the_users_mistake(picture):
    done = run("restore", picture, "--feather", "3")
    assert done.exit_code == 1
    assert "--feather 3 with --dilate 0" in done.stderr


@pytest.fixture
def mask(picture):
    path = picture.with_name("mask.png")
    drawn = np.zeros((64, 64, 3), np.uint8)
    drawn[10:20, 10:20], drawn[30:40, 10:20] = (255, 0, 0), 255
    Image.fromarray(drawn).save(path)
    return path


@pytest.mark.parametrize(("words", "repaired"), [((), 200), (("--only", "RED"), 100), (("--only", "#ffffff,red"), 200)])
def test_colours_of_a_mask_are_picked_and_listed(picture, mask, model, words, repaired):
    done = run("restore", picture, "--mask", mask, "--model", model, "--json", *words)
    assert done.exit_code == 0, done.output
    (facts,) = json.loads(done.stdout)["done"]
    assert facts["repaired"] == repaired == sum(ink["pixels"] for ink in facts["mask_colours"])


def test_more_than_half_needs_a_word(picture, model):
    mask = picture.with_name("mask.png")
    Image.fromarray(np.where(np.arange(64) < 48, 255, 0).astype(np.uint8)[:, None].repeat(64, 1)).save(mask)
    words = ("restore", picture, "--mask", mask, "--model", model, "--json")
    done = run(*words)
    assert done.exit_code == 1
    assert "--invert" in done.stderr and "--all-of-it" in done.stderr
    assert not picture.with_name("wall.restored.png").exists()
    for option, repaired in (("--invert", 16 * 64), ("--all-of-it", 48 * 64)):
        facts = json.loads(run(*words, option, "--overwrite").stdout)["done"][0]
        assert facts["repaired"] == repaired


def test_the_photograph_as_its_own_mask_is_refused(picture, model):
    done = run("restore", picture, "--mask", picture, "--model", model)
    assert done.exit_code == 1
    assert "wall.png is a photograph and no mask" in done.stderr


def test_debug_shows_the_traceback_of_a_failed_photograph(picture, model):
    broken = picture.with_name("broken.png")
    broken.write_bytes(b"no image")
    for words, shown in (((), False), (("--debug",), True)):
        done = run("restore", broken, picture, "--whole", "--overwrite", "--model", model, *words)
        assert done.exit_code == 1 and picture.with_name("wall.restored.png").exists()
        assert ("Traceback" in done.stderr) is shown
