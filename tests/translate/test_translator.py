import numpy as np
import pytest
import torch

from murals.config import TRANSLATE, NetworkConfig, TranslatorConfig
from murals.errors import MuralsError
from murals.learn.network import build_network
from murals.learn.saved_network import save_checkpoint
from murals.learn.translator import Translator
from murals.translate.translator import ImageTranslator, newest_translator


def saved(folder, **info):
    torch.manual_seed(0)
    said = {"phase": TRANSLATE, "size": 64, "direction": "BtoA", "layout": "side-by-side", **info}
    return save_checkpoint(folder / "run" / "translate.safetensors", Translator(TranslatorConfig("fcn-skips")), said)


@pytest.mark.parametrize("shape", [(64, 64), (50, 90), (200, 131)])
def test_the_translation_has_the_size_of_the_image(tmp_path, shape):
    translator = ImageTranslator.open(saved(tmp_path).path, device="cpu")
    translated = translator(np.random.default_rng(0).random((*shape, 3), np.float32))
    assert translated.shape == (*shape, 3) and translated.dtype == np.float32
    assert translated.min() >= 0 and translated.max() <= 1


def test_at_the_trained_size_it_is_the_network_alone(tmp_path):
    translator = ImageTranslator.open(saved(tmp_path).path, device="cpu")
    image = np.random.default_rng(0).random((64, 64, 3), np.float32)
    with torch.no_grad():
        wanted = translator.net(torch.from_numpy(image).permute(2, 0, 1)[None])[0].permute(1, 2, 0).numpy()
    assert np.allclose(translator(image), wanted, atol=1e-6)
    assert not np.allclose(translator(image, size=128), wanted, atol=1e-4)


def test_it_knows_what_it_was_trained_for(tmp_path):
    translator = ImageTranslator.open(saved(tmp_path).path.parent, device="cpu")
    assert (translator.size, translator.direction, translator.side_by_side) == (64, "BtoA", True)


def test_a_model_that_restores_is_refused(tmp_path):
    net = build_network(NetworkConfig("edgenext_xx_small"))
    path = save_checkpoint(tmp_path / "run" / "phase1.safetensors", net, {"phase": "1"}).path
    with pytest.raises(MuralsError, match=r'restores murals and does not translate: use it with "murals restore"'):
        ImageTranslator.open(path)


def test_the_newest_translator_is_found_and_none_is_said(tmp_path):
    with pytest.raises(MuralsError, match=r'no translator under .*: train one with "murals pix2pix train'):
        newest_translator(tmp_path)
    assert newest_translator(tmp_path if saved(tmp_path) else "").phase == TRANSLATE
