import struct

import pytest
from codec_samples import box

from murals.images.boxes import boxes, find_box

NESTED = box(b"ftyp", b"brand") + box(b"meta", b"\0\0\0\0" + box(b"iprp", box(b"ispe", b"size") + box(b"colr", b"red")))


def test_boxes_at_the_top_and_inside_of_others():
    assert [one.kind for one in boxes(NESTED)] == [b"ftyp", b"meta"]
    assert [one.kind for one in boxes(NESTED, b"meta", b"iprp")] == [b"ispe", b"colr"]
    assert find_box(NESTED, b"meta", b"iprp", b"colr") == b"red"
    assert find_box(NESTED, b"meta", b"colr") is None


def test_a_long_length_one_to_the_end_and_one_that_claims_more():
    long = struct.pack(">I4sQ", 1, b"jp2c", 19) + b"abc"
    assert [one.content(long + box(b"uuid", b"x")) for one in boxes(long + box(b"uuid", b"x"))] == [b"abc", b"x"]
    for length in (0, 99):
        assert find_box(struct.pack(">I4s", length, b"jp2c") + b"abc", b"jp2c") == b"abc"


def test_a_length_shorter_than_its_own_head_is_told_and_does_not_hang():
    with pytest.raises(ValueError, match="'jp2c' has no length"):
        list(boxes(struct.pack(">I4s", 5, b"jp2c") + b"abc"))


def test_what_is_too_short_for_a_box_is_passed_over():
    assert not list(boxes(b"")) and not list(boxes(b"\0\0\0\x08jp2"))
