import io

import pytest
from image_samples import PROPHOTO, make_exif
from PIL import Image

from murals.images.jpeg import end_of_metadata


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
