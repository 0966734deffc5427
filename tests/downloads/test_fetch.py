import hashlib

import pytest

from murals.downloads.fetch import checksum, fetch
from murals.errors import MuralsError
from murals.progress import Bar, Progress


def get(server, folder, **options):
    return fetch(server.url, folder / "toys.tar.gz", **{"patience": 0.3, **options})


def test_a_file_comes_whole(server, tmp_path):
    path = get(server, tmp_path / "new")
    assert path.read_bytes() == server.payload
    assert sorted(file.name for file in path.parent.iterdir()) == ["toys.tar.gz"]


@pytest.mark.parametrize("fault", ["cut", "stall"])
def test_after_a_fault_only_the_rest_is_asked_for(server, tmp_path, fault):
    server.faults = [fault]
    assert get(server, tmp_path).read_bytes() == server.payload
    assert [request.get("Range") for request in server.requests] == [None, f"bytes={len(server.payload) // 2}-"]


def test_a_later_call_goes_on_after_an_interrupted_one(server, tmp_path):
    server.faults = ["cut", 503]
    with pytest.raises(MuralsError, match=r"answers 503 .*try later"):
        get(server, tmp_path)
    assert (tmp_path / "toys.tar.gz.part").stat().st_size == len(server.payload) // 2
    assert get(server, tmp_path).read_bytes() == server.payload
    assert server.requests[-1]["Range"] == f"bytes={len(server.payload) // 2}-"


def test_a_file_that_has_changed_begins_anew(server, tmp_path):
    server.faults = ["cut", 503]
    with pytest.raises(MuralsError):
        get(server, tmp_path)
    server.etag, server.payload = '"second"', server.payload[::-1]
    assert get(server, tmp_path).read_bytes() == server.payload


def test_a_server_without_ranges_begins_anew(server, tmp_path):
    server.faults = ["cut", "no ranges"]
    assert get(server, tmp_path).read_bytes() == server.payload


def test_it_gives_up_when_nothing_new_comes(server, tmp_path):
    server.payload = b"xy"
    server.faults = ["cut", "stall", "stall"]  # the first brings one byte, half of the other is none
    with pytest.raises(MuralsError, match=r"was cut 2 times .*the part is kept, run the same command again"):
        get(server, tmp_path, tries=2)
    assert get(server, tmp_path).read_bytes() == b"xy"


def test_a_web_page_is_not_taken_for_an_archive(server, tmp_path):
    server.faults = ["page"]
    with pytest.raises(MuralsError, match=r"answers with a web page.*by hand.*--archive"):
        get(server, tmp_path)
    assert not list(tmp_path.glob("*.gz"))


def test_nobody_there_is_said(tmp_path):
    with pytest.raises(MuralsError, match=r"brought nothing in 2 tries.*--archive"):
        fetch("http://127.0.0.1:9/none.zip", tmp_path / "none.zip", tries=2, patience=0.3)


def test_progress_counts_megabytes(server, tmp_path):
    server.payload, told = bytes(2_500_000), []

    class Counting(Progress):
        def start(self, label, total=None):
            told.append((label, total))
            bar = Bar()
            bar.advance = lambda note="": told.append(note)
            return bar

    get(server, tmp_path, progress=Counting())
    assert told == [("toys.tar.gz", 2), "1 MB", "2 MB"]


def test_a_checksum_is_that_of_hashlib(tmp_path):
    (tmp_path / "file").write_bytes(b"mural")
    assert checksum(tmp_path / "file") == hashlib.sha256(b"mural").hexdigest()
