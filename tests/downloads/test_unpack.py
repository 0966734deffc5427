import io
import tarfile
import zipfile

import pytest

from murals.downloads.unpack import unpack
from murals.errors import MuralsError


def tar_of(path, entries):
    with tarfile.open(path, "w:gz") as tar:
        for name, content in entries.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


def zip_of(path, entries):
    with zipfile.ZipFile(path, "w") as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return path


@pytest.mark.parametrize("pack", [tar_of, zip_of])
def test_the_folder_around_everything_is_taken_off(tmp_path, pack):
    archive = pack(tmp_path / "archive", {"toys/train/1.txt": b"one", "toys/val/2.txt": b"two"})
    folder = unpack(archive, tmp_path / "data" / "toys")
    assert (folder / "train/1.txt").read_bytes() == b"one"
    assert sorted(path.name for path in folder.iterdir()) == ["train", "val"]
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["toys"]  # nothing is left beside


def test_an_older_folder_is_replaced(tmp_path):
    (tmp_path / "toys").mkdir()
    (tmp_path / "toys/old").write_text("")
    unpack(tar_of(tmp_path / "archive", {"a/new": b"", "b/new": b""}), tmp_path / "toys")
    assert sorted(path.name for path in (tmp_path / "toys").iterdir()) == ["a", "b"]


@pytest.mark.parametrize("content", [b"no archive", b"PK\x03\x04 broken", b"\x1f\x8b broken", b""])
def test_what_is_no_archive_leaves_the_older_folder(tmp_path, content):
    (tmp_path / "toys").mkdir()
    (tmp_path / "archive").write_bytes(content)
    with pytest.raises(MuralsError, match=r"cannot unpack .*damaged or no archive"):
        unpack(tmp_path / "archive", tmp_path / "toys")
    assert (tmp_path / "toys").is_dir()


def test_half_an_archive_is_refused(tmp_path):
    archive = tar_of(tmp_path / "archive", {"a/1": bytes(range(256)) * 400, "b/1": b""})
    archive.write_bytes(archive.read_bytes()[:-40])
    with pytest.raises(MuralsError, match="cannot unpack"):
        unpack(archive, tmp_path / "toys")
    assert not (tmp_path / "toys").exists()


@pytest.mark.parametrize("pack", [tar_of, zip_of])
def test_no_entry_leaves_the_folder(tmp_path, pack):
    archive = pack(tmp_path / "archive", {"../../outside": b"", "a/1": b"", "b/1": b""})
    try:
        unpack(archive, tmp_path / "data" / "toys")
    except MuralsError as error:
        assert "cannot unpack" in str(error)
    assert not list(tmp_path.rglob("outside")) or all("toys" in str(path) for path in tmp_path.rglob("outside"))
