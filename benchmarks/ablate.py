"""What each part of the loss brings, another encoder, decoder or optimizer: short trainings that differ in one thing.

    python benchmarks/ablate.py --of loss --clean DIR --pairs DIR --valid DIR ... --samples 2400 --stop 2400 --seeds 0 1

Every variant is a run of `train_packaged.py`; `--jobs 2 --threads 1` trains two at once. Out: a Markdown table of
validation PSNR over the hole in dB, mean and half the range over the seeds.
"""

import argparse
import csv
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

LOSSES = {  # what differs from train_packaged.LOSS; each adds to the one before, the last two to ours
    "L1 over the whole pasted image": {"ssim_weight": 0, "hole_weight": 0, "decibel_weight": 0},
    "+ .2 (1 - SSIM)": {"hole_weight": 0, "decibel_weight": 0},
    "+ L1 over the hole": {"decibel_weight": 0},
    "+ .2 log MSE over the hole (ours)": {},
    "ours + L1 over the border band": {"band_weight": 0.5},
    "ours + .1 perceptual": {"perceptual_weight": 0.1},
}
RATES = [("adamw", "5e-4"), ("muon", "5e-4"), ("muon", "1e-3")]
RANDOM = "--no-pretrained"
VARIANTS = {
    "loss": {name: ["--loss", json.dumps(loss)] for name, loss in LOSSES.items()},
    "encoder": {
        "tf_efficientnet_lite0, ImageNet": [],
        "tf_efficientnet_lite0, random": [RANDOM],
        "mobilenetv3_small_100, random": ["--encoder", "mobilenetv3_small_100", RANDOM],
        "resnet18, random": ["--encoder", "resnet18", RANDOM],
    },
    "decoder": {
        f"{name}, rate {rate}": ["--activation", name.lower(), "--lr", rate]
        for name in ("ReLU", "SiLU")
        for rate in ("1e-3", "3e-4")
    },
    "optimizer": {f"{name}, rate {rate}": ["--optimizer", name, "--lr", rate] for name, rate in RATES},
}


def main() -> None:
    """Run every variant with every seed and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--of", choices=VARIANTS, default="loss")
    parser.add_argument("--out", default="runs/ablation")
    parser.add_argument("--seeds", nargs="+", default=["0", "1"])
    parser.add_argument("--valid", nargs="+", required=True)
    parser.add_argument("--jobs", type=int, default=1, help="trainings at once")
    args, others = parser.parse_known_args()
    print(f"| {args.of} | " + " | ".join(f"{Path(folder).name}, hole dB" for folder in args.valid) + " |")
    print("|---|" + "---|" * len(args.valid), flush=True)
    variants = VARIANTS[args.of]
    runs = [(f"{name}-{seed}", seed, options) for name, options in variants.items() for seed in args.seeds]
    with ThreadPoolExecutor(args.jobs) as pool:
        ends = pool.map(lambda run: train(Path(args.out) / run[0], run[1], args.valid, run[2] + others), runs)
        for name in variants:
            found = [next(ends) for _ in args.seeds]  # one that fails cancels those that wait
            means, spreads = np.mean(found, 0), np.ptp(found, 0) / 2
            cells = (f"{m:.2f} ± {s:.2f}" for m, s in zip(means, spreads, strict=True))
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def train(out: Path, seed: str, valid: list[str], options: list[str]) -> list[float]:
    """Train one variant and return its last validation PSNR over the hole, one number a folder."""
    script = Path(__file__).with_name("train_packaged.py")
    command = [sys.executable, "-W", "ignore", str(script), "--out", str(out), "--seed", seed]
    subprocess.run([*command, "--valid", *valid, *options], check=True, stdout=sys.stderr)
    *_, last = csv.reader((out / "curve.csv").open(newline=""))
    return [float(x) for x in last[3::2]]


if __name__ == "__main__":
    main()
