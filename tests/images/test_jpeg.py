import io

import numpy as np
import pytest
from image_samples import PROPHOTO, make_exif
from PIL import Image

from murals.images import find_images, jpeg
from murals.images.jpeg import end_of_metadata, has_whole_scans


def encoded(**more):
    file = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(file, "JPEG", **more)
    return file.getvalue()


def test_the_tables_follow_the_metadata():
    kept = {"exif": make_exif(1), "icc_profile": PROPHOTO, "comment": "a wall", "dpi": (300, 300)}
    bare, full = encoded(), encoded(**kept)
    assert full[end_of_metadata(full) :] == bare[end_of_metadata(bare) :]
    assert all(data in full[: end_of_metadata(full)] for data in (make_exif(1), PROPHOTO, b"a wall"))
    assert full[end_of_metadata(full) :][:2] == b"\xff\xdb"


def test_metadata_without_an_end_and_what_is_no_jpeg():
    start = encoded(comment="a wall")[:20]
    assert end_of_metadata(start) == 20 and end_of_metadata(b"\xff\xd8") == 2
    with pytest.raises(ValueError, match="expected a JPEG"):
        end_of_metadata(b"\x89PNG")


@pytest.mark.parametrize("chunk", [2, 3, 7, 1 << 20])
@pytest.mark.parametrize("progressive", [False, True])
def test_whole_scans_end_with_the_file(tmp_path, monkeypatch, rng, chunk, progressive):
    monkeypatch.setattr(jpeg, "_CHUNK", chunk)
    path, noise = tmp_path / "a.jpg", Image.fromarray(rng.integers(0, 256, (60, 60, 3), np.uint8))
    noise.save(path, exif=make_exif(1), progressive=progressive, restart_marker_blocks=3)
    data = path.read_bytes()
    assert has_whole_scans(path)
    path.write_bytes(data + b"more behind it")
    assert has_whole_scans(path)
    for end in (3, 5, 21, 60, len(data) // 2, len(data) - 1, len(data) - 2):
        path.write_bytes(data[:end])
        assert not has_whole_scans(path)
    place = data.rindex(b"\xff\x00") + 1
    path.write_bytes(data[:place] + b"\x93" + data[place + 1 :])
    assert not has_whole_scans(path)


def test_real_photographs_are_whole(photos):
    paths = find_images(photos / "murals", recursive=True)[::10]
    assert all(has_whole_scans(path) for path in paths if path.suffix == ".jpg") and paths
