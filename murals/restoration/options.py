"""The options of `murals restore`, and of a restoration from Python. Standard library only."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from murals.config import STRIDE
from murals.errors import MuralsError
from murals.options import check_options, device_option, numbers, option, overwrite_option, recursive_option

TILE = 512  # pixels a side: what the original project was trained at; 0.3 GB for the default network on a CPU
OVERLAP = 64
THRESHOLD = 0.5  # share of damage from which a pixel is proposed for repair: as likely damaged as sound
FORMATS = ("png", "tif")  # they hold what a photograph holds and lose nothing

PYRAMID = "tif"  # the one of them that holds reduced copies
MOST_VARIANTS = 9

Style = Literal["plain", "visible"]
STYLES: tuple[Style, ...] = get_args(Style)
Fill = Literal["mimetic", "neutral"]
FILLS: tuple[Fill, ...] = get_args(Fill)


def threshold_option() -> float:
    """Return the field of the threshold of proposed masks."""
    return option(THRESHOLD, "Share of damage, 0 to 1, from which a pixel comes into the proposed mask.", panel="mask")


def read_box(text: str) -> tuple[int, ...]:
    """Return the numbers of `x,y,w,h`.

    Raises
    ------
    MuralsError
        If they are not four whole numbers.
    """
    try:
        x, y, width, height = map(int, text.split(","))
    except ValueError as error:
        raise MuralsError(f"--region {text}: expected x,y,w,h, four whole numbers of pixels, as 0,0,600,400") from error
    return x, y, width, height


@dataclass(frozen=True, kw_only=True)
class RestoreOptions:
    """How an image is restored; lengths are in pixels of the photograph.

    A new option is a field here and the line that uses it: the command line, the page's command and
    `murals.restore(...)` get it from here.

    Raises
    ------
    MuralsError
        If a value is out of its range, or two contradict each other.
    """

    whole: bool = option(False, "Repaint every pixel: for murals faded or stained as a whole.", panel="fill")
    fill: Fill = option(
        "mimetic",
        "What is painted into losses: mimetic, paint of the same wall over the network's tone; neutral, that tone "
        "alone.",
        panel="fill",
        choices=FILLS,
    )
    style: Style = option(
        "plain", "visible: hatch what was painted, to be told apart from close by.", panel="fill", choices=STYLES
    )
    seamless: bool = option(False, "Fit the fill to the border of its hole by Poisson editing.", panel="fill")
    max_hole: float | None = option(
        None, "Leave alone what is lost deeper than that, in pixels.", panel="fill"
    )  # the inscribed radius
    ensemble: bool = option(False, "Paint eight flips and turns and take the mean; eight times as long.", panel="fill")
    uncertainty: bool = option(False, "Write NAME.uncertainty.png too: where the network guesses.", panel="fill")
    seed: int = option(0, "Seed of the search for paint.", panel="fill", low=0)
    threshold: float = threshold_option()
    region: tuple[int, ...] | None = option(
        None,
        "Repair only what lies in this part of the photograph: its left upper corner, width and height, in pixels.",
        panel="mask",
        metavar="x,y,w,h",
        read=read_box,
        write=numbers,
    )
    dilate: int = option(0, "Pixels by which the masks grow.", panel="mask", low=0)
    feather: int = option(
        0, "Pixels over which the repair fades in, at most --dilate.", panel="mask", low=0
    )  # in the ring by which the mask has grown
    tile: int = option(TILE, "Side of a tile in pixels.", panel="machine")
    overlap: int = option(OVERLAP, "Pixels that two tiles share.", panel="machine")

    def __post_init__(self) -> None:
        """Check each value, and those that contradict each other."""
        if self.dilate < 0 or self.feather < 0:
            raise MuralsError(f"--dilate {self.dilate} --feather {self.feather}: expected pixels, zero or more")
        if self.feather > self.dilate:
            raise MuralsError(
                f"--feather {self.feather} with --dilate {self.dilate}: the repair fades in only where --dilate has "
                "grown the mask, so that nothing old shows in what is lost; give --dilate as much as --feather"
            )
        if self.region is not None and (len(self.region) != 4 or min(self.region) < 0 or 0 in self.region[2:]):
            raise MuralsError(
                f"--region {numbers(self.region)}: expected x,y,w,h in pixels, a corner inside the photograph and a "
                "width and a height of one or more"
            )
        if not 0 < self.threshold < 1:
            raise MuralsError(f"--threshold {self.threshold}: expected a share between 0 and 1, such as {THRESHOLD}")
        if self.max_hole is not None and not self.max_hole > 0:
            raise MuralsError(f"--max-hole {self.max_hole}: expected a radius in pixels, more than zero")
        check_options(self)
        check_tiling(self.tile, self.overlap)
        if self.whole and self._of_holes():
            raise MuralsError(
                f"--whole repaints every pixel, so that {' '.join(self._of_holes())} mean nothing: leave out one"
            )

    def _of_holes(self) -> list[str]:
        """Return the given options that concern holes."""
        given = {
            "--dilate": self.dilate,
            "--feather": self.feather,
            "--max-hole": self.max_hole,
            "--region": self.region,
            "--seamless": self.seamless,
            "--style visible": self.style == "visible",
        }
        return [name for name, value in given.items() if value]


def read_colours(text: str) -> tuple[str, ...]:
    """Return the colours of `red,#0000ff`."""
    return tuple(text.split(","))


@dataclass(frozen=True, kw_only=True)
class MaskReading:
    """How a mask file is read."""

    invert: bool = option(False, "What the mask marks is sound, and the rest is damage.", panel="mask")
    only: tuple[str, ...] = option(
        (),
        "Of a mask in colours, those that mark damage: names, #rrggbb, or the numbers of labels.",
        panel="mask",
        metavar="RED,...",
        read=read_colours,
        write=",".join,
    )
    all_of_it: bool = option(False, "Take a mask that marks more than half of the picture, too.", panel="mask")

    def __post_init__(self) -> None:
        """Raise `MuralsError` for an empty colour."""
        if any(not word.strip() for word in self.only):
            raise MuralsError("--only names no colour: expected names or #rrggbb with commas, such as red,#0000ff")

    def require_a_mask(self, mask: Path | None) -> None:
        """Raise `MuralsError` if it is said how a mask is read, and there is none."""
        if mask is None and (self.invert or self.only):
            option = "--invert" if self.invert else "--only"
            raise MuralsError(f"{option} says how a mask is read: give one by --mask")


@dataclass(frozen=True, kw_only=True)
class FilesRead:
    """The files to read."""

    inputs: tuple[Path, ...] = option(help="Files, folders, globs.", argument=True)
    mask: Path | None = option(
        None,
        "Mask of what is lost: a file for all, or a folder of NAME.png or NAME.mask.png at the places of the "
        "photographs; white on black, strokes on a clear layer, colours, or the photograph with what is lost "
        "rubbed out. Nothing under it is evidence. Without --mask and --veiled the network proposes NAME.mask.png.",
    )
    veiled: Path | None = option(
        None, "Mask of faded or stained paint that is still legible, to be read through; file or folder."
    )
    sisters: tuple[Path, ...] = option(
        (),
        "Photograph of a sister wall at the same scale, to take paint from too; may be repeated.",
        panel="fill",
        names=("--from",),
        metavar="PHOTO",
    )
    avoid: Path | None = option(
        None, "Mask of paint that must not be copied, such as a face; file or folder.", panel="fill", metavar="MASK"
    )


@dataclass(frozen=True, kw_only=True)
class FilesWritten:
    """The files to write, and the model."""

    model: Path | None = option(
        None,
        "Checkpoint or run, or package: the model that comes with murals; unless given, the newest training "
        "that beat that model on its own validation pairs, else that model.",
    )
    out: Path | None = option(None, "Folder for the results; beside the inputs unless given.")
    recursive: bool = recursive_option()
    sources: bool = option(
        False, "Write NAME.sources.png too: the place that each pixel was copied from.", panel="fill"
    )
    variants: int = option(
        1,
        "Write so many fills to choose from: NAME.restored-2.EXT and so on, each by the next seed.",
        panel="fill",
        low=1,
        high=MOST_VARIANTS,
    )
    format: str | None = option(
        None, "Format of the results, png or tif; that of the photograph unless given.", panel="files"
    )
    pyramid: bool = option(
        False,
        "Write the results as TIFF with reduced copies inside, for viewers that zoom: IIIF servers, libvips, QuPath.",
        panel="files",
    )
    log: Path | None = option(
        None, "File to which a line of JSON is added for each photograph.", panel="files", metavar="FILE"
    )
    c2pa_cert: Path | None = option(
        None,
        "Sign the results with content credentials (C2PA): the certificates in PEM form, the signer's first; JPEG, "
        "PNG, TIFF, WebP.",
        panel="files",
        metavar="PEM",
    )
    c2pa_key: Path | None = option(
        None, "Private key of the first certificate of --c2pa-cert, in PEM form.", panel="files", metavar="PEM"
    )
    strict: bool = option(False, "Fail where the result would not keep every pixel outside the mask.", panel="files")
    overwrite: bool = overwrite_option()
    device: str = device_option()
    backend: Literal["auto", "torch", "onnx"] = option(
        "auto",
        "What runs the network: torch the checkpoint; onnx the network that murals export wrote beside it, on the CPU, "
        "which starts without loading torch; auto: onnx where it is there and no graphics card is.",
        panel="machine",
        choices=("auto", "torch", "onnx"),
    )


@dataclass(frozen=True, kw_only=True)
class RestoreSettings(FilesWritten, MaskReading, RestoreOptions, FilesRead):
    """All settings of `murals restore`: the files, how their masks are read, how they are restored."""

    def __post_init__(self) -> None:
        """Raise `MuralsError` for options that no input could satisfy, before any file is opened."""
        RestoreOptions.__post_init__(self)
        MaskReading.__post_init__(self)
        mask = self.mask or self.veiled
        self.require_a_mask(mask)
        if self.format not in (None, *FORMATS):
            raise MuralsError(f"--format {self.format}: expected {' or '.join(FORMATS)}, which lose nothing")
        if (self.c2pa_cert is None) != (self.c2pa_key is None):
            raise MuralsError("--c2pa-cert and --c2pa-key belong together: give both, or neither")
        if self.pyramid and self.format not in (None, PYRAMID):
            raise MuralsError(f"--pyramid writes a TIFF, and --format asks for {self.format}: leave out one")
        if self.whole and mask is not None:
            raise MuralsError(f"--whole repaints every pixel and the mask {mask} keeps those outside it: leave out one")
        of_paint = [name for name, value in self._of_paint().items() if value]
        if of_paint and (self.whole or self.fill != "mimetic"):
            other = "--whole" if self.whole else f"--fill {self.fill}"
            raise MuralsError(f"{of_paint[0]} concerns paint that is copied, and {other} copies none: leave out one")
        if self.whole and self.strict:
            raise MuralsError("--strict promises that pixels stay and --whole repaints them all: leave out one")

    def _of_paint(self) -> dict[str, bool]:
        """Return which of the options are given that mean nothing where no paint is copied."""
        return {
            "--from": bool(self.sisters),
            "--avoid": self.avoid is not None,
            "--sources": self.sources,
            "--variants": self.variants > 1,
        }


def check_tiling(tile: int, overlap: int) -> None:
    """Raise `MuralsError` unless `tile` is a positive multiple of 32 and `overlap` at least 32 pixels smaller."""
    if tile < STRIDE or tile % STRIDE:
        below = max(STRIDE, tile // STRIDE * STRIDE)
        raise MuralsError(f"--tile {tile}: expected a multiple of {STRIDE} pixels, such as {below} or {below + STRIDE}")
    if not 0 <= overlap <= tile - STRIDE:
        raise MuralsError(
            f"--overlap {overlap} with --tile {tile}: expected 0 to {tile - STRIDE} pixels; "
            f"{tile // 8} serves most images"
        )


DEFAULTS = RestoreOptions()
DEFAULT_READING = MaskReading()
