"""Tells the lag of batch normalisation from overfitting: the loss of one network in train mode and in eval mode.

    python benchmarks/translate_modes.py $MURALS_PHOTOS/facades                              # preset fcn
    python benchmarks/translate_modes.py $MURALS_PHOTOS/facades --size 128 --batch-size 16

In train mode a batch is normalised by its own mean and variance, in eval mode by their running means, which lag behind
the weights. Where the two modes agree and training lies far below validation, the network overfits. Prints a markdown
table of L1 on [-1, 1]; the network and its training are those of `--preset`.
"""

import argparse
import copy
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from fastai.learner import Learner
from torch import Tensor, nn

from murals.config import TRANSLATE
from murals.data.aligned import find_aligned
from murals.data.aligned_loaders import translate_dls
from murals.heap import keep_freed_memory
from murals.learn.phases import train_phase
from murals.learn.run import Run, new_run
from murals.learn.translator_learner import translation_learner
from murals.translate.presets import TRANSLATE_PRESETS

BATCH = 100  # images a batch when measured; all of them whole, so that none is normalised by a few


def main() -> None:
    """Train and print a row every so many epochs."""
    options = parse_options()
    keep_freed_memory()
    preset = TRANSLATE_PRESETS[options.preset]
    training = preset.training
    changes = {"epochs": options.epochs, "batch_size": options.batch_size, "schedule": options.schedule}
    training = replace(training, **{name: value for name, value in changes.items() if value is not None})
    sides = [find_aligned(options.data, side, direction=options.direction) for side in ("train", "val")]
    dls = translate_dls(*sides, size=options.size, batch_size=training.batch_size, device="cpu")
    learn = translation_learner(dls, config=preset.network)
    batches = [
        [tuple(t.as_subclass(Tensor) for t in b) for b in dls.test_dl(s, with_labels=True, bs=BATCH)] for s in sides
    ]
    print("| epoch | training, train mode | eval mode | validation, train mode | eval mode |\n|---|---|---|---|---|")

    def after_epoch(run: Run, learn: Learner) -> None:
        epoch = int(run.history()[-1]["epoch"])
        if epoch % options.every == 0:
            cells = [f"{mean_loss(learn.model, side, train=mode):.3f}" for side in batches for mode in (True, False)]
            print(f"| {epoch} | {' | '.join(cells)} |", flush=True)

    with TemporaryDirectory() as folder:
        run = new_run(Path(folder), TRANSLATE)
        train_phase(learn, TRANSLATE, config=training, run=run, after_epoch=after_epoch)


def parse_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--preset", default="fcn", choices=TRANSLATE_PRESETS)
    parser.add_argument("--direction", default="AtoB")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--batch-size", type=int)
    parser.add_argument("--size", type=int)
    parser.add_argument("--schedule", help="steps, cosine or half_linear; steps unless given")
    parser.add_argument("--every", type=int, default=10)
    return parser.parse_args()


def mean_loss(net: nn.Module, batches: list[tuple[Tensor, Tensor]], *, train: bool) -> float:
    """Return L1 on [-1, 1] over all images; a copy is measured, since train mode moves the running means."""
    net = copy.deepcopy(net).train(train)
    with torch.no_grad():
        sums = [2 * float((net(x) - y).abs().mean()) * len(x) for x, y in batches]
    return sum(sums) / sum(len(x) for x, _ in batches)


if __name__ == "__main__":
    main()
