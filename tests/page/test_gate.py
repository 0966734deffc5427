"""The page as a stranger with a program sees it: every request here goes over the network to a running page."""

import json

import httpx
import pytest

from murals.page.gate import HEADERS
from murals.page.settings import MIB, PageSettings

API = "gradio_api"


@pytest.fixture(scope="module")
def page_settings(page_models):
    return PageSettings(port=0, models=page_models, device="cpu", max_upload_bytes=MIB, max_request_bytes=MIB)


@pytest.fixture(scope="module")
def ask(address):
    with httpx.Client(base_url=address, timeout=20) as client:
        yield client.request


def uploaded(ask, content=b"x", name="wall.png"):
    answer = ask("POST", f"{API}/upload", files={"files": (name, content)})
    assert answer.status_code == 200
    return answer.json()[0]


def call(ask, name, *data):
    """Return the last event of a call as its kind and its data."""
    asked = ask("POST", f"{API}/call/{name}", json={"data": list(data)})
    assert asked.status_code == 200, asked.text
    answer = ask("GET", f"{API}/call/{name}/{asked.json()['event_id']}")
    *_, kind, text = [line for line in answer.text.splitlines() if line]
    return kind.removeprefix("event: "), text.removeprefix("data: ")


def file(path):
    return {"path": str(path), "meta": {"_type": "gradio.FileData"}}


def test_every_answer_forbids_the_browser_other_machines(ask):
    for path in ("", "config", "no/such/page"):
        answer = ask("GET", path)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "http:" not in HEADERS["Content-Security-Policy"]
    assert "*" not in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/proc/self/environ",
        "../../../../etc/passwd",
        "%2e%2e/%2e%2e/etc/passwd",
        "{root}/../../etc/passwd",
        "{root}/%2e%2e/%2e%2e/etc/passwd",
        "pyproject.toml",
        "http://127.0.0.1:1/x",
        "https://example.org/x.png",
        "file:///etc/passwd",
    ],
)
@pytest.mark.parametrize("route", ["file=", "file/"])
def test_no_path_leads_out_of_the_private_folder(ask, path, route):
    root = uploaded(ask).rsplit("/", 2)[0]
    answer = ask("GET", f"{API}/{route}{path.format(root=root)}")
    assert answer.status_code in (403, 404)
    assert "root:" not in answer.text


def test_an_uploaded_file_is_handed_out_to_whoever_was_told_its_name_and_not_kept_by_the_browser(ask):
    answer = ask("GET", f"{API}/file={uploaded(ask, b'abc')}")
    assert answer.content == b"abc"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/etc/passwd", "/etc/hostname", "../../etc/passwd", "pyproject.toml"])
@pytest.mark.parametrize("name", ["restore", "propose"])
def test_a_call_opens_no_file_that_was_not_uploaded(ask, name, path):
    options = (
        [0.5, "automatic"]
        if name == "propose"
        else [None, 0.5, 0, 0, 0, False, False, False, False, False, "", "automatic", "mimetic", False, 0]
    )
    kind, data = call(ask, name, file(path), *options)
    assert kind == "error"
    assert "root:" not in data
    assert "Choose" not in data  # it was looked at


@pytest.mark.parametrize("path", ["http://127.0.0.1:9/x.png", "https://example.org/x.png", "file:///etc/passwd"])
def test_no_file_is_fetched_from_an_address(ask, path):
    for route in ("call/propose", "queue/join", "run/propose"):
        answer = ask("POST", f"{API}/{route}", json={"data": [file(path), 0.5, "automatic"], "session_hash": "s"})
        assert answer.status_code == 400
        assert "none is fetched" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "proxy=http://127.0.0.1:9/",
        "deep_link?session_hash=x",
        "component_server",
        "vibe-edit/",
        "process_recording",
        "vibe-code",
    ],
)
def test_routes_that_the_page_does_not_need_are_not_there(ask, path):
    for method in ("GET", "POST"):
        assert ask(method, f"{API}/{path}").status_code == 404


def test_uploads_end_at_their_limit(ask):
    answer = ask("POST", f"{API}/upload", files={"files": ("wall.png", bytes(MIB + 1))})
    assert answer.status_code == 413
    assert "maximum allowed size" in answer.text


def test_calls_end_at_their_limit(ask):
    answer = ask("POST", f"{API}/call/propose", content=json.dumps({"data": ["x" * (MIB + 1)]}))
    assert answer.status_code == 413


def test_what_is_no_json_is_refused(ask):
    for content in (b"", b"{", b"[" * 100_000):
        assert ask("POST", f"{API}/call/propose", content=content).status_code == 400


@pytest.mark.parametrize(
    "name", ["../../../../tmp/out.png", "/etc/out.png", "..\\out.png", "<script>alert(1)</script>.png"]
)
def test_an_uploads_name_leads_nowhere(ask, name):
    path = uploaded(ask, b"x", name)
    root = uploaded(ask).rsplit("/", 2)[0]
    assert path.startswith(root + "/")
    assert "/../" not in path
    assert "<" not in path


def test_a_name_that_was_bound_anew_to_this_machine_is_not_answered(ask):
    assert ask("GET", "", headers={"Host": "evil.example.org"}).status_code == 421
    assert ask("GET", "", headers={"Host": "localhost:7860"}).status_code == 200


def test_another_site_cannot_use_the_page_through_its_visitors_browser(ask):
    files = {"files": ("wall.png", b"x")}
    assert ask("POST", f"{API}/upload", files=files, headers={"Origin": "https://evil.example.org"}).status_code == 403
    assert ask("POST", f"{API}/upload", files=files, headers={"Origin": "null"}).status_code == 403


def test_a_malformed_image_ends_in_its_sentence_and_tells_no_path(ask):
    path = uploaded(ask, b"\x89PNG\r\n\x1a\nnonsense", "wall <b>7.png")
    kind, data = call(ask, "propose", file(path), 0.5, "automatic")
    assert kind == "error"
    sentence = json.loads(data)["error"]
    assert sentence.startswith("wall_b7.png is broken")
    assert "/" not in sentence.split(":")[0]
    assert "Traceback" not in data
