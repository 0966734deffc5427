"""Access control in front of Gradio's routes: only those that the page needs.

In: each request. Out: Gradio's answer with the headers that forbid the browser other machines, or a short refusal.
Gradio itself keeps files in; this is the second lock, and it does not hang on Gradio's internals.

https://asgi.readthedocs.io/en/stable/specs/www.html, https://www.w3.org/TR/CSP3/
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from murals.page.settings import MIB, PageSettings

API = "/gradio_api"
FILE = f"{API}/file="
_PAGES = ("", "/config", "/favicon.ico", "/login", "/logout", "/manifest.json", "/robots.txt", "/theme.css", "/user")
_CALLS = ("app_id", "cancel", "info", "login_check", "openapi.json", "queue/data", "queue/join", "queue/status")
_ASIDE = ("reset", "startup-events", "theme.css", "upload", "upload_progress", "user")
_ROUTES = {*_PAGES, *(f"{API}/{name}" for name in (*_CALLS, *_ASIDE))}
_FOLDERS = ("/assets/", "/static/", "/svelte/", FILE, *(f"{API}/{name}/" for name in ("call", "heartbeat", "run")))
_WITH_DATA = (f"{API}/queue/join", f"{API}/call/", f"{API}/run/")  # JSON that may name files
_LOCAL = ("127.0.0.1", "localhost", "::1")

# Gradio's scripts compile templates and carry styles of their own; all else comes from here, or holds itself.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "frame-ancestors 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Refused(Exception):
    """A request that goes no further, with its status and one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        """`status` as in RFC 9110, 15."""
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class Gate:
    """The middleware, for one page whose files lie below `root`."""

    def __init__(self, app: ASGIApp, *, settings: PageSettings, root: Path) -> None:
        """`app` is what stands behind."""
        self.app, self.settings, self.root = app, settings, root.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message, scope["path"])
            await send(message)

        try:
            self._check(scope)
            receive = await self._checked_body(scope, receive)
        except Refused as refused:
            await PlainTextResponse(refused.sentence, refused.status)(scope, receive, send_guarded)
            return
        await self.app(scope, receive, send_guarded)

    def _check(self, scope: Scope) -> None:
        """Look at where a request comes from and where it goes; raises `Refused`."""
        headers, path = Headers(scope=scope), scope["path"]
        host = headers.get("host", "")
        if self.settings.is_local and _name(host) not in (*_LOCAL, self.settings.host):
            raise Refused(
                421, "this page answers to the machine that it runs on"
            )  # a name that was rebound to 127.0.0.1
        origin = headers.get("origin")
        if origin and urlsplit(origin).netloc != host and scope["method"] not in ("GET", "HEAD"):
            raise Refused(403, "another site may not use this page")
        if path.rstrip("/") not in _ROUTES and not path.startswith(_FOLDERS):
            raise Refused(404, "there is nothing here")
        if path.startswith(FILE) and not Path(path.removeprefix(FILE)).resolve().is_relative_to(self.root):
            raise Refused(403, "this file is not handed out")

    async def _checked_body(self, scope: Scope, receive: Receive) -> Receive:
        """Return `receive`, for calls read ahead: within its limit, and without an address to fetch a file from."""
        if scope["method"] != "POST" or scope["path"] == f"{API}/upload":
            return receive
        body = await _read(receive, self.settings.max_request_bytes)
        if scope["path"].startswith(_WITH_DATA):
            try:
                data = json.loads(body)
            except (ValueError, RecursionError):
                raise Refused(400, "expected JSON") from None
            if _names_address(data):
                raise Refused(400, "a file must be uploaded: none is fetched from an address")
        return _again(body, receive)


async def _read(receive: Receive, limit: int) -> bytes:
    """Return the whole body; raises `Refused` as soon as it is longer than `limit` bytes."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > limit:
            raise Refused(413, f"this is over {limit // MIB} MiB: upload files instead of sending them in a call")
        if not message.get("more_body", False):
            return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that first gives `body`, which was read already."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


def _names_address(data: Any) -> bool:
    """Tell whether a file in the JSON value `data` is an address in the network instead of an upload."""
    stack = [data]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if "://" in str(value.get("path", "")):
                return True
            stack += value.values()
        elif isinstance(value, list):
            stack += value
    return False


def _name(host: str) -> str:
    """Return the host without its port."""
    return urlsplit(f"//{host}").hostname or ""


def _add_headers(message: Message, path: str) -> None:
    """Add what the browser is to keep to; a visitor's pictures stay out of its cache."""
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers[name] = value
    if path.startswith(FILE):
        headers["Cache-Control"] = "no-store"
