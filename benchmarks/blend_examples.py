"""The pictures of docs/blending.md: drawn walls and motifs, and for each mode the very command of the page.

    python benchmarks/blend_examples.py            # writes docs/images/blending/*.png
    python benchmarks/blend_examples.py --keep DIR # and keeps the inputs in DIR, to try the commands on

Everything is drawn by murals.drawing; no photograph is needed.
"""

import argparse
import contextlib
import os
import shlex
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from typer.testing import CliRunner

from murals.cli import app
from murals.drawing.motif import draw_motif
from murals.images import write_image

HEIGHT, WIDTH = 264, 352  # pixels of a wall
GAP = 8  # between the pictures of an example
DOCS = Path(__file__).parent.parent / "docs"


@dataclass(frozen=True)
class Example:
    """One mode: the files it needs, the command of the page, and what is shown, from left to right."""

    prepare: Callable[[], None]
    command: str
    shown: tuple[str, ...]


def save(name: str, picture: np.ndarray) -> None:
    """Write an input in the current folder."""
    write_image(name, picture, overwrite=True)


def cut_out(name: str, seed: int, *, height: int = HEIGHT, width: int = WIDTH) -> None:
    """Write a motif and its mask as `NAME.png` and `NAME_mask.png`."""
    picture, mask = draw_motif(name, seed, height=height, width=width)
    save(f"{name}.png", picture)
    save(f"{name}_mask.png", mask)


def bare_wall(seed: int) -> np.ndarray:
    """Return plaster of another colour: a wall whose motif is as small as a pixel, (H, W, 3) in [0, 1]."""
    picture, mask = draw_motif("rosette", seed, height=2 * HEIGHT, width=4 * WIDTH)
    columns = np.flatnonzero(mask.any(axis=0))
    assert columns[0] > WIDTH, "the motif leaves room for a wall beside it"
    return picture[:HEIGHT, :WIDTH]


def prepare_seamless() -> None:
    cut_out("apsara", 3)
    save("wall.png", bare_wall(5))


def prepare_mixed() -> None:
    ink = np.full((HEIGHT, WIDTH, 3), 244, np.uint8)
    cv2.putText(ink, "cave 220", (24, 152), cv2.FONT_HERSHEY_SCRIPT_COMPLEX, 2.1, (70, 24, 20), 4, cv2.LINE_AA)
    save("writing.png", ink)
    save("flower.png", draw_motif("rosette", 4, height=HEIGHT, width=WIDTH)[0])


def prepare_monochrome() -> None:
    cut_out("rosette", 4)
    save("wall.png", bare_wall(5))


def prepare_membrane() -> None:
    wall = (draw_motif("apsara", 3, height=HEIGHT, width=WIDTH)[0] * 255).astype(np.uint8)
    scratches = np.zeros((HEIGHT, WIDTH), np.uint8)
    for path in (
        [(10, 60), (80, 70), (150, 52), (240, 84), (345, 70)],
        [(300, 10), (280, 90), (292, 150), (270, 250)],
        [(60, 250), (110, 170), (180, 205), (216, 150)],
    ):
        cv2.polylines(scratches, [np.array(path)], False, 255, 2)
    wall[scratches > 0] = (250, 248, 240)
    save("scratched.png", wall)
    save("scratches.png", cv2.dilate(scratches, np.ones((3, 3), np.uint8)))


def prepare_exchange() -> None:
    save("rosette.png", draw_motif("rosette", 9, height=HEIGHT, width=WIDTH)[0])
    save("lotus.png", draw_motif("lotus", 11, height=HEIGHT, width=WIDTH)[0])


def prepare_flatten() -> None:
    picture, _ = draw_motif("apsara", 9, height=HEIGHT, width=WIDTH)
    save("worn.png", picture)


def prepare_illuminate() -> None:
    wall, _ = draw_motif("apsara", 9, height=HEIGHT, width=WIDTH)
    shadow = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.fillPoly(shadow, [np.array([(120, 30), (300, 60), (310, 230), (150, 240), (90, 130)])], 1.0)
    save("shadow.png", wall * (1 - 0.62 * cv2.GaussianBlur(shadow, (0, 0), 1.5)[..., None]))


def prepare_lotus() -> None:
    cut_out("lotus", 8)


def prepare_rosette() -> None:
    cut_out("rosette", 1)


def prepare_tile() -> None:
    wall = draw_motif("rosette", 10, height=HEIGHT // 2, width=WIDTH // 2)[0]
    light = np.linspace(0.6, 1.1, WIDTH // 2, dtype=np.float32)[None, :, None]
    save("pattern.png", np.clip(wall * light, 0, 1))


def show_tiles() -> None:
    """Put four copies side by side, of the pattern before and after."""
    for name in ("pattern.png", "pattern.blended.png"):
        save(f"four_{name}", np.tile(np.array(Image.open(name)), (2, 2, 1)))


EXAMPLES = {
    "seamless": Example(
        prepare_seamless,
        "murals blend apsara.png wall.png --mask apsara_mask.png",
        ("apsara.png", "wall.png", "wall.blended.png"),
    ),
    "mixed": Example(
        prepare_mixed,
        'murals blend writing.png flower.png --mode mixed --polygon "10,80 342,80 342,190 10,190"',
        ("writing.png", "flower.png", "flower.blended.png"),
    ),
    "monochrome": Example(
        prepare_monochrome,
        "murals blend rosette.png wall.png --mode monochrome --mask rosette_mask.png --scale 0.9 --rotate 15",
        ("rosette.png", "wall.png", "wall.blended.png"),
    ),
    "membrane": Example(
        prepare_membrane,
        "murals blend scratched.png --mode membrane --mask scratches.png",
        ("scratched.png", "scratches.png", "scratched.blended.png"),
    ),
    "exchange": Example(
        prepare_exchange,
        'murals blend rosette.png lotus.png --mode exchange --polygon "15,12 337,12 337,252 15,252"',
        ("rosette.png", "lotus.png", "rosette.blended.png", "lotus.blended.png"),
    ),
    "flatten": Example(
        prepare_flatten,
        'murals blend worn.png --mode flatten --polygon "10,10 342,10 342,254 10,254"',
        ("worn.png", "worn.blended.png"),
    ),
    "illuminate": Example(
        prepare_illuminate,
        'murals blend shadow.png --mode illuminate --beta 0.4 --polygon "112,20 310,52 322,240 145,252 78,130"',
        ("shadow.png", "shadow.blended.png"),
    ),
    "recolour": Example(
        prepare_lotus,
        "murals blend lotus.png --mode recolour --factors 0.7,0.9,1.7 --mask lotus_mask.png",
        ("lotus.png", "lotus.blended.png"),
    ),
    "decolourise": Example(
        prepare_rosette,
        "murals blend rosette.png --mode decolourise --mask rosette_mask.png",
        ("rosette.png", "rosette.blended.png"),
    ),
    "tile": Example(
        prepare_tile, "murals blend pattern.png --mode tile", ("four_pattern.png", "four_pattern.blended.png")
    ),
}


def make_example(mode: str, folder: Path) -> np.ndarray:
    """Make the files of a mode in `folder`, run its command there, and return what it shows, (h, w, 3) uint8."""
    example = EXAMPLES[mode]
    folder.mkdir(parents=True, exist_ok=True)
    with _inside(folder):
        example.prepare()
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
