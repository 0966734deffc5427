import hashlib
import json
import logging

import pytest

from murals.data.aligned import find_aligned
from murals.downloads.catalogue import DataSet
from murals.downloads.download import RECORD, download
from murals.downloads.settings import DownloadSettings
from murals.errors import MuralsError


@pytest.fixture
def toys(server):
    return DataSet("toys", "Toys", server.url, "http://127.0.0.1/toys", "free for tests", "murals pix2pix train FOLDER")


def get(toys, folder, **options):
    return download(DownloadSettings(out=folder / "data", **options), data_set=toys, patience=0.3, tries=2)


def test_it_is_unpacked_into_the_layout(server, toys, tmp_path, caplog):
    with caplog.at_level(logging.INFO, "murals"):
        report = get(toys, tmp_path)
    assert [pair.name for pair in find_aligned(report.folder, "train")] == ["1", "2"]
    assert report.images == {"train": 2, "val": 1}
    assert "licence: free for tests" in caplog.text and "no checksum was known" in caplog.text
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["toys"]  # the archive is gone
    assert report.lines()[-1] == f"next: murals pix2pix train {report.folder}"


def test_the_first_checksum_is_recorded(server, toys, tmp_path):
    record = json.loads((get(toys, tmp_path).folder / RECORD).read_text())
    assert record["sha256"] == hashlib.sha256(server.payload).hexdigest()
    assert (record["bytes"], record["licence"], record["url"]) == (len(server.payload), toys.licence, toys.url)


def test_another_file_at_the_second_download_is_noticed(server, toys, tmp_path):
    folder = get(toys, tmp_path).folder
    server.faults = ["corrupt"]
    with pytest.raises(MuralsError, match=r"toys\.archive\.wrong has the SHA-256 .*expected .*download it again"):
        get(toys, tmp_path, overwrite=True)
    assert len(find_aligned(folder, "train")) == 2
    assert len(get(toys, tmp_path, overwrite=True).images) == 2  # and the next try begins anew


def test_the_checksum_of_the_catalogue_counts(server, toys, tmp_path):
    known = DataSet(**{**vars(toys), "sha256": "0" * 64})
    with pytest.raises(MuralsError, match=r"expected 0000000000000000"):
        get(known, tmp_path)
    assert not (tmp_path / "data/toys").exists()


def test_a_corrupt_archive_without_a_known_checksum_is_no_archive(server, toys, tmp_path):
    server.faults = ["corrupt"]
    with pytest.raises(MuralsError, match="cannot unpack"):
        get(toys, tmp_path)
    assert not (tmp_path / "data/toys").exists()


def test_a_cut_is_mended_in_silence(server, toys, tmp_path):
    server.faults = ["cut", "cut", "stall"]
    assert get(toys, tmp_path).images == {"train": 2, "val": 1}


def test_what_is_there_is_not_replaced(server, toys, tmp_path):
    folder = get(toys, tmp_path).folder
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(MuralsError, match=r"exists already: give --overwrite"):
        get(toys, tmp_path)
    assert (folder / "mine.txt").is_file()


def test_an_archive_downloaded_by_hand_is_taken_and_kept(server, toys, tmp_path):
    archive = tmp_path / "by hand.tar.gz"
    archive.write_bytes(server.payload)
    assert get(toys, tmp_path, archive=archive).images == {"train": 2, "val": 1}
    assert archive.is_file() and not server.requests


def test_a_missing_archive_is_named(toys, tmp_path):
    with pytest.raises(MuralsError, match=r"no archive at .*none\.zip: name the file"):
        get(toys, tmp_path, archive=tmp_path / "none.zip")
