"""Milliseconds a megapixel and peak memory of a real `murals restore`, on as many cores as it is given.

    python benchmarks/restore.py --model models/pretrained --megapixels 1 4 12 --out /tmp/restore.json

Each row is a process of its own: it reads a PNG of noise and waves, restores it through `restore_files`, writes it and
reads it back. The time is that of this call, without imports and loading the model, by the clock and of the cores
together, which a busy machine changes less; the memory is the process's peak resident size, imports included. The
first, small call warms up and is not counted.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HOLES = {"a hole of 10 %": 0.1, "the whole image": None}
SEED = 0
MEGA = 1_000_000


def main() -> None:
    """Run every row, print the table, write the numbers."""
    asked = parse()
    rows = []
    print(f"{len(os.sched_getaffinity(0))} cores, model {asked.model}, options {' '.join(asked.options) or 'none'}\n")
    print("| megapixels | hole | seconds | core seconds | ms a megapixel | peak memory, MB |")
    print("|---:|---|---:|---:|---:|---:|")
    for size, hole in product(asked.megapixels, HOLES):
        row = measure(asked, size, hole)
        rows.append(row)
        numbers = (
            f"{row['seconds']:.2f} | {row['core_seconds']:.2f} | {row['ms_per_megapixel']:.0f} | {row['peak_mb']:.0f}"
        )
        print(f"| {row['megapixels']:.1f} | {hole} | {numbers} |", flush=True)
    if asked.out:
        asked.out.write_text(json.dumps(rows, indent=1), encoding="utf-8")


def parse() -> argparse.Namespace:
    """Read the command line; `--row` is how a row runs in its own process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--megapixels", type=float, nargs="+", default=[1, 4, 12])
    parser.add_argument("--options", nargs="*", default=[], help="fields of RestoreSettings that are switched on")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--row", nargs=2, metavar=("MEGAPIXELS", "HOLE"))
    asked = parser.parse_args()
    if asked.row:
        print(json.dumps(run_row(asked.model, float(asked.row[0]), asked.row[1], asked.options)))
        sys.exit()
    return asked


def measure(asked: argparse.Namespace, megapixels: float, hole: str) -> dict[str, Any]:
    """Run one row in a process of its own, so that its peak of memory is its own too."""
    words = ["--model", str(asked.model), "--row", str(megapixels), hole, "--options", *asked.options]
    done = subprocess.run([sys.executable, __file__, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def run_row(model: Path, megapixels: float, hole: str, options: list[str]) -> dict[str, Any]:
    """Restore one drawn picture, and return its row."""
    from murals.images import write_image
    from murals.restoration.files import restore_files
    from murals.restoration.options import RestoreSettings
    from murals.restoration.predict import Restorer

    restorer = Restorer.open(model, device="cpu")
    asked: dict[str, Any] = {"whole": HOLES[hole] is None, **dict.fromkeys(options, True)}
    with tempfile.TemporaryDirectory() as folder:

        def restore(side: int, name: str) -> dict[str, float]:
            image, mask = Path(folder) / f"{name}.png", None
            write_image(image, draw(side))
            if (share := HOLES[hole]) is not None:
                mask = Path(folder) / f"{name}-losses.png"
                write_image(mask, draw_losses(side, share))
            settings = RestoreSettings(inputs=(image,), mask=mask, **asked)
            clock, cores = time.perf_counter(), time.process_time()
            report = restore_files(settings, model=restorer)
            seconds, core_seconds = time.perf_counter() - clock, time.process_time() - cores
            if report.failed:
                sys.exit(report.failed[0].reason)
            megapixels = side * side / MEGA
            return {
                "megapixels": megapixels,
                "seconds": seconds,
                "core_seconds": core_seconds,
                "ms_per_megapixel": 1000 * seconds / megapixels,
            }

        restore(256, "warm-up")
        spent = restore(round((megapixels * MEGA) ** 0.5), "wall")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kilobytes on Linux
    return {"hole": hole, **spent, "peak_mb": peak}


def draw(side: int) -> NDArray[np.uint8]:
    """Return a picture (side, side, 3): waves of paint under fine noise, which no PNG filter shortens."""
    y, x = np.mgrid[:side, :side].astype(np.float32) / 97
    waves = np.stack([np.sin(x + phase) * np.cos(y - phase) for phase in (0, 1, 2)], axis=-1)
    noise = np.random.default_rng(SEED).integers(-8, 9, waves.shape, np.int8)
    return np.clip(128 + 90 * waves + noise, 0, 255).astype(np.uint8)


def draw_losses(side: int, share: float) -> NDArray[np.bool_]:
    """Return discs of 24 px radius (side, side), spread evenly, that cover `share` of the picture."""
    radius = 24
    step = radius * (np.pi / share) ** 0.5
    y, x = np.mgrid[:side, :side]
    return np.hypot(y % step - step / 2, x % step - step / 2) <= radius


if __name__ == "__main__":
    main()
