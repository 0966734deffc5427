"""The promise that sound pixels stay: a written result against the photograph it was made from, pixel by pixel.

In: the path of the written file, the pixels as read `(H, W, 3)` and where they may have changed `(H, W)` bool. Out: a
`Promise`, which says what is so and not what should be.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.errors import MuralsError
from murals.images import read_photograph

LOSSY = (".jpeg", ".jpg")  # the formats that change pixels as they are written
LOSSLESS = ".png"  # what to write instead


@dataclass(frozen=True)
class Promise:
    """How many pixels should have stayed, and how many of these have not."""

    outside: int
    changed: int

    @property
    def kept(self) -> bool:
        """Whether every pixel outside the repair is the very pixel of the photograph."""
        return self.changed == 0

    def as_plain(self) -> dict[str, Any]:
        """Return `outside`, `changed_outside` and `untouched` for machines."""
        return {"outside": self.outside, "changed_outside": self.changed, "untouched": self.kept}


def check_untouched(written: Path, damaged: NDArray[Any], repaired: NDArray[np.bool_]) -> Promise:
    """Read `written` back and compare it with `damaged` (H, W, 3) outside `repaired` (H, W), value by value."""
    stayed = (read_photograph(written).pixels == damaged).all(axis=-1)  # (H, W)
    outside = ~repaired
    return Promise(int(outside.sum()), int((outside & ~stayed).sum()))


def require_untouched(promise: Promise, output: Path, *, strict: bool) -> None:
    """Raise `MuralsError` where `output` must not appear: a lossless file that lost a pixel, any if `strict`."""
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
    """Say what compression does and what to ask for instead."""
    return (
        f"{output}: JPEG changes pixels outside the mask too; to keep them identical write another format, "
        f"--format {LOSSLESS[1:]}"
    )
