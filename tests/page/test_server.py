import os
import stat
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from murals.errors import MuralsError
from murals.page.server import serving
from murals.page.settings import PageSettings

API = "gradio_api"


@pytest.fixture(scope="module")
def page_settings(page_models):
    return PageSettings(
        port=0,
        models=page_models,
        device="cpu",
        auth=("anna", "wall:7"),
        grace_seconds=0,
        program_seconds=0.2,
        sweep_seconds=0.1,
        queue_length=1,
        workers=1,
    )


@pytest.fixture
def client(address):
    with httpx.Client(base_url=address, timeout=20, trust_env=False) as http:
        yield http


def log_in(client, password="wall:7"):
    return client.post("login", data={"username": "anna", "password": password}).status_code


def root_of(client):
    return Path(client.post(f"{API}/upload", files={"files": ("a.png", b"x")}).json()[0]).parents[1]


def wait_until(true, seconds=15):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def test_whoever_has_no_password_sees_nothing(client):
    assert log_in(client, "guess") == 400
    assert client.get("config").status_code == 401
    assert client.post(f"{API}/upload", files={"files": ("a.png", b"x")}).status_code == 401
    assert client.post(f"{API}/call/propose", json={"data": []}).status_code == 401
    assert client.get(f"{API}/file=/etc/passwd").status_code in (401, 403)


def test_the_files_lie_in_a_folder_that_nobody_else_may_enter(client):
    assert log_in(client) == 200
    root = root_of(client)
    assert root.name.startswith("murals-page-")
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    assert root.stat().st_uid == os.getuid()


def test_a_programs_files_go_soon_after_its_last_call(client):
    log_in(client)
    root = root_of(client)
    asked = client.post(f"{API}/call/propose", json={"data": [None, 0.5, "automatic"]})
    assert asked.status_code == 200
    client.get(f"{API}/call/propose/{asked.json()['event_id']}")
    assert wait_until(lambda: not [path for path in root.iterdir() if len(path.name) == 32])


def test_a_closed_browser_leaves_nothing(chromium, address, client):
    log_in(client)
    root = root_of(client)
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address)
    page.fill("input[type=text], input:not([type=password])", "anna")
    page.fill("input[type=password]", "wall:7")
    page.get_by_role("button").first.click()
    page.wait_for_selector("#page-tabs")
    visits = lambda: [path for path in root.iterdir() if len(path.name) == 32]  # noqa: E731
    assert wait_until(visits)
    time.sleep(0.5)  # longer than a program's files last: an open page keeps them
    assert visits()
    context.close()
    assert wait_until(lambda: not visits())


def test_the_queue_is_bounded(client):
    log_in(client)
    codes = [
        client.post(
            f"{API}/queue/join", json={"data": [None, 0.5, "automatic"], "fn_index": fn, "session_hash": f"s{i}"}
        ).status_code
        for fn in _heavy(client)
        for i in range(40)
    ]
    assert set(codes) == {200, 503}


def _heavy(client):
    """The number by which the page knows its call `propose`."""
    return [dep["id"] for dep in client.get("config").json()["dependencies"] if dep["api_name"] == "propose"][:1]


def test_the_end_of_the_page_is_the_end_of_its_files(page_models):
    with serving(PageSettings(port=0, models=page_models)) as address, httpx.Client(base_url=address) as client:
        root = root_of(client)
        assert root.exists()
    assert not root.exists()


def test_a_taken_port_is_a_sentence(address, page_settings):
    taken = replace(page_settings, port=int(address.rstrip("/").rsplit(":", 1)[1]))
    with pytest.raises(MuralsError, match="take another with --port"), serving(taken):
        pass


def test_a_model_that_is_not_there_is_said_before_anybody_comes(tmp_path):
    with pytest.raises(MuralsError, match="no checkpoint at"), serving(PageSettings(port=0, model=tmp_path / "none")):
        pass


def test_what_the_environment_says_of_other_pages_opens_nothing(page_models, monkeypatch, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.setenv("GRADIO_ALLOWED_PATHS", str(tmp_path))
    with serving(PageSettings(port=0, models=page_models)) as address:
        answer = httpx.get(f"{address}{API}/file={tmp_path / 'secret.txt'}", trust_env=False)
    assert answer.status_code == 403
