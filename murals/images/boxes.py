"""Boxes of ISO media files, which JPEG 2000, HEIF and AVIF are made of: a length, four letters, content.

References
----------
ISO 14496-12, section 4.2; ISO 15444-1, annex I
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap

Data = bytes | mmap
_WHOLE_HEAD = {b"meta": 4}  # boxes whose content begins with a version before the boxes inside


@dataclass(frozen=True)
class Box:
    """One box: its four letters, and where its content lies."""

    kind: bytes
    start: int
    stop: int

    def content(self, data: Data) -> bytes:
        """Return the content."""
        return bytes(data[self.start : self.stop])


def boxes(data: Data, *way: bytes) -> Iterator[Box]:
    """Yield the boxes of `data`: those at the top, or inside of those that `way` names, from the outermost on.

    Raises
    ------
    ValueError
        If a length is shorter than the box's own head.
    """
    yield from _inside(data, 0, len(data), way)


def find_box(data: Data, *way: bytes) -> bytes | None:
    """Return the content of the first box at the end of `way`; None if there is none."""
    found = next((box for box in boxes(data, *way[:-1]) if box.kind == way[-1]), None)
    return None if found is None else found.content(data)


def _inside(data: Data, start: int, stop: int, way: tuple[bytes, ...]) -> Iterator[Box]:
    for box in _between(data, start, stop):
        if not way:
            yield box
        elif box.kind == way[0]:
            yield from _inside(data, box.start + _WHOLE_HEAD.get(box.kind, 0), box.stop, way[1:])


def _between(data: Data, start: int, stop: int) -> Iterator[Box]:
    """Yield the boxes from `start` to `stop`; one that claims more ends there."""
    while start + 8 <= stop:
        length, kind = struct.unpack(">I4s", data[start : start + 8])
        head = 8
        if length == 1 and start + 16 <= stop:
            (length,) = struct.unpack(">Q", data[start + 8 : start + 16])
            head = 16
        end = stop if length == 0 else start + length
        if end < start + head:
            raise ValueError(f"its box {kind.decode('latin-1')!r} has no length")
        yield Box(kind, start + head, min(end, stop))
        start = end
