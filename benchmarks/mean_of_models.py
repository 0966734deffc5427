"""The mean of the weights of two checkpoints of one training: what one leg gained, without all that it cost the other.

    PYTHONPATH=. python benchmarks/mean_of_models.py RUN_A RUN_B --valid DIR ... --out OUT

The second is what the first became by more training, so that both lie in one valley (model soups: Wortsman et al. 2022,
https://arxiv.org/abs/2203.05482). The record is that of the second, with what it is the mean of, and scored anew.
"""

import argparse
from pathlib import Path

import torch
from torch import nn
from train_packaged import read_valid, validate, watched

from murals.learn.checkpoint import open_checkpoint
from murals.learn.saved_network import load_network, save_checkpoint

OF_THE_FILE = ("format", "kind", "network", "versions", "weights_sha256", "saved")  # written anew


def main() -> None:
    """Write the mean and print its scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs=2)
    parser.add_argument("--valid", nargs="+", required=True, help="folders of pairs whose split val is scored")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    first, second = (open_checkpoint(model) for model in args.models)
    net = mean_of(load_network(first), load_network(second)).eval()
    scores = validate(net, read_valid(args.valid), "cpu")
    info = {key: value for key, value in second.info.items() if key not in OF_THE_FILE} | watched(scores)
    info["mean_of"] = [checkpoint.info["weights_sha256"] for checkpoint in (first, second)]
    written = save_checkpoint(Path(args.out) / second.path.name, net, info, half=True)
    print(written.path, scores)


def mean_of(a: nn.Module, b: nn.Module) -> nn.Module:
    """Return `a` with the mean of both networks' weights and running statistics; counters stay those of `b`."""
    mine, others = a.state_dict(), b.state_dict()
    a.load_state_dict(
        {k: torch.lerp(v, others[k], 0.5) if v.is_floating_point() else others[k] for k, v in mine.items()}
    )
    return a


if __name__ == "__main__":
    main()
