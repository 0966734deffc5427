"""The call `/blend` for programs, made by Gradio's own client."""

import numpy as np
import pytest
from blend_pictures import SOURCE_SIZE, source_pixels, target_pixels, write_pair
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from murals import blend
from murals.blending.region import polygon_region
from murals.images import read_photograph, write_image

TEXT = "40,20 120,22 125,95 38,98"
CORNERS = [(40, 20), (120, 22), (125, 95), (38, 98)]


@pytest.fixture(scope="module")
def client(address, tmp_path_factory):
    return Client(address, verbose=False, download_files=tmp_path_factory.mktemp("downloads"))


@pytest.fixture
def pair(tmp_path):
    return [handle_file(str(path)) for path in write_pair(tmp_path)]


def test_a_polygon_is_blended(client, pair):
    source, target = pair
    files, command = client.predict(target, source, polygon=TEXT, at="31,-5", api_name="/blend")
    region = polygon_region(CORNERS, SOURCE_SIZE)
    wanted = blend(source_pixels(), target_pixels(), region, at=(31, -5))
    np.testing.assert_array_equal(read_photograph(files[0]).pixels, wanted)
    assert command == f'murals blend motif.png wall.png --polygon "{TEXT}" --at 31,-5'


def test_a_mask_and_a_mode_of_one_picture(client, pair, tmp_path):
    region = polygon_region(CORNERS, target_pixels().shape[:2])
    write_image(tmp_path / "mask.png", region)
    mask = handle_file(str(tmp_path / "mask.png"))
    files, command = client.predict(pair[1], None, mask, mode="recolour", factors="0.7,0.9,1.7", api_name="/blend")
    wanted = blend(None, target_pixels(), region, mode="recolour", factors=(0.7, 0.9, 1.7))
    np.testing.assert_array_equal(read_photograph(files[0]).pixels, wanted)
    assert command == "murals blend wall.png --mode recolour --factors 0.7,0.9,1.7 --mask mask.png"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"mode": "magic"}, "unknown mode"),
        ({"polygon": "1,2"}, "expected three or more"),
        ({"at": "9999,0"}, "falls off the target"),
        ({"scale": 1e9}, "scale"),
        ({"polygon": ""}, "which part of the source"),
    ],
)
def test_what_does_not_fit_is_a_sentence(client, pair, change, sentence):
    with pytest.raises(AppError, match=sentence):
        client.predict(pair[1], pair[0], **{"polygon": TEXT} | change, api_name="/blend")


def test_a_file_of_the_server_is_refused(client, pair):
    with pytest.raises(AppError):
        client.predict(
            {"path": "/etc/hostname", "meta": {"_type": "gradio.FileData"}}, pair[0], polygon=TEXT, api_name="/blend"
        )
