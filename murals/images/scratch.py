"""Decoded samples of a picture in a file of a temporary folder, read where they are asked for, so that memory is free.

The file holds the samples as they are stored, row by row, without a header. It is read and not mapped into memory,
whose pages would count as memory of the process.
"""

import errno
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.images.in_parts import Lazy, Place, bands
from murals.images.pixels import upright

_TURNED, _DOWNWARD, _LEFTWARD = (5, 6, 7, 8), (3, 4, 7, 8), (2, 3, 6, 7)  # orientations, as in `pixels.upright`


class ScratchSamples(Lazy):
    """Samples (H, W, C) in a raw file, turned upright by the EXIF orientation as they are read."""

    def __init__(self, file: Path, stored: tuple[int, int, int], dtype: Any, orientation: int = 1) -> None:
        """Read from `file`, which holds samples of the shape `stored` (height, width, C) as the machine has them."""
        self.file, self.stored, self.dtype, self.orientation = file, stored, np.dtype(dtype), orientation
        height, width, channels = stored
        self.shape = (width, height, channels) if orientation in _TURNED else stored

    def part(self, place: Place) -> NDArray[Any]:
        """Return the upright samples at `place`, (h, w, C).

        Raises
        ------
        MuralsError
            If the file is gone, or shorter than it was.
        """
        rows, columns = place
        rows = _from_behind(rows, self.shape[0]) if self.orientation in _DOWNWARD else rows
        columns = _from_behind(columns, self.shape[1]) if self.orientation in _LEFTWARD else columns
        stored = (columns, rows) if self.orientation in _TURNED else (rows, columns)
        return upright(self._stored_part(*stored), self.orientation)

    def _stored_part(self, rows: slice, columns: slice) -> NDArray[Any]:
        _, width, channels = self.stored
        part = np.empty((rows.stop - rows.start, columns.stop - columns.start, channels), self.dtype)
        pixel = channels * self.dtype.itemsize
        try:
            with self.file.open("rb", buffering=0) as file:
                for row, samples in zip(range(rows.start, rows.stop), part, strict=True):
                    file.seek((row * width + columns.start) * pixel)
                    if file.readinto(samples.data) != samples.nbytes:
                        raise EOFError("it ends too soon")
        except (OSError, EOFError) as error:
            raise MuralsError(f"the temporary file {self.file} cannot be read ({error}): run it again") from error
        return part


def new_file(scratch: Path) -> Path:
    """Return a new empty file in the folder `scratch`."""
    with tempfile.NamedTemporaryFile(dir=scratch, suffix=".samples", delete=False) as file:
        return Path(file.name)


def spill(samples: NDArray[Any], scratch: Path, orientation: int = 1) -> ScratchSamples:
    """Write `samples` (H, W, C) into a new file in the folder `scratch`, and return them as they lie there, upright.

    Raises
    ------
    MuralsError
        If the disk is full.
    """
    path = new_file(scratch)
    height, width, channels = samples.shape
    try:
        with path.open("wb") as file:
            for rows in bands(samples):
                file.write(np.ascontiguousarray(samples[rows]).data)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise MuralsError(_why_unwritten(scratch, error)) from error
    return ScratchSamples(path, (height, width, channels), samples.dtype, orientation)


def _why_unwritten(scratch: Path, error: OSError) -> str:
    """Return why samples cannot be written into the folder `scratch`, and what to do."""
    told = error.strerror or str(error)
    room = "free some space on that disk" if error.errno == errno.ENOSPC else "make it writable"
    return f"cannot write the samples of a large picture to {scratch.parent} ({told}): {room}"


def _from_behind(side: slice, length: int) -> slice:
    return slice(length - side.stop, length - side.start)
