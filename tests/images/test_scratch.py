import os
from pathlib import Path

import numpy as np
import pytest

from murals.errors import MuralsError
from murals.images.in_parts import whole
from murals.images.pixels import upright
from murals.images.scratch import ScratchSamples, new_file, spill

SHAPE = (13, 29)


def samples(channels=3, dtype=np.uint16):
    return (np.random.default_rng(0).random((*SHAPE, channels)) * 60000).astype(dtype)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_any_place_is_that_of_the_whole(tmp_path, orientation, dtype):
    stored = samples(4, dtype)
    expected = upright(stored, orientation)
    found = spill(stored, tmp_path, orientation)
    assert (found.shape, found.dtype, found.ndim) == (expected.shape, dtype, 3)
    assert np.array_equal(whole(found), expected)
    rng = np.random.default_rng(orientation)
    for _ in range(30):
        top, left = rng.integers(0, expected.shape[0]), rng.integers(0, expected.shape[1])
        place = slice(top, top + rng.integers(0, 20)), slice(left, left + rng.integers(0, 20))
        assert np.array_equal(found[place], expected[place])


def test_views_are_spilled_too(tmp_path):
    turned = samples(3).swapaxes(0, 1)[::-1]
    assert np.array_equal(whole(spill(turned, tmp_path)), turned)


def test_each_picture_has_a_file_of_its_own(tmp_path):
    first, second = spill(samples(), tmp_path), spill(samples() // 2, tmp_path)
    assert np.array_equal(whole(first), samples()) and np.array_equal(whole(second), samples() // 2)
    assert sorted(tmp_path.iterdir()) == sorted((first.file, second.file))
    assert first.file.stat().st_size == samples().nbytes
    assert new_file(tmp_path) not in (first.file, second.file)


def test_a_file_that_is_gone_or_cut_is_told(tmp_path):
    found = spill(samples(), tmp_path)
    os.truncate(found.file, 100)
    with pytest.raises(MuralsError, match=r"temporary file .* cannot be read \(it ends too soon\): run it again"):
        found[3:5]
    found.file.unlink()
    with pytest.raises(MuralsError, match="cannot be read"):
        found[0:1]


def test_a_full_disk_is_told():
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")

    with pytest.MonkeyPatch.context() as patch, pytest.raises(MuralsError, match="free some space on that disk"):
        patch.setattr("murals.images.scratch.new_file", lambda _: full)
        patch.setattr(Path, "unlink", lambda *_, **__: None)
        spill(samples(), Path("/dev"))


def test_samples_are_read_as_the_machine_has_them(tmp_path):
    file = tmp_path / "a"
    file.write_bytes(np.arange(24, dtype=np.uint16).tobytes())
    assert ScratchSamples(file, (2, 4, 3), np.uint16)[1:2, 1:2].tolist() == [[[15, 16, 17]]]
