import numpy as np
import pytest
from aligned_samples import smooth_image
from gradio_client import Client, handle_file
from PIL import Image
from run_samples import write_translator

from murals.page.settings import PageSettings
from murals.translate.files import translate_files
from murals.translate.settings import TranslateFilesSettings


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    models = tmp_path_factory.mktemp("page") / "models"
    write_translator(models, "older", seed=1)
    write_translator(models, "newer", seed=2, direction="BtoA")
    return models


@pytest.fixture(scope="module")
def page_settings(models):
    return PageSettings(port=0, models=models, device="cpu")


@pytest.fixture
def client(address, tmp_path):
    return Client(address, verbose=False, download_files=str(tmp_path / "down"))


@pytest.fixture
def wall(tmp_path):
    Image.fromarray(smooth_image(5)).save(tmp_path / "wall.png")
    return tmp_path / "wall.png"


def pixels(path):
    with Image.open(path) as image:
        return np.asarray(image)


def test_the_translators_are_listed_newest_first(client):
    assert client.predict(api_name="/translators") == [
        {"run": "newer", "network": "fcn", "direction": "BtoA"},
        {"run": "older", "network": "fcn", "direction": "AtoB"},
    ]


@pytest.mark.parametrize(("run", "used"), [("older", "older"), ("", "newer")])
def test_a_program_gets_what_the_command_line_writes(client, wall, models, run, used):
    files, facts = client.predict([handle_file(str(wall))], run, api_name="/translate")
    [(_, expected)] = translate_files(TranslateFilesSettings(inputs=(wall,), model=models / used, device="cpu")).done
    assert np.array_equal(pixels(files[0]), pixels(expected))
    command = f"murals pix2pix translate wall.png --model {models / used} --device cpu"
    assert facts == {"failed": [], "command": command}


def test_a_bad_file_is_a_sentence_beside_the_others(client, wall, tmp_path):
    (tmp_path / "bad.png").write_bytes(b"no picture")
    images = [handle_file(str(path)) for path in (tmp_path / "bad.png", wall)]
    files, facts = client.predict(images, "older", api_name="/translate")
    assert len(files) == 1
    assert facts["failed"] == ["bad.png is no image, whatever its name says: open it in an image viewer and save it as "
                               "PNG or TIFF"]  # fmt: skip


@pytest.mark.parametrize("name", ["../models/older", "/etc/passwd", "nobody", "older/translate.json"])
def test_no_name_becomes_a_path(client, wall, name):
    with pytest.raises(Exception, match="no translator named"):
        client.predict([handle_file(str(wall))], name, api_name="/translate")


def test_without_an_image_it_asks_for_one(client):
    with pytest.raises(Exception, match="Choose an image first"):
        client.predict(None, "older", api_name="/translate")
