"""What each part of the loss brings: short trainings that differ in one thing, each with several seeds.

    python benchmarks/ablate.py --clean DIR --pairs DIR --valid DIR ... --stop 3200 --seeds 0 1

Every variant is a run of `train_packaged.py`. Out: a Markdown table of validation PSNR over the hole in dB, mean and
spread over the seeds.
"""

import argparse
import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np

NONE = {"hole_weight": 0, "decibel_weight": 0, "ssim_weight": 0, "proposal_weight": 0.1}
VARIANTS = {  # each adds to the one before
    "L1 over the whole pasted image": NONE,
    "+ .2 (1 - SSIM)": NONE | {"ssim_weight": 0.2},
    "+ L1 over the hole": NONE | {"ssim_weight": 0.2, "hole_weight": 1},
    "+ .2 log MSE over the hole (ours)": NONE | {"ssim_weight": 0.2, "hole_weight": 1, "decibel_weight": 0.2},
    "+ L1 over the border band": NONE
    | {"ssim_weight": 0.2, "hole_weight": 1, "decibel_weight": 0.2, "band_weight": 0.5},
    "+ .1 perceptual": NONE | {"ssim_weight": 0.2, "hole_weight": 1, "decibel_weight": 0.2, "perceptual_weight": 0.1},
}


def main() -> None:
    """Run every variant with every seed and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default="runs/ablation")
    parser.add_argument("--seeds", nargs="+", default=["0", "1"])
    parser.add_argument("--valid", nargs="+", required=True)
    args, others = parser.parse_known_args()
    print("| loss | " + " | ".join(f"{Path(folder).name}, hole dB" for folder in args.valid) + " |")
    print("|---|" + "---|" * len(args.valid), flush=True)
    for name, loss in VARIANTS.items():
        ends = [train(Path(args.out) / f"{name}-{seed}", loss, seed, args.valid, others) for seed in args.seeds]
        means, spreads = np.mean(ends, 0), np.ptp(ends, 0) / 2
        print(f"| {name} | " + " | ".join(f"{m:.2f} ± {s:.2f}" for m, s in zip(means, spreads, strict=True)) + " |")
        sys.stdout.flush()


def train(out: Path, loss: dict, seed: str, valid: list[str], others: list[str]) -> list[float]:
    """Train one variant and return its last validation PSNR over the hole, one number a folder."""
    script = Path(__file__).with_name("train_packaged.py")
    command = [sys.executable, "-W", "ignore", str(script), "--out", str(out), "--seed", seed]
    subprocess.run([*command, "--loss", json.dumps(loss), "--valid", *valid, *others], check=True, stdout=sys.stderr)
    *_, last = csv.reader((out / "curve.csv").open(newline=""))
    return [float(x) for x in last[3::2]]


if __name__ == "__main__":
    main()
