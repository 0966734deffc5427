"""A checkpoint scored beside the packaged model on pairs of its own."""

import math
import shutil

import numpy as np
import pytest

from murals.config import NetworkConfig
from murals.images import from_float, write_image
from murals.learn.checkpoint import open_checkpoint, packaged_checkpoint
from murals.learn.network import build_network
from murals.learn.saved_network import save_checkpoint
from murals.learn.speaker import comparison_of, find_speaker
from murals.train.beside_packaged import compare_with_packaged


@pytest.fixture
def data(tmp_path):
    """Three walls of a soft gradient with a lost square each."""
    rows, columns = np.mgrid[:64, :64] / 64
    mask = np.zeros((64, 64), bool)
    mask[20:40, 24:44] = True
    for number in range(3):
        clean = from_float(np.stack([rows, columns, np.full((64, 64), 0.2 * number)], -1), np.uint8)
        damaged = np.where(mask[..., None], np.uint8(255), clean)
        for kind, image in (("damaged", damaged), ("ground_truth", clean), ("mask", mask)):
            write_image(tmp_path / "data" / "val" / kind / f"{number}.png", image)
    return tmp_path / "data"


def untrained(models):
    net = build_network(NetworkConfig("mobilenetv3_small_100"))
    return save_checkpoint(models / "run" / "phase1.safetensors", net, {"phase": "1"})


def test_the_packaged_model_is_as_good_as_itself_and_does_not_beat_itself(data, tmp_path):
    packaged = packaged_checkpoint()
    for path in (packaged.path, packaged.path.with_suffix(".json")):
        (tmp_path / "models" / "copy").mkdir(parents=True, exist_ok=True)
        shutil.copy(path, tmp_path / "models" / "copy")
    copy = compare_with_packaged(open_checkpoint(tmp_path / "models" / "copy"), data, size=None)
    comparison = comparison_of(copy, packaged)
    assert (comparison.own, comparison.pairs, comparison.region) == (comparison.packaged, 3, "holes")
    assert not comparison.won


def test_the_numbers_are_kept_and_decide(data, tmp_path):
    compared = compare_with_packaged(untrained(tmp_path / "models"), data, size=None)
    comparison = comparison_of(open_checkpoint(compared.path), packaged_checkpoint())
    assert 20 < comparison.packaged < 60
    assert math.isfinite(comparison.own)
    taken = find_speaker(models=tmp_path / "models").checkpoint.path
    assert taken == (compared.path if comparison.own > comparison.packaged else packaged_checkpoint().path)


def test_pairs_without_masks_are_compared_over_whole_images(data, tmp_path):
    shutil.rmtree(data / "val" / "mask")
    compared = compare_with_packaged(untrained(tmp_path / "models"), data, size=48)
    assert comparison_of(compared, packaged_checkpoint()).region == "whole images"


def test_without_a_packaged_model_there_is_nothing_to_compare(data, tmp_path, monkeypatch):
    monkeypatch.setattr("murals.learn.checkpoint.PACKAGED", "left-out")
    checkpoint = untrained(tmp_path / "models")
    assert compare_with_packaged(checkpoint, data, size=None) is checkpoint
