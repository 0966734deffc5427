"""The input of an edit: pictures converted from their stored form to the numbers that are blended, where needed.

A scan of a wall in floats fills gigabytes, and the first access to memory costs more than the arithmetic on it. So a
picture is converted some rows at a time if an edit allows it.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.blending.light import Scale
from murals.blending.modes import Domain, Floats, Mode, Tuning
from murals.blending.picture import float_colours, with_channels


@dataclass(frozen=True, eq=False)
class View:
    """The rectangle of the target in which something changes, and the source there."""

    mode: Mode
    backdrop: NDArray[Any]  # (h, w, C) the target as the mode wants it outside the region, as stored
    source: NDArray[Any]  # (h, w, 1 or 3) as stored; the target as it came where the mode needs no source
    mask: NDArray[np.bool_]  # (h, w)
    scale: Scale
    tuning: Tuning
    channels: slice = field(default_factory=lambda: slice(None))  # those that `picture` shows

    def within(self, box: tuple[slice, slice], part: NDArray[np.bool_]) -> "View":
        """Return the view of a smaller rectangle, in which the region is `part`."""
        return replace(self, backdrop=self.backdrop[box], source=self.source[box], mask=part)

    def showing(self, channels: slice) -> "View":
        """Return the view whose `picture` has these channels alone."""
        return replace(self, channels=channels)

    def scene(self) -> Domain:
        """Return the domain from which the field of the mode is made."""
        return Domain(self._target(self.backdrop), self._shown(self.source), self.mask, self.tuning)

    def picture(self, rows: slice) -> Floats:
        """Return these rows of the picture whose gradients are wanted, (r, w, C), in memory of their own."""
        assert self.mode.picture is not None
        source = self.source[rows]
        if self.mode.by_channel and source.shape[2] == self.backdrop.shape[2]:
            return self.mode.picture(self.scale.to(float_colours(source[..., self.channels])), self.tuning)
        return np.ascontiguousarray(self.mode.picture(self._shown(source), self.tuning)[..., self.channels])

    def gap(self, ys: NDArray[np.intp], xs: NDArray[np.intp]) -> Floats:
        """Return the difference between the target and that picture at the pixels (y, x): f* - g, (N, C)."""
        assert self.mode.picture is not None
        there = ys[:, None], xs[:, None]
        shown = self.mode.picture(self._shown(self.source[there]), self.tuning)
        return (self._target(self.backdrop[there]) - shown)[:, 0]

    def mean_gap(self) -> Floats:
        """Return the mean over the region of target minus picture, (C,), if nothing else determines the brightness."""
        total = np.zeros(self.backdrop.shape[2])
        for y in np.flatnonzero(self.mask.any(axis=1)):
            row = slice(y, y + 1)
            gap = self._target(self.backdrop[row]) - self.picture(row)
            total += gap[self.mask[row]].sum(axis=0, dtype=np.float64)
        return (total / self.mask.sum()).astype(np.float32)

    def _target(self, stored: NDArray[Any]) -> Floats:
        return self.scale.to(float_colours(stored))

    def _shown(self, stored: NDArray[Any]) -> Floats:
        return self.scale.to(with_channels(float_colours(stored), self.backdrop.shape[2]))
