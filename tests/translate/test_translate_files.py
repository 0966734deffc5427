import logging
import re

import numpy as np
import pytest
import tifffile
import torch
from aligned_samples import smooth_image
from PIL import Image

from murals.config import TranslatorConfig
from murals.images import is_own_output
from murals.learn.translator import Translator
from murals.translate import files
from murals.translate.settings import TranslateFilesSettings
from murals.translate.translator import ImageTranslator


def translate_files(inputs, *, model, **options):
    return files.translate_files(TranslateFilesSettings(inputs=tuple(inputs), **options), model=model)


@pytest.fixture
def translator():
    torch.manual_seed(0)
    net = Translator(TranslatorConfig("fcn")).eval()
    return ImageTranslator(net, torch.device("cpu"), 64, "BtoA", True, "test")


@pytest.fixture
def picture(tmp_path):
    Image.fromarray(smooth_image(1)).save(tmp_path / "wall.png")
    return tmp_path / "wall.png"


def test_a_file_is_translated_beside_itself(picture, translator):
    report = translate_files([picture], model=translator)
    output = picture.with_name("wall.translated.png")
    assert report.done == [(picture, output)] and not report.failed
    wanted = translator(smooth_image(1).astype(np.float32) / 255)
    assert np.abs(np.asarray(Image.open(output)) / 255 - wanted).max() < 1 / 255
    assert report.lines()[-1] == "1 translated"


def test_a_pair_gives_the_half_that_the_model_reads(tmp_path, translator):
    left, right = smooth_image(1), smooth_image(2)
    Image.fromarray(np.concatenate([left, right], axis=1)).save(tmp_path / "pair.png")
    translate_files([tmp_path / "pair.png"], model=translator, pairs=True)
    wanted = translator(right.astype(np.float32) / 255)  # BtoA reads the right half
    assert np.abs(np.asarray(Image.open(tmp_path / "pair.translated.png")) / 255 - wanted).max() < 1 / 255


def test_a_pair_taken_whole_is_told(tmp_path, translator, caplog):
    Image.fromarray(np.concatenate([smooth_image(1), smooth_image(2)], axis=1)).save(tmp_path / "pair.png")
    with caplog.at_level(logging.WARNING, "murals"):
        translate_files([tmp_path / "pair.png"], model=translator)
    assert "looks like a pair side by side: --pairs" in caplog.text


def test_sixteen_bits_and_alpha_stay_and_grey_becomes_colour(tmp_path, translator):
    tifffile.imwrite(tmp_path / "deep.tif", smooth_image(1).astype(np.uint16) * 257, photometric="rgb")
    Image.fromarray(smooth_image(1)).convert("LA").save(tmp_path / "grey.png")
    report = translate_files([tmp_path], model=translator, out=tmp_path / "out")
    assert len(report.done) == 2
    assert tifffile.imread(tmp_path / "out/deep.translated.tif").dtype == np.uint16
    assert Image.open(tmp_path / "out/grey.translated.png").mode == "RGBA"


def test_one_that_fails_does_not_stop_the_others(picture, tmp_path, translator):
    (tmp_path / "broken.png").write_bytes(b"no image")
    report = translate_files([tmp_path / "broken.png", tmp_path / "none.png", picture], model=translator)
    assert [source.name for source, _ in report.done] == ["wall.png"]
    assert sorted(failure.source.name for failure in report.failed) == ["broken.png", "none.png"]
    assert report.as_plain()["failed"][0]["reason"]


def test_a_result_is_not_replaced_nor_translated_again(picture, translator):
    output = translate_files([picture], model=translator).done[0][1]
    assert is_own_output(output)
    before = output.read_bytes()
    again = translate_files([picture.parent], model=translator)
    assert "exists already" in again.failed[0].reason and output.read_bytes() == before
    assert len(translate_files([picture.parent], model=translator, overwrite=True).done) == 1


def test_two_that_would_become_one_file_are_named(tmp_path, translator):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        Image.fromarray(smooth_image(1)).save(tmp_path / folder / "wall.png")
    inputs = [tmp_path / "a/wall.png", tmp_path / "b/wall.png"]
    report = translate_files(inputs, model=translator, out=tmp_path / "out")
    assert not report.done
    for failure in report.failed:
        assert re.search(r"a/wall\.png and .*b/wall\.png would both become .*: do them one by one", failure.reason)
