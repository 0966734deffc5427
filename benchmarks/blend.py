"""Times Poisson blending against other solvers: seconds, memory, and how far from the exact solution.

    python benchmarks/blend.py                                    # all peers, 256^2 to 4096^2, and our own at 8192^2
    python benchmarks/blend.py --sizes 256 512 --peers murals opencv
    MURALS_PHOTOS=../shared/data python benchmarks/blend.py       # adds the real sets in $MURALS_PHOTOS/poisson

Seamless cloning, 8 bit, three channels, an elliptical mask with a hole. Writes `blending-benchmark.md`, `.csv` and
`images/blending_benchmark.png` into `--out`. Peers come with the dependency group `benchmark`. Each peer runs in a
process of its own, murals and OpenCV in one, in turn, round by round, so that what else the machine does hits them
alike. A peer that needs longer than `--limit` seconds stops there. Errors are those of the rounded picture against the
unrounded exact one, clipped to the range: sparse LU to 1024^2, pyamg to 1e-10 above. Memory is what a call adds at its
peak to what the process held before (Linux only).
"""

import argparse
import csv
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

LU_LARGEST = 1024  # pixels a side; beyond, its time and memory grow too fast
OURS_LARGEST = 8192  # pixels a side, for the time per pixel
PYAMG_TOLERANCE = 1e-10
FPIE_STEPS = 5000  # of Jacobi, its own default


class Scene(NamedTuple):
    """Source and target `(H, W, 3)` uint8 and mask `(H, W)` bool of one size."""

    name: str
    source: np.ndarray
    target: np.ndarray
    mask: np.ndarray


class Row(NamedTuple):
    """What one peer did on one scene; errors in levels of 255 against the exact solution; None: unknown."""

    scene: str
    pixels: int
    peer: str
    seconds: float | None
    cpu_seconds: float | None
    ratio: float | None
    mebibytes: float | None
    worst: float | None
    mean: float | None
    note: str = ""


def main() -> None:
    """Measure every peer on every scene and write the report."""
    options = parse_options()
    if options.worker:
        work(*options.worker)
        return
    load = os.getloadavg()[0]
    rows: list[Row] = []
    stopped: set[str] = set()
    for scene in scenes(options.sizes):
        known = stopped if scene.name.endswith("^2") else set()  # real sets are small, each peer has its chance
        rows += measure_scene(scene, options.peers, options, known)
        write_report(rows, options.out, f"load {load:.1f} at the start, {os.getloadavg()[0]:.1f} at the end")
    if options.largest and "murals" in options.peers:
        rows += measure_scene(make_scene(options.largest), ["murals"], options, stopped)
        write_report(rows, options.out, f"load {load:.1f} at the start, {os.getloadavg()[0]:.1f} at the end")
    print(f"wrote {options.out}/blending-benchmark.md, .csv and images/blending_benchmark.png")


def parse_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[256, 512, 1024, 2048, 4096])
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=float, default=300, help="seconds for a peer's process")
    parser.add_argument("--out", type=Path, default=Path("docs"))
    parser.add_argument("--largest", type=int, default=OURS_LARGEST, help="pixels a side for murals alone; 0: none")
    parser.add_argument("--worker", nargs=3, help=argparse.SUPPRESS)
    return parser.parse_args()


# --- Scenes ------------------------------------------------------------------------------------------------------


def scenes(sizes: list[int]) -> Iterator[Scene]:
    """Yield the made scenes by size, then the real ones."""
    yield from map(make_scene, sizes)
    if "MURALS_PHOTOS" not in os.environ:
        print("MURALS_PHOTOS is not set: no real sets", file=sys.stderr)
        return
    for folder in sorted(Path(os.environ["MURALS_PHOTOS"], "poisson").iterdir()):
        if (folder / "target.png").exists():
            yield read_scene(folder)


def make_scene(size: int) -> Scene:
    """Return seeded pictures with shapes of all sizes, and an ellipse with a hole."""
    y, x = (np.mgrid[:size, :size].astype(np.float32) + 0.5) / size - 0.5
    mask = ((x / 0.45) ** 2 + (y / 0.4) ** 2 < 1) & ((x - 0.1) ** 2 + (y + 0.05) ** 2 > 0.08**2)
    return Scene(f"{size}^2", make_picture(size, seed=1), make_picture(size, seed=2), mask)


def make_picture(size: int, *, seed: int) -> np.ndarray:
    """Return smooth noise of several scales, `(size, size, 3)` uint8."""
    generator = np.random.default_rng(seed)
    total = np.zeros((size, size, 3), np.float32)
    for cells in (3, 12, 48, size // 4):
        noise = generator.random((cells, cells, 3), np.float32)
        total += cv2.resize(noise, (size, size), interpolation=cv2.INTER_CUBIC) / np.float32(4)
    return np.clip(255 * total, 0, 255).astype(np.uint8)


def read_scene(folder: Path) -> Scene:
    """Return a real set; source and target have one size there."""
    source, target = (cv2.imread(str(folder / f"{name}.png"))[..., ::-1].copy() for name in ("source", "target"))
    mask = cv2.imread(str(folder / "mask.png"), cv2.IMREAD_GRAYSCALE) > 127
    height, width = (min(sizes) for sizes in zip(source.shape, target.shape, mask.shape, strict=False))
    return Scene(folder.name, *(np.ascontiguousarray(a[:height, :width]) for a in (source, target, mask)))


# --- Peers: each takes a scene and returns the blended picture ----------------------------------------------------


def blend_murals(scene: Scene) -> np.ndarray:
    """Return the whole call, from pictures to picture."""
    from murals.blending.blend import blend

    return blend(scene.source, scene.target, scene.mask)


def blend_opencv(scene: Scene) -> np.ndarray:
    """OpenCV puts the centre of the mask's rectangle on a point: here where it was."""
    rows, columns = (np.flatnonzero(scene.mask.any(axis)) for axis in (1, 0))
    centre = (int(columns[0] + columns[-1] + 1) // 2, int(rows[0] + rows[-1] + 1) // 2)
    mask = scene.mask.astype(np.uint8) * 255
    return cv2.seamlessClone(scene.source, scene.target, mask, centre, cv2.NORMAL_CLONE)


def blend_system(scene: Scene, solve: Callable[..., np.ndarray]) -> np.ndarray:
    """Return what a solver of the linear system makes, clipped, not rounded."""
    from murals.blending.guidance import divergence, gradient

    source, target = (image.astype(np.float32) / 255 for image in (scene.source, scene.target))
    initial = np.where(scene.mask[..., None], source, target)
    return 255 * np.clip(solve(initial, divergence(gradient(source)), scene.mask), 0, 1)


def blend_lu(scene: Scene) -> np.ndarray:
    """Return sparse LU's picture."""
    from murals.blending.solver import solve

    return blend_system(scene, partial(solve, solver="direct"))


def blend_pyamg(scene: Scene) -> np.ndarray:
    """Return the picture of Ruge-Stueben algebraic multigrid in conjugate gradients."""
    import pyamg

    from murals.blending.solver.direct import assemble

    def solve(initial: np.ndarray, divergence: np.ndarray, mask: np.ndarray) -> np.ndarray:
        matrix, b = assemble(initial, divergence, mask)
        hierarchy = pyamg.ruge_stuben_solver(matrix.tocsr())
        solved = initial.copy()
        for channel in range(b.shape[1]):
            start = initial[mask][:, channel].astype(np.float64)
            solved[mask, channel] = hierarchy.solve(b[:, channel], x0=start, tol=PYAMG_TOLERANCE, accel="cg")
        return solved

    return blend_system(scene, solve)


def blend_fpie(scene: Scene) -> np.ndarray:
    """Return the picture after the steps that fpie takes unless told."""
    from fpie.process import EquProcessor

    processor = EquProcessor("src", "numba")
    processor.reset(scene.source, scene.mask.astype(np.uint8) * 255, scene.target, (0, 0), (0, 0))
    processor.sync()
    blended, _ = processor.step(FPIE_STEPS)
    return np.clip(blended, 0, 255)


def blend_adam(scene: Scene) -> np.ndarray:
    """Return the course project's picture: the report's loss, its steps, its rule to stop."""
    from murals.blending.solver.adam import descend

    def solve(initial: np.ndarray, divergence: np.ndarray, mask: np.ndarray) -> np.ndarray:
        descent = descend(initial, divergence, mask)
        print(f"adam: {descent.steps} steps, loss {descent.loss:.6g}", file=sys.stderr)
        return descent.image

    return blend_system(scene, solve)


PEERS: dict[str, Callable[[Scene], np.ndarray]] = {
    "murals": blend_murals,
    "opencv": blend_opencv,
    "lu": blend_lu,
    "pyamg": blend_pyamg,
    "fpie": blend_fpie,
    "adam": blend_adam,
}
TITLES = {
    "murals": "**murals blend**",
    "opencv": "OpenCV seamlessClone",
    "lu": "scipy sparse LU",
    "pyamg": "pyamg Ruge-Stueben + CG, 1e-10",
    "fpie": f"fpie, {FPIE_STEPS} Jacobi steps",
    "adam": "Adam, the course project's",
}


COLUMNS = ["scene", "peer", "seconds", "of OpenCV's", "CPU seconds", "ns a masked pixel", "memory, MiB"]
COLUMNS += ["B a masked pixel and channel", "error, mean", "worst"]

PROTOCOL = """Seamless cloning of 8-bit pictures with three channels, in an ellipse with a hole; murals and OpenCV from
picture to picture. Seconds are medians; CPU seconds, of all cores together, are what other work on the machine changes
little. Errors are in grey levels over the masked pixels, against the exact solution, not rounded: sparse LU to 1024^2,
pyamg above, which the rows to 1024^2 show to be equal; rounding alone makes up to .5. Memory is what a call takes at
its peak beyond the pictures given.
"""

# --- Measuring ---------------------------------------------------------------------------------------------------


def measure_scene(scene: Scene, peers: list[str], options: argparse.Namespace, stopped: set[str]) -> list[Row]:
    """Measure the peers on a scene, each in its process; `stopped` gathers those that ran out of time."""
    peers = [peer for peer in peers if not (peer == "lu" and scene.mask.size > LU_LARGEST**2)]
    with tempfile.TemporaryDirectory() as folder:
        np.savez(Path(folder, "scene.npz"), **scene._asdict())
        results = {}
        for group in groups(peers):
            results |= run_group([peer for peer in group if peer not in stopped], folder, options)
        stopped |= {peer for peer in peers if peer not in results}
        truth = next((load_picture(folder, peer) for peer in ("lu", "pyamg") if peer in results), None)
        return [make_row(scene, peer, results, folder, truth, options) for peer in peers]


def groups(peers: list[str]) -> list[list[str]]:
    """Return murals and OpenCV together, every other peer alone."""
    fast = [peer for peer in peers if peer in ("murals", "opencv")]
    return [group for group in (fast, *([peer] for peer in peers if peer not in fast)) if group]


def run_group(peers: list[str], folder: str, options: argparse.Namespace) -> dict[str, dict]:
    """Run peers in one process; return their seconds and bytes, nothing if the time ran out."""
    if not peers:
        return {}
    rounds = options.rounds if "murals" in peers or "opencv" in peers else 1
    command = [sys.executable, __file__, "--worker", folder, ",".join(peers), str(rounds)]
    try:
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=options.limit).stdout
    except subprocess.TimeoutExpired:
        print(f"{peers}: stopped after {options.limit:.0f} s", file=sys.stderr)
        return {}
    results = json.loads(output.splitlines()[-1])
    print(peers, {peer: result["seconds"] for peer, result in results.items()}, file=sys.stderr)
    return results


def work(folder: str, peers: str, rounds: str) -> None:
    """Measure peers in turn, round by round, in this process; print JSON, leave the pictures in the folder."""
    with np.load(Path(folder, "scene.npz")) as file:
        scene = Scene(str(file["name"]), file["source"], file["target"], file["mask"])
    results: dict[str, dict] = {peer: {"seconds": [], "cpu": [], "bytes": []} for peer in peers.split(",")}
    for peer in results:
        PEERS[peer](make_scene(64)) if peer != "adam" else None  # loads libraries, compiles
    for _ in range(int(rounds)):
        for peer, result in results.items():
            before = reset_peak()
            start, cpu = time.perf_counter(), time.process_time()
            picture = PEERS[peer](scene)
            result["cpu"].append(time.process_time() - cpu)
            result["seconds"].append(time.perf_counter() - start)
            result["bytes"].append(read_status("VmHWM") - before)
            np.save(Path(folder, f"{peer}.npy"), picture)
    print(json.dumps(results))


def reset_peak() -> int:
    """Forget the peak of this process's memory; return the bytes that it holds now."""
    Path("/proc/self/clear_refs").write_text("5")  # proc(5)
    return read_status("VmRSS")


def read_status(name: str) -> int:
    """Return a line of this process's status in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith(name)).split()[1])


def load_picture(folder: str, peer: str) -> np.ndarray:
    return np.load(Path(folder, f"{peer}.npy"))


def make_row(
    scene: Scene,
    peer: str,
    results: dict[str, dict],
    folder: str,
    truth: np.ndarray | None,
    options: argparse.Namespace,
) -> Row:
    """Return a peer's row: medians over the rounds, errors over the masked pixels."""
    pixels = int(scene.mask.sum())
    if peer not in results:
        return Row(scene.name, pixels, peer, None, None, None, None, None, None, f"stopped: over {options.limit:.0f} s")
    seconds, mebibytes = statistics.median(results[peer]["seconds"]), max(results[peer]["bytes"]) / 2**20
    ratio = None
    if "opencv" in results and peer == "murals":
        pairs = zip(results["murals"]["seconds"], results["opencv"]["seconds"], strict=True)
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    worst = mean = None
    if truth is not None:
        error = abs(load_picture(folder, peer).astype(np.float64) - truth)[scene.mask]
        worst, mean = float(error.max()), float(error.mean())
    cpu_seconds = statistics.median(results[peer]["cpu"])
    return Row(scene.name, pixels, peer, seconds, cpu_seconds, ratio, mebibytes, worst, mean)


# --- Report ------------------------------------------------------------------------------------------------------


def write_report(rows: list[Row], out: Path, load: str) -> None:
    """Write the table, the CSV and the plot; say where."""
    (out / "images").mkdir(parents=True, exist_ok=True)
    with (out / "blending-benchmark.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Row._fields)
        writer.writerows(rows)
    draw(rows, out / "images" / "blending_benchmark.png")
    (out / "blending-benchmark.md").write_text(report_text(rows, load))


def report_text(rows: list[Row], load: str) -> str:
    """Return the report as Markdown."""
    machine = f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, {load}"
    versions = f"Python {platform.python_version()}, OpenCV {cv2.__version__}"
    lines = [
        "# Blending, measured",
        "",
        f"By `python benchmarks/blend.py` on {machine}; {versions}.",
        "",
        PROTOCOL,
        "![Time against masked pixels](images/blending_benchmark.png)",
        "",
        f"| {' | '.join(COLUMNS)} |",
        f"|{'---|' * len(COLUMNS)}",
        *map(table_line, rows),
    ]
    return "\n".join(lines) + "\n"


def table_line(row: Row) -> str:
    """Return a row of the table."""
    if row.seconds is None or row.cpu_seconds is None or row.mebibytes is None:
        return f"| {row.scene} | {TITLES[row.peer]} | {row.note} | | | | | | | |"
    numbers = (
        f"{row.seconds:.3g}",
        "" if row.ratio is None else f"{row.ratio:.3f}",
        f"{row.cpu_seconds:.3g}",
        f"{1e9 * row.seconds / row.pixels:.0f}",
        f"{row.mebibytes:.0f}",
        f"{row.mebibytes * 2**20 / row.pixels / 3:.0f}",
        "" if row.mean is None else f"{row.mean:.2f}",
        "" if row.worst is None else f"{row.worst:.2f}",
    )
    return f"| {row.scene} | {TITLES[row.peer]} | {' | '.join(numbers)} |"


def draw(rows: list[Row], path: Path) -> None:
    """Plot seconds against masked pixels of the made scenes, both logarithmic."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    for peer, title in TITLES.items():
        own = [row for row in rows if row.peer == peer and row.seconds is not None and row.scene.endswith("^2")]
        if own:
            style = {"linewidth": 2.5, "color": "black"} if peer == "murals" else {"linewidth": 1}
            axes.loglog(
                [row.pixels for row in own], [row.seconds for row in own], "o-", label=title.strip("*"), **style
            )
    axes.set(xlabel="masked pixels", ylabel="seconds")
    axes.grid(alpha=0.3)
    figure.legend(frameon=False, loc="outside upper center", ncols=2)
    figure.savefig(path, dpi=120)
    plt.close(figure)


if __name__ == "__main__":
    main()
