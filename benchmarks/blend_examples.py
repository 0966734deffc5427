"""The pictures of docs/blending.md: for each mode the very command of the page, run on drawn walls and motifs.

    python benchmarks/blend_examples.py            # writes docs/images/blending/*.png
    python benchmarks/blend_examples.py --keep DIR # and keeps the inputs in DIR, to try the commands on

The inputs are drawn by murals.drawing.blend_inputs; no photograph is needed.
"""

import argparse
import contextlib
import os
import shlex
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from typer.testing import CliRunner

from murals.cli import app
from murals.drawing.blend_inputs import draw_inputs
from murals.images import write_image

GAP = 8  # between the pictures of an example
DOCS = Path(__file__).parent.parent / "docs"


@dataclass(frozen=True)
class Example:
    """One mode: the command of the page, and what is shown, from left to right."""

    command: str
    shown: tuple[str, ...]


def show_tiles() -> None:
    """Put four copies side by side, of the pattern before and after."""
    for name in ("pattern.png", "pattern.blended.png"):
        write_image(f"four_{name}", np.tile(np.array(Image.open(name)), (2, 2, 1)), overwrite=True)


EXAMPLES = {
    "seamless": Example(
        "murals blend apsara.png wall.png --mask apsara_mask.png",
        ("apsara.png", "wall.png", "wall.blended.png"),
    ),
    "mixed": Example(
        'murals blend writing.png flower.png --mode mixed --polygon "10,80 342,80 342,190 10,190"',
        ("writing.png", "flower.png", "flower.blended.png"),
    ),
    "monochrome": Example(
        "murals blend rosette.png wall.png --mode monochrome --mask rosette_mask.png --scale 0.9 --rotate 15",
        ("rosette.png", "wall.png", "wall.blended.png"),
    ),
    "membrane": Example(
        "murals blend scratched.png --mode membrane --mask scratches.png",
        ("scratched.png", "scratches.png", "scratched.blended.png"),
    ),
    "exchange": Example(
        'murals blend rosette.png lotus.png --mode exchange --polygon "15,12 337,12 337,252 15,252"',
        ("rosette.png", "lotus.png", "rosette.blended.png", "lotus.blended.png"),
    ),
    "flatten": Example(
        'murals blend worn.png --mode flatten --polygon "10,10 342,10 342,254 10,254"',
        ("worn.png", "worn.blended.png"),
    ),
    "illuminate": Example(
        'murals blend shadow.png --mode illuminate --beta 0.4 --polygon "112,20 310,52 322,240 145,252 78,130"',
        ("shadow.png", "shadow.blended.png"),
    ),
    "recolour": Example(
        "murals blend lotus.png --mode recolour --factors 0.7,0.9,1.7 --mask lotus_mask.png",
        ("lotus.png", "lotus.blended.png"),
    ),
    "decolourise": Example(
        "murals blend rosette.png --mode decolourise --mask rosette_mask.png",
        ("rosette.png", "rosette.blended.png"),
    ),
    "tile": Example("murals blend pattern.png --mode tile", ("four_pattern.png", "four_pattern.blended.png")),
}


def make_example(mode: str, folder: Path) -> np.ndarray:
    """Make the files of a mode in `folder`, run its command there, and return what it shows, (h, w, 3) uint8."""
    example = EXAMPLES[mode]
    folder.mkdir(parents=True, exist_ok=True)
    with _inside(folder):
        draw_inputs(mode, Path())
        done = CliRunner().invoke(app, [*shlex.split(example.command)[1:], "--overwrite"])
        assert done.exit_code == 0, done.output
        if mode == "tile":
            show_tiles()
        return side_by_side([np.array(Image.open(name).convert("RGB")) for name in example.shown])


def side_by_side(pictures: list[np.ndarray]) -> np.ndarray:
    """Return pictures (h, w, 3) of one height in a row, white between them."""
    gap = np.full((len(pictures[0]), GAP, 3), 255, np.uint8)
    return np.hstack([part for picture in pictures for part in (picture, gap)][:-1])


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def main() -> None:
    """Write the picture of each mode."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modes", nargs="*", default=list(EXAMPLES), help="all unless given")
    parser.add_argument("--out", type=Path, default=DOCS / "images" / "blending")
    parser.add_argument("--keep", type=Path, help="folder for the inputs and results of the commands")
    options = parser.parse_args()
    out = options.out.resolve()
    with tempfile.TemporaryDirectory() as temporary:
        for mode in options.modes:
            shown = make_example(mode, (options.keep or Path(temporary)).resolve() / mode)
            write_image(out / f"{mode}.png", shown, overwrite=True)
            print(out / f"{mode}.png")


if __name__ == "__main__":
    main()
