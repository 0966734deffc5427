"""Resumable download of a file: what arrives before a cut is kept, and the next try continues after it.

An unfinished download is `NAME.part`, and `NAME.part.json` holds the mark (ETag or date) by which the server can tell
that the file is still the same.

References
----------
Range requests: https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import requests
import urllib3

from murals.errors import MuralsError
from murals.files import write_text
from murals.progress import SILENT, Bar, Progress

logger = logging.getLogger("murals")

TRIES = 5  # in a row that bring nothing new
PATIENCE = 30.0  # seconds without a byte until the connection counts as cut
CHUNK = 1 << 18  # bytes
MEGABYTE = 1e6


def fetch(url: str, path: Path, *, tries: int = TRIES, patience: float = PATIENCE, progress: Progress = SILENT) -> Path:
    """Download `url` to `path`, continuing after what an earlier try left; return `path`.

    Raises
    ------
    MuralsError
        If the server refuses, answers with a web page, or the connection is cut `tries` times without a new byte; what
        has arrived is kept.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part, failures = path.with_name(f"{path.name}.part"), 0
    while True:
        before = _size(part)
        try:
            _fetch_on(url, part, patience, progress)
            part.replace(path)
            _mark_of(part).unlink(missing_ok=True)
            return path
        except (requests.ConnectionError, requests.Timeout) as error:
            failures = 0 if _size(part) > before else failures + 1
            if failures >= tries:
                raise _given_up(url, tries, _size(part)) from error
            logger.info("no connection after %.1f MB; trying again", _size(part) / MEGABYTE)


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetch_on(url: str, part: Path, patience: float, progress: Progress) -> None:
    """Request what `part` lacks and append it; if the server starts again, or has another file now, replace it."""
    have = _size(part)
    headers = {"Accept-Encoding": "identity"} | _range_headers(part, have)
    with requests.get(url, headers=headers, stream=True, timeout=patience) as answer:
        if answer.status_code == requests.codes.requested_range_not_satisfiable:
            part.unlink()  # longer than the file there: another one
            raise requests.ConnectionError("the file on the server has changed")
        _require_file(url, answer)
        goes_on = answer.status_code == requests.codes.partial_content
        start = have if goes_on else 0
        _remember(part, answer)
        total = int(answer.headers["Content-Length"]) + start if "Content-Length" in answer.headers else None
        bar = progress.start(url.rsplit("/", 1)[-1], None if total is None else max(1, round(total / MEGABYTE)))
        try:
            _append(answer, part, bar, start=start, total=total)
        finally:
            bar.close()


def _append(answer: requests.Response, part: Path, bar: Bar, *, start: int, total: int | None) -> None:
    """Write the answer after the first `start` bytes of `part`; raise if less than `total` bytes came."""
    _advance(bar, 0, start)
    with part.open("ab" if start else "wb") as file:
        for chunk in _chunks(answer):
            before = file.tell()
            file.write(chunk)
            _advance(bar, before, file.tell())
        got = file.tell()
    if total is not None and got < total:
        raise requests.ConnectionError(f"{got} of {total} bytes came")


def _chunks(answer: requests.Response) -> Iterator[bytes]:
    """Yield data as it arrives: `iter_content` waits for whole chunks, and a cut would lose the last one."""
    try:
        while chunk := answer.raw.read1(CHUNK):
            yield chunk
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise requests.ConnectionError(str(error)) from error


def _advance(bar: Bar, before: int, after: int) -> None:
    """Advance by each whole megabyte between two sizes."""
    for _ in range(int(after / MEGABYTE) - int(before / MEGABYTE)):
        bar.advance(f"{after / MEGABYTE:.0f} MB")


def _require_file(url: str, answer: requests.Response) -> None:
    if answer.status_code not in (requests.codes.ok, requests.codes.partial_content):
        raise MuralsError(
            f"{url} answers {answer.status_code} {answer.reason}: try later, or download the archive by hand "
            "and name it with --archive"
        )
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        raise MuralsError(
            f"{url} answers with a web page, not an archive: download it by hand and name it with --archive"
        )


def _range_headers(part: Path, have: int) -> dict[str, str]:
    """Return the headers that ask for the rest, but only if the file is still the one that `part` was begun from."""
    mark = json.loads(_mark_of(part).read_text(encoding="utf-8")).get("mark") if _mark_of(part).is_file() else None
    return {"Range": f"bytes={have}-", "If-Range": mark} if have and mark else {}


def _remember(part: Path, answer: requests.Response) -> None:
    mark = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
    write_text(_mark_of(part), json.dumps({"mark": mark}), overwrite=True)


def _mark_of(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _size(part: Path) -> int:
    return part.stat().st_size if part.is_file() else 0


def _given_up(url: str, tries: int, have: int) -> MuralsError:
    """Return the error of a failed download: cut in the middle, or never begun."""
    if not have:
        return MuralsError(
            f"{url} brought nothing in {tries} tries: look at this machine's network, or download the archive by hand "
            "and name it with --archive"
        )
    return MuralsError(
        f"{url} was cut {tries} times after {have / MEGABYTE:.1f} MB: the part is kept, run the same command again to "
        "go on"
    )
