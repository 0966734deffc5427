import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from huggingface_hub import constants, hf_hub_download
from huggingface_hub.errors import LocalEntryNotFoundError

from murals.errors import MuralsError
from murals.learn import hub
from murals.learn.encoder import create_encoder
from murals.learn.hub import hub_or_cache, is_reachable


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def server():
    """A hub on this machine that knows no file; it counts what it is asked."""
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_HEAD(self):
            asked.append(self.path)
            self.send_error(404)

        do_GET = do_HEAD

        def log_message(self, *_):
            """Be silent."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    """The address of a hub that nobody listens at, and an empty cache."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setattr(constants, "ENDPOINT", address)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    return address


def test_a_server_that_answers_is_reachable(server):
    address, asked = server
    assert is_reachable(address)
    assert asked == ["/"] or asked == [""]


def test_a_closed_door_is_not(nowhere):
    assert not is_reachable(nowhere)


def test_a_server_that_never_answers_is_not(monkeypatch):
    monkeypatch.setattr(hub, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert not is_reachable(f"http://127.0.0.1:{silent.getsockname()[1]}")


def test_without_a_hub_the_cache_alone_is_asked(nowhere):
    with hub_or_cache():
        assert constants.is_offline_mode()
        with pytest.raises(LocalEntryNotFoundError):
            hf_hub_download("timm/resnet18.a1_in1k", "model.safetensors")
    assert not constants.is_offline_mode()


def test_with_a_hub_or_unasked_nothing_changes(server, monkeypatch):
    address, asked = server
    monkeypatch.setattr(constants, "ENDPOINT", address)
    with hub_or_cache():
        assert not constants.is_offline_mode()
    asked.clear()
    with hub_or_cache(asked=False):
        assert not constants.is_offline_mode()
    assert asked == []


def test_an_encoder_without_weights_names_the_ways_out(nowhere):
    with pytest.raises(MuralsError, match=r"not on this machine.*--weights FILE.*--no-pretrained"):
        create_encoder("resnet18")
