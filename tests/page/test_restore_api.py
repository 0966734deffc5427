"""The calls for programs, as docs/page.md shows them: its own Python and its own curl run here."""

import contextlib
import io
import os
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from murals.images import LOST, VEILED, read_mask, read_photograph, write_image

DOCS = (Path(__file__).parents[2] / "docs" / "page.md").read_text(encoding="utf-8")
DOCUMENTED = "http://127.0.0.1:7860"


def block(language, holding):
    (code,) = [code for code in re.findall(rf"```{language}\n(.*?)```", DOCS, re.DOTALL) if holding in code]
    return code


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_image("wall.png", np.random.default_rng(0).integers(96, 160, (64, 96, 3), np.uint8))
    mask = np.zeros((64, 96), np.bool_)
    mask[20:30, 40:60] = True
    write_image("losses.png", mask)
    return tmp_path


@pytest.fixture(scope="module")
def client(address, tmp_path_factory):
    return Client(address, verbose=False, download_files=tmp_path_factory.mktemp("downloads"))


def test_the_documents_python(folder, address):
    names, told = {}, io.StringIO()
    code = block("python", "gradio_client").replace(DOCUMENTED, address)
    assert address in code
    with contextlib.redirect_stdout(told):
        exec(compile(code, "docs/page.md", "exec"), names)
    wall, restored = read_photograph("wall.png").pixels, read_photograph(names["restored"]).pixels
    outside = ~read_mask("losses.png")
    assert Path(names["restored"]).name == "wall.restored.png"
    assert (restored != wall).any()
    assert names["facts"]["repaired"] > 200  # grown by two pixels
    assert np.array_equal(restored[:17], wall[:17])
    assert np.array_equal(read_mask(names["mask"]), ~outside)
    assert "murals restore wall.png --mask losses.png --dilate 2" in told.getvalue()


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_the_documents_curl(folder, address):
    code = block("sh", "curl").replace(DOCUMENTED, address.rstrip("/"))
    assert address.rstrip("/") in code
    without_proxy = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    subprocess.run(["bash", "-euo", "pipefail", "-c", code], cwd=folder, check=True, timeout=60, env=without_proxy)
    assert read_photograph(folder / "wall.restored.png").pixels.shape == (64, 96, 3)


def test_the_names_and_the_order_of_the_options_stay(client):
    calls = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    names = [parameter["parameter_name"] for parameter in calls["/restore"]["parameters"]]
    assert names == [
        *("photograph", "mask", "threshold", "dilate", "feather", "max_hole"),
        *("seamless", "visible", "ensemble", "uncertainty", "whole", "format", "model"),
        *("fill", "sources", "seed"),
    ]


def test_the_fill_is_chosen_and_the_command_repeats_it(client, folder):
    def ask(**options):
        result, _, facts = client.predict(
            handle_file("wall.png"), handle_file("losses.png"), **options, api_name="/restore"
        )
        return Path(result).read_bytes(), facts

    mimetic, told = ask(sources=True, seed=2, model="package")
    assert (told["fill"], told["seed"], told["sources_map"]) == ("mimetic", 2, "wall.sources.png")
    assert "--seed 2" in told["command"]
    assert "--sources" in told["command"]
    neutral, told = ask(fill="neutral", sources=True, seed=2, model="package")
    assert told["fill"] == "neutral"
    assert "--fill neutral" in told["command"]
    assert "--sources" not in told["command"]
    assert "--seed" not in told["command"]
    assert "sources" not in told
    assert mimetic != neutral
    _, told = ask()
    assert not {"--fill", "--sources", "--seed"} & set(told["command"].split())
    with pytest.raises(AppError, match="pretty"):
        ask(fill="pretty")


def test_a_model_is_chosen_by_its_name_and_told_without_its_path(client, folder):
    losses = handle_file("losses.png")
    _, _, by_itself = client.predict(handle_file("wall.png"), losses, api_name="/restore")
    assert by_itself["model"] == "run/phase1"
    assert "beat the model that comes with murals" in by_itself["model_reason"]
    _, _, packaged = client.predict(handle_file("wall.png"), losses, model="package", api_name="/restore")
    assert (packaged["model"], packaged["model_reason"]) == ("package", "you chose it")
    with pytest.raises(AppError, match="no model is called /etc/passwd here: expected automatic or"):
        client.predict(handle_file("wall.png"), 0.5, "/etc/passwd", api_name="/propose")


def test_lost_is_lost(client, folder):
    """What lies under a loss changes not one byte of the result."""
    kinds = np.zeros((64, 96), np.uint8)
    kinds[20:44, 30:60], kinds[5:15, 70:90] = LOST, VEILED
    write_image("kinds.png", kinds)
    wall, restored = read_photograph("wall.png").pixels, set()
    noise = np.random.default_rng(1).integers(0, 256, wall.shape, np.uint8)
    for under in (wall, 0, 255, 128, (255, 0, 255), noise):
        shown = np.where((kinds == LOST)[..., None], np.asarray(under, np.uint8), wall)
        write_image("damaged.png", shown, overwrite=True)
        result, _, facts = client.predict(handle_file("damaged.png"), handle_file("kinds.png"), api_name="/restore")
        assert (facts["lost"], facts["veiled"]) == (24 * 30, 200)
        restored.add(Path(result).read_bytes())
    assert len(restored) == 1


def test_a_proposal_is_a_mask_of_the_photographs_size(client, folder):
    mask = client.predict(handle_file("wall.png"), 0.3, api_name="/propose")
    assert read_mask(mask).shape == (64, 96)


@pytest.mark.parametrize(("content", "sentence"), [(b"nonsense", "wall.png is no image"), (b"", "wall.png is empty")])
def test_a_bad_file_is_its_sentence(client, folder, content, sentence):
    Path("wall.png").write_bytes(content)
    with pytest.raises(AppError, match=sentence):
        client.predict(handle_file("wall.png"), None, api_name="/restore")


def test_what_the_options_forbid_is_said(client, folder):
    with pytest.raises(AppError, match="greater than maximum value"):
        client.predict(handle_file("wall.png"), 2.0, api_name="/propose")
