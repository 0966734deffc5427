"""What a restoration can be asked for, and the defaults: plain data that loads no heavy library."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from murals.errors import MuralsError

TILE = 512  # pixels a side: what the original was trained at; 0.3 GB for the default network on a CPU
OVERLAP = 64
THRESHOLD = 0.5  # share of damage from which a pixel is proposed for repair: as likely damaged as sound

Style = Literal["plain", "visible"]
STYLES: tuple[Style, ...] = get_args(Style)


@dataclass(frozen=True, kw_only=True)
class RestoreOptions:
    """How an image is restored; lengths in pixels of the photograph. Raises `MuralsError` for what cannot be."""

    tile: int = TILE
    overlap: int = OVERLAP
    dilate: int = 0  # how far the mask grows
    feather: int = 0  # over how much the repair fades in, in the ring by which the mask has grown
    whole: bool = False  # repaint everything, sound pixels too
    threshold: float = THRESHOLD  # of the proposed mask, in [0, 1]
    max_hole: float | None = None  # inscribed radius above which what is lost is left alone
    ensemble: bool = False  # the mean of eight flips and turns
    uncertainty: bool = False  # the spread over eight flips and turns
    seamless: bool = False  # Poisson editing takes out what step of tone remains at the border of a hole
    style: Style = "plain"

    def __post_init__(self) -> None:
        """Look at each value, and at those that say the contrary of each other."""
        if self.dilate < 0 or self.feather < 0:
            raise MuralsError(f"--dilate {self.dilate} --feather {self.feather}: expected pixels, zero or more")
        if self.feather > self.dilate:
            raise MuralsError(
                f"--feather {self.feather} with --dilate {self.dilate}: the repair fades in only where --dilate has "
                "grown the mask, so that nothing old shows in what is lost; give --dilate as much as --feather"
            )
        if not 0 < self.threshold < 1:
            raise MuralsError(f"--threshold {self.threshold}: expected a share between 0 and 1, such as {THRESHOLD}")
        if self.max_hole is not None and not self.max_hole > 0:
            raise MuralsError(f"--max-hole {self.max_hole}: expected a radius in pixels, more than zero")
        if self.style not in STYLES:
            raise MuralsError(f"unknown style '{self.style}': expected {' or '.join(STYLES)}")
        if self.whole and self._of_holes():
            raise MuralsError(
                f"--whole repaints every pixel, so that {' '.join(self._of_holes())} mean nothing: leave out one"
            )

    def _of_holes(self) -> list[str]:
        """Return the options given that speak of holes."""
        given = {
            "--dilate": self.dilate,
            "--feather": self.feather,
            "--max-hole": self.max_hole,
            "--seamless": self.seamless,
            "--style visible": self.style == "visible",
        }
        return [name for name, value in given.items() if value]


@dataclass(frozen=True, kw_only=True)
class MaskReading:
    """How a mask that comes as a file is to be read."""

    invert: bool = False  # what it marks is sound, and the rest damage
    only: tuple[str, ...] = ()  # the colours that mark damage, of a drawing in several
    all_of_it: bool = False  # it may mark more than half of the picture

    def __post_init__(self) -> None:
        """Raise `MuralsError` for a list of colours that names none."""
        if any(not word.strip() for word in self.only):
            raise MuralsError("--only names no colour: expected names or #rrggbb with commas, such as red,#0000ff")


DEFAULTS = RestoreOptions()
DEFAULT_READING = MaskReading()


def options_from(words: Mapping[str, Any]) -> RestoreOptions:
    """Pick the options of a restoration out of those of a whole command, by their names."""
    return RestoreOptions(**{field.name: words[field.name] for field in fields(RestoreOptions)})


def reading_from(words: Mapping[str, Any]) -> MaskReading:
    """Pick how masks are read out of the options of a whole command; the colours come as one text with commas."""
    only = words["only"]
    colours = () if only is None else tuple(str(only).split(","))
    return MaskReading(invert=words["invert"], only=colours, all_of_it=words["all_of_it"])
