"""A web server on this machine that can cut, stall, corrupt, and answer with a page."""

import io
import tarfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from PIL import Image


class Misbehaving(BaseHTTPRequestHandler):
    """Serves `server.payload`, with the faults that the test has asked for, one a request."""

    def do_GET(self):
        server = self.server
        server.requests.append(dict(self.headers))
        fault = server.faults.pop(0) if server.faults else None
        if isinstance(fault, int) and fault >= 400:
            self.send_error(fault)
            return
        if fault == "page":
            self._answer(b"<html>Sign in</html>", 200, {"Content-Type": "text/html; charset=utf-8"})
            return
        start = self._start() if fault != "no ranges" else 0
        rest = server.payload[start:]
        headers = {"ETag": server.etag} | ({"Content-Range": f"bytes {start}-/{len(server.payload)}"} if start else {})
        self._answer(rest, 206 if start else 200, headers, fault)

    def _start(self):
        """Where the client wants to go on, if the file is still the one it knows."""
        asked = self.headers.get("Range")
        return int(asked[len("bytes=") : -1]) if asked and self.headers.get("If-Range") == self.server.etag else 0

    def _answer(self, body, status, headers, fault=None):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if fault in ("cut", "stall"):
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            if fault == "stall":
                self.server.released.wait(5)
            self.close_connection = True
            return
        self.wfile.write(bytes(byte ^ 0xFF for byte in body[:64]) + body[64:] if fault == "corrupt" else body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def server():
    """A running server; `faults` are what it does to the next requests, `url` is where its archive lies."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Misbehaving)
    server.payload, server.etag = archive_of_pairs(), '"first"'
    server.faults, server.requests, server.released = [], [], threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}/toys.tar.gz"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    thread.join()
    server.server_close()


def archive_of_pairs() -> bytes:
    """A `.tar.gz` of noise pairs in `toys/{train,val}`, side by side."""
    rng, text = np.random.default_rng(0), io.BytesIO()
    with tarfile.open(fileobj=text, mode="w:gz") as tar:
        for name in ("toys/train/1.png", "toys/train/2.png", "toys/val/1.png"):
            picture = io.BytesIO()
            Image.fromarray(rng.integers(0, 256, (64, 128, 3), np.uint8)).save(picture, format="png")
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = picture.tell(), int(time.time())
            picture.seek(0)
            tar.addfile(entry, picture)
    return text.getvalue()
