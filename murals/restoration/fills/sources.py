"""Where each filled pixel came from: shares for the record, and a picture with a legend.

In the picture each place of the wall has a colour of its own. What was filled has the colour of the place that its
paint was copied from; what was not is the photograph in grey.
"""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.restoration.fills.windows import Window
from murals.restoration.parts import Part, parts_of

WALL, MIRRORED, FIRST_SISTER, TONE = 0, 1, 2, 255  # whence a pixel came
NAMED = 20  # places where nothing fitted that the facts name, the largest first
GREY = 0.72  # of the range: a pixel of tone alone in the picture
STRIPES = 8  # px from stripe to stripe over what is mirrored
MAGENTA = (1.0, 0.0, 1.0)
LINE = 30  # px, the height of a line of the legend on a picture of `USUAL` px
USUAL = 1000

Mask = NDArray[np.bool_]


class Sources:
    """The source of each pixel of a hole: the sheet, the row and the column."""

    def __init__(self, hole: Mask, names: Sequence[str]) -> None:
        """Begin with nothing but tone; `names` are those of the sheets: wall, mirrored, sisters."""
        self.hole, self.names = hole, tuple(names)
        self.noted: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]] = []  # pixels, sources, sheets

    def note(self, window: Window, where: Mask, sheet: NDArray[Any], rows: NDArray[Any], columns: NDArray[Any]) -> None:
        """Note the sources of the pixels `where` (h, w) of a window, each (N,)."""
        down, right = np.nonzero(where)
        width = self.hole.shape[1]
        pixels = (down + window.rows.start) * width + right + window.columns.start
        self.noted.append((pixels, rows.astype(np.int64) * width + columns, sheet.astype(np.uint8)))

    @property
    def sheet(self) -> NDArray[np.uint8]:
        """The sheet of each pixel, (H, W); `TONE` where nothing was copied, 0 outside the hole too."""
        sheet = np.where(self.hole, np.uint8(TONE), np.uint8(0))
        for pixels, _, sheets in self.noted:
            sheet.ravel()[pixels] = sheets
        return sheet

    def shares(self) -> dict[str, float]:
        """Return the share of the hole by source; `tone` is what the network painted."""
        counts = sum((np.bincount(noted[2], minlength=TONE + 1) for noted in self.noted), np.zeros(TONE + 1, np.int64))
        total = max(1, int(np.count_nonzero(self.hole)))
        counts[TONE] = total - counts[:TONE].sum()
        named = {name: counts[number] / total for number, name in enumerate(self.names)}
        return {name: round(float(share), 4) for name, share in {**named, "tone": counts[TONE] / total}.items()}

    def tone_alone(self, *, least: int = 64) -> list[dict[str, int]]:
        """Return boxes where at least `least` connected pixels stayed tone, the largest first."""
        found = [part for part in parts_of(self.sheet == TONE) if part.pixels >= least]
        found.sort(key=lambda part: -part.pixels)
        return [_box(part) for part in found[:NAMED]]

    def picture(self, photograph: NDArray[np.float32], every: int = 1) -> NDArray[np.uint8]:
        """Return the map of sources over `photograph`, with a legend below, uint8.

        Parameters
        ----------
        photograph
            (h, w, 3) in [0, 1]: each `every`-th pixel of each `every`-th row of the picture.
        """
        size = height, width = self.hole.shape
        rows, columns = np.arange(0, height, every)[:, None], np.arange(0, width, every)
        shown = 0.75 * (photograph.mean(2, keepdims=True) * 0.5 + 0.4) + 0.25 * _colours(rows, columns, size)
        shown[self.hole[::every, ::every]] = GREY
        for pixels, places, sheets in self.noted:
            down, right = np.divmod(pixels, width)
            seen = (down % every == 0) & (right % every == 0)
            whence = np.divmod(places[seen], width)
            paint = _colours(whence[0], whence[1], size)
            down, right, sheets = down[seen] // every, right[seen] // every, sheets[seen]
            paint[(sheets == MIRRORED) & (right % STRIPES < STRIPES // 2)] *= 0.7
            paint[sheets >= FIRST_SISTER] = MAGENTA
            paint[sheets == TONE] = GREY
            shown[down, right] = paint
        return np.concatenate([np.rint(shown.clip(0, 1) * 255).astype(np.uint8), self._legend(shown.shape[1])])

    def _legend(self, width: int) -> NDArray[np.uint8]:
        """Return the lines of the legend on white, (h, width, 3)."""
        shares = self.shares()
        lines = [
            "colour: the place of this wall that the paint was copied from",
            f"this wall {shares[self.names[WALL]]:.0%}; mirrored (striped) {shares[self.names[MIRRORED]]:.0%}; "
            f"tone of the network (grey) {shares['tone']:.0%}",
        ]
        if len(self.names) > FIRST_SISTER:
            sisters = ", ".join(f"{name} {shares[name]:.0%}" for name in self.names[FIRST_SISTER:])
            lines.append(f"sister walls (magenta): {sisters}")
        scale = max(width, 320) / USUAL
        step = max(14, round(LINE * scale))
        legend = np.full((step * len(lines) + step // 2, width, 3), 255, np.uint8)
        for number, line in enumerate(lines, 1):
            at = (step // 3, step * number)
            cv2.putText(legend, line, at, cv2.FONT_HERSHEY_SIMPLEX, 0.72 * scale, (0, 0, 0), 1, cv2.LINE_AA)
        return legend


def _box(part: Part) -> dict[str, int]:
    """Return where a part lies and how large it is, as plain values."""
    rows, columns = part.box
    size = {"width": columns.stop - columns.start, "height": rows.stop - rows.start}
    return {"x": columns.start, "y": rows.start, **size, "pixels": part.pixels}


def _colours(rows: NDArray[Any], columns: NDArray[Any], size: tuple[int, int]) -> NDArray[np.float32]:
    """Return the colours of places, (..., 3) in [0, 1]: blue to yellow from left to right, dark to light downwards."""
    across = (columns / max(1, size[1] - 1)).astype(np.float32)
    down = (rows / max(1, size[0] - 1)).astype(np.float32)
    return np.stack(np.broadcast_arrays(across, 0.15 + 0.75 * down, 1 - across), -1)
