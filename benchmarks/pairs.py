"""Time and memory of a training's start and of its loading against the number of pairs.

    python benchmarks/pairs.py docs/images/pairs.png --counts 100,1000,10000

The pairs are copies of drawn murals at 128 px. Each row is that of a process of its own, which finds the pairs, takes
their fingerprint, as `murals train` does, and loads an epoch; its peak of resident memory is the kernel's.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from murals.data.damage import make_pairs
from murals.data.settings import DamageSettings
from murals.drawing.draw import draw_murals
from murals.figures.figure import calm, new_figure, save_figure
from murals.images import from_float, write_image

SIDE, BATCH, VALID = 128, 8, 8
COLUMNS = {
    "found": "found, s",
    "fingerprint": "fingerprint, s",
    "epoch": "an epoch loaded, s",
    "peak_gb": "peak memory, GB",
}
WORK = f"""
import json, sys, time
from murals.data.loaders import mural_dls
from murals.train.train import data_fingerprint
began = time.perf_counter()
dls = mural_dls(sys.argv[1], batch_size={BATCH}, device="cpu")
found = time.perf_counter()
data_fingerprint(sys.argv[1])
marked = time.perf_counter()
for batch in dls.train:
    pass
ended = time.perf_counter()
print(json.dumps({{"found": found - began, "fingerprint": marked - found, "epoch": ended - marked}}))
"""


def main() -> None:
    """Measure, print the table, draw the plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--counts", default="100,1000,10000")
    args = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        first = draw_first(Path(folder))
        for count in map(int, args.counts.split(",")):
            rows.append({"pairs": count, **measure(copies(first, Path(folder) / str(count), count))})
            print(
                "| "
                + " | ".join(f"{value:,}" if name == "pairs" else f"{value:.2f}" for name, value in rows[-1].items())
                + " |",
                flush=True,
            )
    draw(rows, args.picture)


def draw_first(place: Path) -> Path:
    """Return a folder of a few pairs of drawn murals."""
    for number, mural in enumerate(draw_murals(8, 0)):
        write_image(place / f"clean/m{number}.png", from_float(mural, np.uint8))
    make_pairs(DamageSettings(clean=place / "clean", out=place / "first", size=SIDE, shares=(0.5, 0.5, 0.0)))
    return place / "first"


def copies(first: Path, place: Path, count: int) -> Path:
    """Return a folder of `count` training pairs and a few of validation, copies of those in `first`."""
    for split, wanted in (("train", count), ("val", VALID)):
        for kind in ("damaged", "ground_truth", "mask"):
            files = sorted((first / split / kind).iterdir())
            (place / split / kind).mkdir(parents=True)
            for number in range(wanted):
                shutil.copy(files[number % len(files)], place / split / kind / f"{number:06}.png")
    return place


def measure(data: Path) -> dict[str, float]:
    """Return the seconds of the steps, and the largest resident memory in GB."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORK, data], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    told = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(process.stderr.read())
    return json.loads(told) | {"peak_gb": usage.ru_maxrss / 1e6}


def draw(rows: list[dict[str, float]], path: Path) -> None:
    """Draw each column against the number of pairs."""
    figure = new_figure(9, 3.6)
    for number, keys in enumerate((("found", "fingerprint", "epoch"), ("peak_gb",)), 1):
        axes = figure.add_subplot(1, 2, number)
        for key in keys:
            axes.plot([row["pairs"] for row in rows], [row[key] for row in rows], "o-", label=COLUMNS[key])
        unit = "seconds" if number == 1 else COLUMNS["peak_gb"]
        calm(axes, title=f"{unit} against the number of pairs", unit=unit)
        axes.set_ylim(0, 1.2 * max(row[key] for row in rows for key in keys))
        if len(keys) > 1:
            axes.legend(frameon=False, fontsize=8)
    save_figure(figure, path)


if __name__ == "__main__":
    main()
