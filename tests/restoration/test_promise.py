from pathlib import Path

import numpy as np
import pytest

from murals.errors import MuralsError
from murals.images import Converted, write_image
from murals.restoration.promise import Promise, check_untouched, require_untouched


def pixels():
    return np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)


def hole():
    mask = np.zeros((20, 30), bool)
    mask[5:10, 5:15] = True
    return mask


def test_changes_inside_are_none_of_its_business(tmp_path):
    painted = np.where(hole()[..., None], 255 - pixels(), pixels())
    write_image(tmp_path / "wall.png", painted)
    promise = check_untouched(tmp_path / "wall.png", pixels(), hole())
    assert promise == Promise(outside=550, changed=0)
    assert promise.as_plain() == {"outside": 550, "changed_outside": 0, "untouched": True}


def test_one_level_of_one_channel_outside_is_found(tmp_path):
    painted = pixels()
    painted[0, 0, 1] ^= 1
    painted[19, 29] ^= 1
    write_image(tmp_path / "wall.png", painted)
    promise = check_untouched(tmp_path / "wall.png", pixels(), hole())
    assert promise == Promise(outside=550, changed=2)
    assert not promise.kept


def test_a_jpeg_is_found_out(tmp_path):
    write_image(tmp_path / "wall.jpg", pixels())
    promise = check_untouched(tmp_path / "wall.jpg", pixels(), hole())
    assert 0 < promise.changed <= 550


@pytest.mark.parametrize("name", ["wall.png", "wall.tif", "wall.jpg", "wall.webp"])
def test_what_is_not_in_memory_is_compared_in_parts(tmp_path, name):
    painted = pixels()
    painted[hole()] = 0
    painted[0, 0, 1] ^= 255
    write_image(tmp_path / name, painted)
    in_parts = check_untouched(tmp_path / name, Converted(pixels(), np.array, np.uint8), hole())
    assert in_parts == check_untouched(tmp_path / name, pixels(), hole())
    assert in_parts.changed == 1 or name == "wall.jpg"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_lossless_file_that_lost_a_pixel_never_appears_and_a_lossy_one_not_under_strict():
    broken = Promise(9, 1)
    with pytest.raises(MuralsError, match=r"1 pixels of a\.png outside the mask would differ .* our fault"):
        require_untouched(broken, Path("a.png"), strict=False)
    require_untouched(broken, Path("a.JPG"), strict=False)
    with pytest.raises(MuralsError, match=r"a\.JPG: JPEG changes pixels outside the mask too.*--format png"):
        require_untouched(broken, Path("a.JPG"), strict=True)


def test_a_kept_promise_is_no_error():
    require_untouched(Promise(9, 0), Path("a.jpg"), strict=True)
