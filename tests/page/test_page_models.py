from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from murals.errors import MuralsError
from murals.learn.checkpoint import packaged_checkpoint
from murals.page.models import Models
from murals.restoration.predict import Restorer


@pytest.fixture(scope="module")
def models(page_models):
    return Models(None, page_models, "cpu")


def images(count):
    return [np.random.default_rng(seed).random((96, 96, 3), np.float32) for seed in range(count)]


def test_it_is_loaded_once(models):
    assert models.restorer() is models.restorer()


def test_it_paints_what_it_would_paint_alone(models):
    (image,) = images(1)
    assert np.array_equal(models.restorer()(image), Restorer.open(models.checkpoint(), device="cpu")(image))


def test_visitors_at_once_get_their_own_pictures(models):
    restorer, inputs = models.restorer(), images(12)
    alone = [restorer(image) for image in inputs]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(restorer, inputs * 2))
    assert all(np.array_equal(one, other) for one, other in zip(alone * 2, together, strict=True))


def test_a_model_is_named_where_the_command_would_take_another(models, page_models, tmp_path):
    assert models.named() == page_models / "run" / "phase1.safetensors"
    if packaged_checkpoint() is not None:
        assert Models(None, tmp_path, "cpu").named() is None


def test_a_model_that_is_not_there_is_said(tmp_path):
    with pytest.raises(MuralsError, match="no checkpoint at"):
        Models(tmp_path / "none", tmp_path, "cpu").checkpoint()
