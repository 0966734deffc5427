"""Check that sound pixels stayed: a written result against its photograph, pixel by pixel.

Images are `(H, W, 3)`; the repaired pixels, which may change, are `(H, W)` bool. The `Promise` states what is true of
the file, not what should be.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.images import Pixels, bands, open_large, read_photograph

LOSSY = (".jpeg", ".jpg")  # the formats that change pixels as they are written
LOSSLESS = ".png"  # what to write instead


@dataclass(frozen=True)
class Promise:
    """How many pixels are outside the repair, and how many of them have changed."""

    outside: int
    changed: int

    @property
    def kept(self) -> bool:
        """Whether every pixel outside the repair is identical to the photograph."""
        return self.changed == 0

    def as_plain(self) -> dict[str, Any]:
        """Return `outside`, `changed_outside` and `untouched` as plain values."""
        return {"outside": self.outside, "changed_outside": self.changed, "untouched": self.kept}


def check_untouched(written: Path, damaged: Pixels, repaired: NDArray[np.bool_]) -> Promise:
    """Read `written` back and compare it with `damaged` (H, W, 3) outside `repaired` (H, W).

    If `damaged` is not in memory, `written` is read in parts too, with a temporary file beside it.
    """
    if isinstance(damaged, np.ndarray):
        return compared(read_photograph(written).pixels, damaged, repaired)
    with tempfile.TemporaryDirectory(dir=written.parent) as scratch:
        return compared(open_large(written, Path(scratch)).pixels, damaged, repaired)


def compared(result: Pixels, damaged: Pixels, repaired: NDArray[np.bool_]) -> Promise:
    """Compare `result` with `damaged`, (H, W, 3) both, outside `repaired` (H, W), band by band."""
    outside = changed = 0
    for rows in bands(damaged):
        differ = (result[rows] != damaged[rows]).any(axis=-1) & ~repaired[rows]
        outside += int(np.count_nonzero(~repaired[rows]))
        changed += int(np.count_nonzero(differ))
    return Promise(outside, changed)


def require_untouched(promise: Promise, output: Path, *, strict: bool) -> None:
    """Raise `MuralsError` if `output` must not be kept: a lossless file that lost a pixel; with `strict`, any file."""
    if promise.kept:
        return
    if output.suffix.lower() not in LOSSY:
        raise MuralsError(
            f"{promise.changed} pixels of {output} outside the mask would differ from the input, which is our fault: "
            "nothing was written; please report it with the input"
        )
    if strict:
        raise MuralsError(lossy_sentence(output))


def lossy_sentence(output: Path) -> str:
    """Return the sentence that JPEG changes pixels, and what to ask for instead."""
    return (
        f"{output}: JPEG changes pixels outside the mask too; to keep them identical write another format, "
        f"--format {LOSSLESS[1:]}"
    )
