"""Train the model that comes with the package, for as many minutes as there are, and go on where it was left.

    python benchmarks/train_packaged.py --clean DIR ... --pairs DIR ... --valid DIR ... --minutes 60 --out runs/packaged

Clean photographs are damaged anew at every look (by `--recipes`); pairs that `murals damage` made are cropped and
turned. `--valid` folders of pairs, whose split `val` is used, watch the training; the walls of the
published score are not among them. The three phases share the samples by `PHASES`. The rate warms up, stays, and in the
last part of the minutes falls to zero; the weights that are kept are a running average. Both are in `--out` after each
epoch: the same command goes on from there and warms up anew; on another machine `--init` starts from a checkpoint.
"""

import argparse
import csv
import json
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from fastai.callback.core import Callback, CancelValidException
from fastai.callback.training import GradientClip
from fastai.data.core import DataLoaders, TfmdDL
from fastai.learner import Learner
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from murals.config import DEFAULT_ENCODER, LossConfig, NetworkConfig
from murals.data.cuts import bring_to_tile_scale
from murals.data.depth import learned_radius
from murals.data.fresh import ONLY_UPSTREAM, BytePair, FreshPairs, as_float
from murals.data.pairs import Pair, find_pairs
from murals.heap import keep_freed_memory
from murals.images import from_float, marked, read_image8, read_kinds, to_float
from murals.learn.callbacks import HIDDEN, StopOnNaN
from murals.learn.checkpoint import Checkpoint, open_checkpoint
from murals.learn.learner import mural_learner
from murals.learn.losses import MuralLoss
from murals.learn.metrics import psnr
from murals.learn.network import ACTIVATIONS
from murals.learn.optimizers import OPTIMIZERS
from murals.learn.saved_network import load_weights, read_state, save_checkpoint

PHASES = {"1": (-1, 0.08), "2a": (-2, 0.04), "2b": (0, 0.88)}  # fastai's freeze_to; share of the samples
SPREAD = 0.3  # the first stage of the encoder learns at this share of the decoder's rate
AVERAGE = 0.998  # of the weights so far in the running average; less in the first batches
LOSS = LossConfig(
    ssim_weight=0.2, perceptual_weight=0.0, edge_weight=0.0, hole_weight=1.0, decibel_weight=0.2, proposal_weight=0.1
)
Scores = dict[str, tuple[float, float]]  # of each folder: PSNR over the hole, over the whole pasted image


class Steps(Callback):
    """Set the rate of each batch, keep the running average, and count."""

    def __init__(self, average: AveragedModel, rate: Callable[[int], float]) -> None:
        """`rate(batches)` is the highest learning rate after so many batches of this session."""
        super().__init__()
        self.average, self.rate, self.batches = average, rate, 0
        self.sum: Tensor | float = 0.0

    def before_batch(self) -> None:
        """Set the rate; the stages of the encoder learn slower, the first slowest."""
        shares = np.geomspace(SPREAD, 1, len(self.learn.opt.param_lists))
        for hyper, share in zip(self.learn.opt.hypers, shares, strict=True):
            hyper["lr"] = self.rate(self.batches) * share

    def before_validate(self) -> None:
        """Leave fastai's pass over a second loader out: `--valid` is what the average is scored on."""
        raise CancelValidException

    def after_step(self) -> None:
        """Average and count."""
        self.average.update_parameters(self.learn.model)
        self.batches += 1
        self.sum = self.sum + self.learn.loss_grad.detach()  # a tensor: to read it would make a card wait


class RestBatchNorm(Callback):
    """Behind phase 1 the statistics rest: batches of a few crops with and without a mask are too unlike to average."""

    order = -7
    active = False

    def before_train(self) -> None:
        """Put the normalisation into eval mode; its scale and shift go on learning."""
        if self.active:
            for module in self.learn.model.modules():
                if isinstance(module, nn.modules.batchnorm._BatchNorm):
                    module.eval()


class Training:
    """One session: the learner, the average, and how far it is."""

    def __init__(self, args: argparse.Namespace) -> None:
        """Take up the state in `--out` if there is one."""
        self.args, self.out = args, Path(args.out)
        self.out.mkdir(parents=True, exist_ok=True)
        file = self.out / "state.pt"
        state = torch.load(file, weights_only=True) if file.is_file() else {}
        self.samples = state.get("samples", 0)
        self.valid = read_valid(args.valid)
        self.learn = build_learner(args, seed=args.seed + self.samples)
        looked_at: FreshPairs = self.learn.dls.train.dataset
        self.max_radius = learned_radius(looked_at[i][2][0].numpy() / 255 for i in range(args.probed))
        self.average = AveragedModel(self.learn.model, multi_avg_fn=average_weights, use_buffers=True)
        if state:
            self.learn.model.load_state_dict(state["network"])
            self.average.module.load_state_dict(state["average"])
            self.average.n_averaged.fill_(state["batches"])
        self.steps, self.rest, self.stop = Steps(self.average, self.rate), RestBatchNorm(), StopOnNaN()
        self.learn.add_cbs([self.steps, self.rest, self.stop, GradientClip(1.0)])
        if args.bfloat16:
            self.learn.to_bf16()
        self.learn.create_opt()
        self.begun = time.monotonic()

    def run(self) -> None:
        """Train epoch by epoch until the minutes or the samples are over."""
        if not self.samples:
            self.report("", 0.0, validate(self.learn.model, self.valid, self.args.device))
        phase = ""
        while self.done() < 1:
            if phase != (phase := "2b" if self.args.init else phase_at(self.samples / self.args.samples)):
                self.learn.freeze_to(PHASES[phase][0])
                self.rest.active = phase != "1"
            self.train_epoch(phase)

    def train_epoch(self, phase: str) -> None:
        """Train on `--epoch` samples, score the average, save it and the state; what is no number reaches neither."""
        before, self.steps.sum = self.steps.batches, 0.0
        with self.learn.no_bar(), self.learn.no_logging():
            self.learn.fit(1)
        if self.stop.failure:
            raise self.stop.failure
        batches = self.steps.batches - before
        self.samples += batches * self.args.batch_size
        scores = validate(self.average.module, self.valid, self.args.device)
        self.report(phase, float(self.steps.sum) / batches, scores)
        self.keep(scores)

    def done(self) -> float:
        """Return how much of the minutes, or of the samples to stop at, is spent."""
        minutes = (time.monotonic() - self.begun) / 60 / self.args.minutes
        return max(minutes, self.samples / self.args.stop if self.args.stop else 0.0)

    def rate(self, batches: int) -> float:
        """Return the rate: a warm-up, a plateau, a fall."""
        rise, fall = (batches + 1) / self.args.warm_up, max(0.0, 1 - self.done()) / self.args.decay
        return self.args.lr * min(1.0, rise, fall)

    def keep(self, scores: Scores) -> None:
        """Write the checkpoint and the state.

        The last average is kept and not the best: the rate falls to its end, and holes do not tell how well masks are
        proposed.
        """
        save_checkpoint(self.out / "phase2b.safetensors", self.average.module, self.info(scores), half=True)
        state = {
            "network": self.learn.model.state_dict(),
            "average": self.average.module.state_dict(),
            "samples": self.samples,
            "batches": int(self.average.n_averaged),
        }
        torch.save(state, self.out / "state.tmp")
        (self.out / "state.tmp").replace(self.out / "state.pt")

    def info(self, scores: Scores) -> dict[str, Any]:
        """Return the plain data of the checkpoint; no paths of this machine."""
        names = ("crop", "recipes", "share", "dense", "sound", "hidden", "batch_size", "optimizer", "lr", "seed")
        names += ("encoder", "bfloat16")
        return {
            "phase": "2b",
            "trained": True,
            "size": self.args.crop,
            "max_radius": self.max_radius,
            "samples": self.samples,
            "settings": {name: getattr(self.args, name) for name in names} | {"loss": self.learn.loss_func.weights},
            **watched(scores),
        }

    def report(self, phase: str, loss: float, scores: Scores) -> None:
        """Print a line and append it to curve.csv: samples, phase, loss, then hole and whole dB of each folder."""
        row = [self.samples, phase, f"{loss:.4f}", *(f"{x:.3f}" for pair in scores.values() for x in pair)]
        print(*row, flush=True)
        with (self.out / "curve.csv").open("a", newline="") as file:
            csv.writer(file).writerow(row)


def watched(scores: Scores) -> dict[str, Any]:
    """Return what a checkpoint keeps of the pairs that watched its training, in dB."""
    plain = {name: [round(number, 3) for number in pair] for name, pair in scores.items()}
    return {"scores": {"valid_psnr": float(np.mean([whole for _, whole in plain.values()])), "watched_by": plain}}


def build_learner(args: argparse.Namespace, *, seed: int) -> Learner:
    """Load the images into memory and build the learner."""
    clean = [read_photograph8(path) for folder in args.clean for path in sorted(Path(folder).iterdir())]
    pairs = [read_pair(pair) for folder in args.pairs for pair in find_pairs(folder, "train")]
    print(len(clean), "photographs,", len(pairs), "pairs", flush=True)
    shares = {"share": args.share, "dense": args.dense, "sound": args.sound, "again": args.again}
    fresh = FreshPairs(clean, pairs, crop=args.crop, length=args.epoch, recipes=args.recipes, seed=seed, **shares)
    device = torch.device(args.device)
    loader = TfmdDL(
        fresh,
        bs=args.batch_size,
        shuffle=False,
        drop_last=True,
        num_workers=args.workers,
        pin_memory=args.device != "cpu",
        after_batch=[as_float],
        device=device,
    )
    dls = DataLoaders(loader, loader, device=device)
    dls.n_inp = 1
    loss = MuralLoss.from_config(replace(LOSS, **args.loss))
    config = NetworkConfig(encoder=args.encoder, activation=args.activation)
    learn = mural_learner(dls, config=config, loss_func=loss, pretrained=not (args.no_pretrained or args.init))
    if args.init:
        take_up(learn.model, open_checkpoint(args.init))
    learn.show_mask.hidden = args.hidden
    learn.opt_func = OPTIMIZERS[args.optimizer]
    return learn.remove_cbs([cb for cb in learn.cbs if cb.name in ("progress", "recorder")])


def take_up(net: Any, checkpoint: Checkpoint) -> None:
    """Load a checkpoint, also one of a network that does not know kinds of damage: what it lacks begins at zero."""
    if replace(checkpoint.network, kinds=True) != net.config or checkpoint.network.kinds:
        return load_weights(net, checkpoint)
    state = read_state(checkpoint)
    begun = net.state_dict()
    for name, weights in state.items():
        if weights.shape == begun[name].shape:
            continue
        wider = torch.zeros_like(begun[name])
        if name == "head.2.weight" or name == "head.2.bias":  # the last row: the logit of a veil
            wider[: len(weights)] = weights
        else:  # before the hidden paint, the last three channels: the veiled part of the mask
            wider[:, :-4], wider[:, -3:] = weights[:, :-3], weights[:, -3:]
        state[name] = wider
    net.load_state_dict(state)
    return None


def read_photograph8(path: Path) -> np.ndarray:
    """Return a photograph `(H, W, 3)` uint8 at the scale of a 512 px tile."""
    return from_float(bring_to_tile_scale(to_float(read_image8(path))), np.uint8)


def read_pair(pair: Pair) -> BytePair:
    """Read a pair of files into memory."""
    assert pair.mask is not None, f"{pair.damaged} has no mask"
    return BytePair(read_image8(pair.damaged), read_image8(pair.clean), read_kinds(pair.mask))


def read_valid(folders: list[str]) -> dict[str, list[BytePair]]:
    """Read the pairs of the split `val` of each folder into memory, by the folder's name."""
    return {Path(folder).name: [read_pair(pair) for pair in find_pairs(folder, "val")] for folder in folders}


def phase_at(share: float) -> str:
    """Return the phase after this share of the expected samples."""
    for name, (_, part) in PHASES.items():
        if share < part:
            return name
        share -= part
    return "2b"


def average_weights(average: Any, weights: Any, batches: Tensor) -> None:
    """Move the running average on: short at first, so that it does not hang on to the random start."""
    count = int(batches)
    get_ema_multi_avg_fn(min(AVERAGE, (1 + count) / (10 + count)))(average, weights, batches)


@torch.inference_mode()
def validate(net: nn.Module, valid: dict[str, list[BytePair]], device: str) -> Scores:
    """Return for each folder the mean PSNR over the hole and over the whole pasted image, in dB."""
    training, _ = net.training, net.eval()
    scores = {name: np.nanmean([score_pair(net, pair, device) for pair in pairs], 0) for name, pairs in valid.items()}
    net.train(training)
    return {name: (float(hole), float(whole)) for name, (hole, whole) in scores.items()}


def score_pair(net: nn.Module, pair: BytePair, device: str) -> tuple[float, float]:
    """Return the PSNR over the hole and over the whole of one pair, in dB."""
    damaged, clean, mask = (as_batch(part, device) for part in (pair.damaged, pair.clean, pair.mask[..., None]))
    restored, mask = net(damaged / 255, mask / 255)[:, :3], marked(mask / 255).float()
    return float(psnr(restored, clean / 255, mask)), float(psnr(restored, clean / 255))


def as_batch(x: np.ndarray, device: str) -> Tensor:
    """Return `(H, W, C)` as float32 `(1, C, H, W)`."""
    return torch.from_numpy(np.ascontiguousarray(x.transpose(2, 0, 1)))[None].float().to(device)


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clean", nargs="+", default=[], help="folders of clean photographs")
    parser.add_argument("--pairs", nargs="+", default=[], help="folders of pairs whose train split is used")
    parser.add_argument("--valid", nargs="+", required=True, help="folders of pairs whose val split is scored")
    parser.add_argument("--out", default="runs/packaged")
    parser.add_argument("--init", help="checkpoint to start from")
    parser.add_argument("--encoder", default=DEFAULT_ENCODER)
    parser.add_argument("--activation", choices=ACTIVATIONS, default="silu", help="of the decoder")
    parser.add_argument("--no-pretrained", action="store_true", help="begin with random weights in the encoder too")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--stop", type=int, help="samples to stop at, if the minutes are not over before")
    parser.add_argument("--samples", type=int, default=60_000, help="expected in all: the phases share them")
    parser.add_argument("--crop", type=int, default=128, help="side of a sample in px")
    parser.add_argument("--share", type=float, default=0.5, help="of the samples that come from --pairs")
    parser.add_argument("--dense", type=float, default=0.0, help="share of the clean crops under two masks")
    parser.add_argument("--sound", type=float, default=0.0, help="share of the clean crops under no mask")
    parser.add_argument(
        "--recipes", type=json.loads, default=dict(ONLY_UPSTREAM), help="how often each is used, as JSON"
    )
    parser.add_argument(
        "--again", type=float, default=0.0, help="share of the crops under masks drawn for another wall"
    )
    parser.add_argument("--workers", type=int, default=0, help="processes that damage the crops")
    parser.add_argument("--bfloat16", action="store_true", help="compute in half precision")
    parser.add_argument("--warm-up", type=int, default=60, help="batches")
    parser.add_argument("--decay", type=float, default=0.3, help="last share of the way, in which the rate falls")
    parser.add_argument("--probed", type=int, default=500, help="samples that tell how deep the holes are")
    parser.add_argument("--hidden", type=float, default=HIDDEN, help="share of the batches that hide the mask")
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--epoch", type=int, default=4800, help="samples between two validations")
    parser.add_argument("--lr", type=float, default=3e-4)
    parser.add_argument("--optimizer", choices=OPTIMIZERS, default="muon")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--loss", type=json.loads, default={}, help=f"weights that differ from {asdict(LOSS)}, as JSON")
    return parser.parse_args()


def main() -> None:
    """Train until the minutes are over."""
    args = parse()
    keep_freed_memory()
    torch.set_num_threads(args.threads)
    if args.workers:
        cv2.setNumThreads(1)  # in each of them
    torch.manual_seed(args.seed)
    Training(args).run()


if __name__ == "__main__":
    main()
