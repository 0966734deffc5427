import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from murals.restoration import parts
from murals.restoration.parts import joined_runs, parts_of, runs_of

MASKS = arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 12)))


def drawn(part, shape, top=0, left=0):
    plane = np.zeros(shape, bool)
    part.draw(plane, top, left)
    return plane


@settings(deadline=None)
@given(MASKS)
def test_parts_are_those_of_opencv(mask):
    count, labels, boxes, centres = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    found = parts_of(mask)
    assert len(found) == count - 1
    for part in found:
        plane = drawn(part, mask.shape)
        (label,) = np.unique(labels[plane])
        assert np.array_equal(plane, labels == label)
        assert part.pixels == boxes[label, cv2.CC_STAT_AREA] == plane.sum()
        np.testing.assert_allclose(part.centre[::-1], centres[label])
        rows, columns = np.nonzero(plane)
        assert part.box == (slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1))


def test_parts_go_on_from_band_to_band(monkeypatch):
    monkeypatch.setattr(parts, "_ROWS", 3)
    mask = np.zeros((20, 9), bool)
    mask[np.arange(20), np.arange(20) % 9] = True  # two diagonals and a bit, apart where they begin again
    assert [part.pixels for part in parts_of(mask)] == [9, 9, 2]


@settings(deadline=None)
@given(MASKS, st.integers(1, 4))
def test_runs_of_bands_are_those_of_the_whole(mask, height):
    whole = runs_of(mask)
    bands = joined_runs(runs_of(mask[top : top + height], top) for top in range(0, len(mask), height))
    assert all(np.array_equal(one, other) for one, other in zip(whole, bands, strict=True))
    _, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    ours = np.repeat(whole.labels(mask.shape[1]), whole.stops - whole.starts)
    pairs = set(zip(ours.tolist(), labels[mask].tolist(), strict=True))
    assert len(pairs) == len(set(ours.tolist())) == labels.max()  # one to one


def test_a_part_is_drawn_into_a_window_of_the_picture():
    mask = np.zeros((30, 40), bool)
    mask[5:25, 10:30] = True
    (part,) = parts_of(mask)
    assert np.array_equal(drawn(part, (10, 12), 8, 4), mask[8:18, 4:16])
    assert not drawn(part, (5, 5)).any()


def test_nothing_has_no_part():
    assert parts_of(np.zeros((3, 4), bool)) == []
