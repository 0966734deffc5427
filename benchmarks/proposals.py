"""What a model takes for damage, by threshold: in sound photographs, where all of it is wrong, and in damaged pairs.

    python benchmarks/proposals.py models/pretrained --sound $MURALS_PHOTOS/murals/val --every 3 --pairs PAIRS

PAIRS is a folder of pairs made by `murals damage`, of whose split `--split` every second pair is looked at. Out: a
Markdown table; IoU, precision and recall over the pixels of all pairs together.
"""

import argparse
from pathlib import Path

import numpy as np

from murals.data.pairs import find_pairs
from murals.images import find_images, read_image8, read_mask, to_float
from murals.restoration.predict import Restorer

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--sound", required=True, help="folder of undamaged photographs")
    parser.add_argument("--every", type=int, default=1, help="look at every Nth photograph")
    parser.add_argument("--pairs", required=True)
    parser.add_argument("--split", default="test")
    args = parser.parse_args()
    restorer = Restorer.open(args.model)
    wrong = [flagged(restorer, path) for path in find_images(args.sound)[:: args.every]]
    shares = np.array([[(share >= t).mean() for t in THRESHOLDS] for share in wrong])  # (photographs, thresholds)
    counts = np.zeros((len(THRESHOLDS), 3))  # true and flagged, flagged, true
    for pair in find_pairs(args.pairs, args.split)[::2]:
        assert pair.mask is not None, f"{pair.damaged} has no mask"
        share, true = flagged(restorer, pair.damaged), read_mask(pair.mask)
        counts += [[(true & (share >= t)).sum(), (share >= t).sum(), true.sum()] for t in THRESHOLDS]
    print("| threshold | sound pixels flagged, mean | median | worst | pairs, IoU | precision | recall |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for t, of_sound, (both, found, true) in zip(THRESHOLDS, shares.T, counts, strict=True):
        sound = f"{of_sound.mean():.1%} | {np.median(of_sound):.1%} | {of_sound.max():.0%}"
        print(
            f"| {t} | {sound} | {both / (found + true - both):.2f} | {both / max(found, 1):.2f} | {both / true:.2f} |"
        )


def flagged(restorer: Restorer, path: Path) -> np.ndarray:
    """Return the share of damage (H, W) that the network sees in each pixel of a photograph."""
    return restorer.propose(to_float(read_image8(path)))


if __name__ == "__main__":
    main()
