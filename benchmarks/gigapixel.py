"""Time and memory of `murals restore` against the size of the photograph: mosaics of 16 bits, 1 to 400 megapixels.

    python benchmarks/gigapixel.py docs/images/gigapixel.png --sizes 1000,4000,20000
    python benchmarks/gigapixel.py runs/formats.png --sizes 10400 --formats tif,tif8,png,png8,jpg

Each mosaic repeats the photographs of $MURALS_PHOTOS/murals/train at random, and 0.04 % of it is lost, in discs, in
flakes of ragged edge and in cracks. The command runs as a process of its own with two threads; its peak of resident
memory is the kernel's. That of 256 x 256 px is what program and model take. With `--formats` the same mosaic is written
as each of them, `8` meaning 8 bits, and converted by libvips.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

import cv2
import numpy as np
import tifffile

from murals.drawing.draw import draw_mural
from murals.figures.figure import calm, new_figure, save_figure
from murals.images import find_images, read_image8, write_image

TILE = 512
LOST = 0.0004


def walls() -> list[np.ndarray]:
    """Return the photographs, or drawn murals where there are none."""
    place = os.environ.get("MURALS_PHOTOS")
    if not place:
        return [(255 * draw_mural(seed)).astype(np.uint8) for seed in range(4)]
    return [read_image8(path) for path in find_images(Path(place) / "murals/train")[::8]]


def mosaic(path: Path, side: int, rng: np.random.Generator) -> None:
    """Write a mosaic of 16 bits and `side` px a side."""
    pictures = walls()

    def tiles():
        for _ in range((-(-side // TILE)) ** 2):
            picture = pictures[rng.integers(len(pictures))]
            top, left = (rng.integers(0, max(1, length - TILE)) for length in picture.shape[:2])
            tile = picture[top : top + TILE, left : left + TILE].astype(np.uint16) * 257
            missing = [(0, TILE - length) for length in tile.shape[:2]]
            tile = np.pad(tile, [*missing, (0, 0)], mode="reflect")
            yield tile + rng.integers(0, 200, tile.shape).astype(np.uint16) * (tile < 65000)

    form = {
        "photometric": "rgb",
        "tile": (TILE, TILE),
        "bigtiff": True,
        "resolution": (300, 300),
        "compression": "zlib",
    }
    tifffile.imwrite(path, tiles(), shape=(side, side, 3), dtype=np.uint16, predictor=True, **form)


def convert(mosaic: Path, form: str) -> Path:
    """Write the mosaic in another form: `png` and `tif` have 16 bits, `png8`, `tif8` and `jpg` 8."""
    import pyvips

    path = mosaic.with_name(f"{mosaic.stem}-{form}.{form.rstrip('8')}")
    if not path.exists():
        picture = pyvips.Image.tiffload(str(mosaic), access="sequential")
        if form not in ("png", "tif"):
            picture = picture.cast("uchar", shift=True)
        how = {"jpg": {"Q": 93}, "tif8": {"tile": True, "compression": "deflate"}}
        picture.write_to_file(str(path), **how.get(form, {}))
    return path


def losses(side: int, rng: np.random.Generator) -> np.ndarray:
    """Return a mask with `LOST` of its pixels marked."""
    mask = np.zeros((side, side), np.uint8)
    wanted, done = LOST * side * side, 0
    while done < wanted:
        x, y, radius = *rng.integers(0, side, 2), int(rng.integers(3, 40))
        kind = rng.integers(3)
        if kind == 0:
            cv2.circle(mask, (int(x), int(y)), radius, 255, -1)
        elif kind == 1:
            corners = np.array([x, y]) + rng.normal(0, radius, (7, 2))
            cv2.fillPoly(mask, [cv2.convexHull(corners.astype(np.int32))], 255)
        else:
            path = np.array([x, y]) + np.cumsum(rng.normal(0, 15, (12, 2)), 0)
            cv2.polylines(mask, [path.astype(np.int32)], False, 255, int(rng.integers(1, 4)))
        done += {0: 3.1 * radius**2, 1: 4 * radius**2, 2: 330}[int(kind)]
    return mask


def run(place: Path, name: str, *options: str) -> tuple[float, float]:
    """Return seconds, and the largest resident memory in GB, of one restoration."""
    command = [sys.executable, "-m", "murals", "restore", name, "--mask", "losses.png", "--overwrite", *options]
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(process.stderr.read().decode())
    return time.monotonic() - began, usage.ru_maxrss / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--sizes", default="256,1000,2000,4000,8000,20000")
    parser.add_argument("--fill", default="mimetic")
    parser.add_argument("--formats", default="tif")
    parser.add_argument("--place", type=Path, help="folder for the mosaics; they are kept there")
    args = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        place = args.place or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        for side, form in product(map(int, args.sizes.split(",")), args.formats.split(",")):
            wall = place / f"wall-{side}.tif"
            if not wall.exists():
                mosaic(wall, side, np.random.default_rng(side))
            file = wall if form == "tif" else convert(wall, form)
            mask = losses(side, np.random.default_rng(side))
            write_image(place / "losses.png", mask, overwrite=True)
            seconds, memory = run(place, file.name, "--fill", args.fill)
            lost = int(np.count_nonzero(mask))
            size = file.stat().st_size / 1e9
            rows.append({"form": form, "side": side, "megapixels": side * side / 1e6, "lost": lost, "file_gb": size})
            rows[-1] |= {"seconds": round(seconds, 1), "peak_gb": round(memory, 2)}
            print(rows[-1], flush=True)
    with args.picture.with_suffix(".csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    draw(rows, args.picture)


def draw(rows: list[dict], path: Path) -> None:
    """Draw seconds and peak memory against megapixels."""
    figure = new_figure(9, 3.6)
    for number, (key, label) in enumerate((("seconds", "seconds"), ("peak_gb", "peak memory, GB")), 1):
        axes = figure.add_subplot(1, 2, number)
        axes.plot([row["megapixels"] for row in rows], [row[key] for row in rows], "o-")
        calm(axes, title=f"{label} against megapixels", unit=label)
        axes.set_ylim(bottom=0)
    save_figure(figure, path)


if __name__ == "__main__":
    main()
