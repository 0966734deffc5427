"""What another optimizer, decoder or precision is worth: the phases of the preset trained with each, over seeds.

    python benchmarks/phases.py PAIRS OTHER --out runs/phases --phases 1 --seeds 0 1 2 --jobs 2

PAIRS has `train` and `val`; OTHER has a `val` whose damage another hand drew (`benchmarks/other_hand.py`), of the size
of PAIRS. Each training is a process of one thread, and its end is a file in `--out`: one that is there already is not
trained again. The first way is the preset's. Out: a Markdown table of validation PSNR in dB after the last phase (in
float32), mean and half the range over the seeds, and of CPU seconds, validation included, as ratios to the first way
with the same seed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from fastai.torch_core import set_seed

from murals.config import NetworkConfig
from murals.data.loaders import mural_dls
from murals.learn.learner import mural_learner
from murals.learn.losses import MuralLoss
from murals.learn.phases import train_phase
from murals.learn.presets import phase_config
from murals.learn.run import Run


@dataclass(frozen=True)
class Way:
    """What differs from the preset; the rate is that of phase 1, and those of the others keep their ratio to it."""

    optimizer: str = "muon"
    lr: float = 3e-3
    decoder: str = "unet"
    half: bool = False


WAYS = {
    "muon": Way(),
    "adamw-5e-4": Way("adamw", 5e-4),
    "adamw-1e-3": Way("adamw", 1e-3),
    "adamw-3e-3": Way("adamw", 3e-3),
    "muon-bfloat16": Way(half=True),
    "light-muon": Way(decoder="light"),
    "light-adamw-1e-3": Way("adamw", 1e-3, decoder="light"),
    "light-muon-bfloat16": Way(decoder="light", half=True),
}


def main() -> None:
    """Train every way with every seed, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("--out", type=Path, default=Path("runs/phases"))
    parser.add_argument("--phases", nargs="+", default=["1"], help="from the first on")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--epochs", type=int, help="of each phase; those of the preset unless given")
    parser.add_argument("--jobs", type=int, default=2, help="trainings at once")
    parser.add_argument("--one", nargs=2, metavar=("WAY", "SEED"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        train(args, args.one[0], int(args.one[1]))
        return
    runs = [(seed, way) for seed in args.seeds for way in args.ways]
    with ThreadPoolExecutor(args.jobs) as pool:
        list(pool.map(lambda run: train_apart(args, *run), runs))
    print(table(args))


def train_apart(args: argparse.Namespace, seed: int, way: str) -> None:
    """Train in a process of one thread, from the last phase that is done."""
    if not ending(args.out, way, seed, args.phases[-1]).exists():
        command = [sys.executable, "-W", "ignore", *sys.argv, "--one", way, str(seed)]
        subprocess.run(command, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})


def ending(out: Path, way: str, seed: int, phase: str) -> Path:
    """Return the file that says how a phase ended."""
    return out / f"{way}-{seed}" / f"end{phase}.json"


def train(args: argparse.Namespace, name: str, seed: int) -> None:
    """Train the phases that are left of one way, and write how each ended."""
    way, run, start = WAYS[name], Run(args.out / f"{name}-{seed}"), None
    run.folder.mkdir(parents=True, exist_ok=True)
    for phase in args.phases:
        if not (end := ending(args.out, name, seed, phase)).exists():
            preset = phase_config(phase)
            lr = preset.lr / phase_config("1").lr * way.lr
            precision = "bfloat16" if way.half else "float32"
            config = phase_config(phase, optimizer=way.optimizer, lr=lr, epochs=args.epochs, precision=precision)
            set_seed(seed)
            learn = mural_learner(
                mural_dls(args.pairs, seed=seed, device="cpu"),
                config=NetworkConfig(decoder=way.decoder),
                loss_func=MuralLoss.from_config(config.loss),
                init=start,
            )
            began = time.process_time()
            summary = train_phase(learn, run=run, config=config, seed=seed)
            spent = time.process_time() - began
            with learn.no_bar():
                psnr = float(learn.validate()[1])
            said = {"psnr": psnr, "other": score(learn, args), "seconds": spent, "epoch": summary.best_epoch}
            end.write_text(json.dumps(said))
        start = run.weights(phase)


def score(learn, args: argparse.Namespace) -> float:
    """Return the PSNR in dB on the damage of another hand, in float32."""
    with tempfile.TemporaryDirectory() as folder, learn.no_bar():
        for part, place in (("train", args.pairs), ("val", args.other)):
            (Path(folder) / part).symlink_to((place / part).resolve())
        return float(learn.validate(dl=mural_dls(folder, device="cpu").valid)[1])


def table(args: argparse.Namespace) -> str:
    """Return the table of what has ended."""
    rows = ["| way | validation, dB | another hand, dB | CPU seconds, ratio |", "|---|---:|---:|---:|"]
    seconds: dict[int, float] = {}
    for way in args.ways:
        ends = {
            seed: [json.loads(ending(args.out, way, seed, phase).read_text()) for phase in args.phases]
            for seed in args.seeds
        }
        spent = {seed: sum(end["seconds"] for end in row) for seed, row in ends.items()}
        seconds = seconds or spent
        ratio = statistics.median(spent[seed] / seconds[seed] for seed in args.seeds)
        cells = [spread([row[-1][column] for row in ends.values()]) for column in ("psnr", "other")]
        rows.append(f"| {way} | {cells[0]} | {cells[1]} | {statistics.mean(spent.values()):.0f}, {ratio:.2f} |")
    return "\n".join(rows)


def spread(numbers: list[float]) -> str:
    """Return the mean and half the range."""
    return f"{statistics.mean(numbers):.2f} ± {(max(numbers) - min(numbers)) / 2:.2f}"


if __name__ == "__main__":
    main()
