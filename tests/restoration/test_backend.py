from pathlib import Path

import pytest

from murals.errors import MuralsError
from murals.restoration.backend import open_backend
from murals.restoration.predict import Restorer


def test_a_loaded_model_is_taken_as_it_is(restorer):
    assert open_backend(restorer, device="nonsense") is restorer


@pytest.mark.parametrize("kind", [str, Path])
def test_a_path_is_loaded(restorer, kind):
    opened = open_backend(kind(restorer.name), device="cpu")
    assert isinstance(opened, Restorer)
    assert (opened.name, opened.info["phase"]) == (restorer.name, restorer.info["phase"])


def test_the_model_of_the_package_is_found_by_its_word():
    assert open_backend("package", device="cpu").info["phase"] == "2b"


def test_what_is_not_there_is_a_sentence():
    with pytest.raises(MuralsError, match=r"no checkpoint at nowhere\.safetensors"):
        open_backend("nowhere.safetensors")
