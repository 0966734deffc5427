"""Train the model that comes with the package, for as many minutes as there are, and go on where it was left.

    python benchmarks/train_packaged.py --clean DIR --pairs DIR ... --valid DIR ... --minutes 60 --out runs/packaged

Clean photographs are damaged anew at every look (recipe `upstream`); pairs that `murals damage` made (recipe `mural`)
are cropped and turned. `--valid` folders of pairs, whose split `val` is used, choose the checkpoint; the walls of the
published score are not among them. The three phases share the time by `SHARES`. The rate warms up, stays, and in the
last part of the minutes falls to zero; the weights that are kept are a running average. The state after each epoch is
in `--out`: the same command goes on from there, on another machine from the weights alone (`--init`).
"""

import argparse
import csv
import json
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from fastai.callback.core import Callback
from fastai.callback.training import GradientClip
from fastai.data.core import DataLoaders, TfmdDL
from fastai.learner import Learner
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from murals.config import DEFAULT_ENCODER, LossConfig, NetworkConfig
from murals.data.cuts import TILE, bring_to_tile_scale
from murals.data.fresh import BytePair, FreshPairs
from murals.data.pairs import find_pairs
from murals.images import read_image8, read_mask
from murals.learn.checkpoint import load_weights, open_checkpoint, save_checkpoint
from murals.learn.learner import mural_learner
from murals.learn.losses import MuralLoss
from murals.learn.metrics import psnr

SIZE = 256  # px, the side that tiles of 512 px are shrunk to
SHARES = {"1": (-1, 0.08), "2a": (-2, 0.04), "2b": (0, 0.88)}  # freeze_to, share of the samples
WARM_UP = 60  # batches
DECAY = 0.3  # last share of the minutes
EMA = 0.998
LOSS = LossConfig(l1_weight=1.0, ssim_weight=0.2, perceptual_weight=0.0, edge_weight=0.0,
                  hole_weight=1.0, decibel_weight=0.2, proposal_weight=0.1)  # fmt: skip


def main() -> None:
    """Train until the minutes are over."""
    args = parse()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    state_file = out / "state.pt"
    state = torch.load(state_file, weights_only=True) if state_file.is_file() else {}
    learn = build(args, seed=args.seed + state.get("samples", 0))
    if state:
        learn.model.load_state_dict(state["network"])
    elif args.init:
        load_weights(learn.model, open_checkpoint(args.init))
    average = AveragedModel(learn.model, multi_avg_fn=get_ema_multi_avg_fn(EMA), use_buffers=True)
    if state:
        average.module.load_state_dict(state["average"])
        average.n_averaged.fill_(state["batches"])
    run(learn, average, args, state, out)


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clean", nargs="+", default=[], help="folders of clean photographs")
    parser.add_argument("--pairs", nargs="+", default=[], help="folders of pairs whose train split is used")
    parser.add_argument("--valid", nargs="+", required=True, help="folders of pairs whose val split chooses")
    parser.add_argument("--out", default="runs/packaged")
    parser.add_argument("--init", help="checkpoint to start from")
    parser.add_argument("--encoder", default=DEFAULT_ENCODER)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--samples", type=int, default=60_000, help="expected in all: the phases share them")
    parser.add_argument("--crop", type=int, default=128)
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--epoch", type=int, default=2400, help="samples between two validations")
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--loss", type=json.loads, default={}, help="weights that differ from LOSS, as JSON")
    return parser.parse_args()


def build(args: argparse.Namespace, seed: int) -> Learner:
    """Load the images into memory and build the learner."""
    clean = [shrink_photograph(path) for folder in args.clean for path in sorted(Path(folder).iterdir())]
    pairs = [read_pair(pair) for folder in args.pairs for pair in find_pairs(folder, "train")]
    print(len(clean), "photographs,", len(pairs), "pairs", flush=True)
    fresh = FreshPairs(clean, pairs, crop=args.crop, length=args.epoch, seed=seed)
    loader = TfmdDL(
        fresh, bs=args.batch_size, shuffle=False, drop_last=True, num_workers=0, device=torch.device(args.device)
    )
    dls = DataLoaders(loader, loader, device=torch.device(args.device))
    dls.n_inp = 1
    loss = MuralLoss.from_config(LossConfig(**{**LOSS.__dict__, **args.loss}))
    learn = mural_learner(dls, config=NetworkConfig(args.encoder), loss_func=loss)
    learn.model.to(memory_format=torch.channels_last)
    learn.remove_cbs([cb for cb in learn.cbs if cb.name in ("progress", "recorder")])
    return learn


def shrink_photograph(path: Path) -> np.ndarray:
    """Return a photograph `(H, W, 3)` uint8 at the scale of a 256 px tile."""
    image = bring_to_tile_scale(read_image8(path).astype(np.float32) / 255)
    small = cv2.resize(image, None, fx=SIZE / TILE, fy=SIZE / TILE, interpolation=cv2.INTER_AREA)
    return (small * 255).round().clip(0, 255).astype(np.uint8)


def read_pair(pair) -> BytePair:
    """Read a pair of files into memory."""
    return BytePair(read_image8(pair.damaged), read_image8(pair.clean), read_mask(pair.mask))


class Steps(Callback):
    """Set the rate of each batch, keep the running average, and count."""

    def __init__(self, average: nn.Module, rate) -> None:
        super().__init__()
        self.average, self.rate, self.batches, self.loss_sum = average, rate, 0, 0.0

    def before_batch(self) -> None:
        """Set the rate; the groups of the encoder train slower, the first slowest."""
        top = self.rate(self.batches)
        n = len(self.learn.opt.param_lists)
        for hyper, share in zip(self.learn.opt.hypers, np.geomspace(0.3, 1, n), strict=True):
            hyper["lr"] = top * share

    def after_step(self) -> None:
        """Average and count; `after_step` comes behind a batch that was really used."""
        self.average.update_parameters(self.learn.model)
        self.batches += 1
        self.loss_sum += float(self.learn.loss_grad.detach())


class RestBatchNorm(Callback):
    """Behind phase 1 the statistics rest: batches of 8 crops with and without a mask are too unlike to be averaged."""

    order = -7
    active = False

    def before_train(self) -> None:
        """Put the normalisation into eval mode; its scale and shift go on learning."""
        if self.active:
            for module in self.learn.model.modules():
                if isinstance(module, nn.modules.batchnorm._BatchNorm):
                    module.eval()


def run(learn: Learner, average: AveragedModel, args: argparse.Namespace, state: dict, out: Path) -> None:
    """Train epoch by epoch; validate, save."""
    begun, samples, best = time.monotonic(), state.get("samples", 0), state.get("best", -1e9)

    def spent() -> float:
        return (time.monotonic() - begun) / 60 / args.minutes

    def rate(batches: int) -> float:
        return args.lr * min(1.0, (batches + 1) / WARM_UP) * min(1.0, max(0.0, (1 - spent()) / DECAY))

    valid = {Path(folder).name: [read_pair(p) for p in find_pairs(folder, "val")] for folder in args.valid}
    steps, rest = Steps(average, rate), RestBatchNorm()
    learn.add_cbs([steps, rest, GradientClip(1.0)])
    learn.create_opt()
    if state:
        learn.opt.load_state_dict(state["optimizer"])
    else:
        report(out, 0, 0.0, validate(learn.model, valid, args.device), 0.0)
    phase = None
    while spent() < 1:
        now = phase_at(samples / args.samples)
        if now != phase:
            phase = now
            learn.freeze_to(SHARES[phase][0])
            rest.active = phase != "1"
        steps.loss_sum = 0.0
        done = steps.batches
        with learn.no_bar(), learn.no_logging():
            learn.fit(1, cbs=[])
        samples += (steps.batches - done) * args.batch_size
        scores = validate(average.module, valid, args.device)
        total = float(np.mean([hole for hole, _ in scores.values()]))
        report(out, samples, steps.loss_sum / (steps.batches - done), scores, spent(), phase)
        if total > best:
            best = total
            info = {"phase": "2b", "trained": True, "samples": samples, "size": args.crop, "seed": args.seed,
                    "scores": {"valid_psnr": float(np.mean([w for _, w in scores.values()])), "hole": scores},
                    "settings": {**vars(args), "loss": learn.loss_func.weights}}  # fmt: skip
            save_checkpoint(out / "phase2b.safetensors", average.module, info, half=True)
        torch.save({"network": learn.model.state_dict(), "average": average.module.state_dict(), "samples": samples,
                    "batches": int(average.n_averaged), "best": best, "optimizer": learn.opt.state_dict()},
                   out / "state.tmp")  # fmt: skip
        (out / "state.tmp").replace(out / "state.pt")


def phase_at(share: float) -> str:
    """Return the phase after this share of the expected samples."""
    for name, (_, part) in SHARES.items():
        if share < part:
            return name
        share -= part
    return "2b"


@torch.inference_mode()
def validate(net: nn.Module, valid: dict[str, list[BytePair]], device: str) -> dict[str, tuple[float, float]]:
    """Return for each folder the mean PSNR over the hole and over the whole pasted image, in dB."""
    training, _ = net.training, net.eval()
    scores = {}
    for name, pairs in valid.items():
        values = []
        for pair in pairs:
            damaged, clean = (torch.from_numpy(x.transpose(2, 0, 1).copy())[None].float() / 255 for x in pair[:2])
            mask = torch.from_numpy(pair.mask[None, None].astype(np.float32))
            restored = net(damaged.to(device), mask.to(device))[:, :3].cpu()
            values.append((float(psnr(restored, clean, mask)), float(psnr(restored, clean))))
        scores[name] = tuple(float(x) for x in np.nanmean(values, 0))
    net.train(training)
    return scores


def report(out: Path, samples: int, loss: float, scores: dict, spent: float, phase: str = "") -> None:
    """Print a line and append it to curve.csv."""
    row = [samples, phase, f"{loss:.4f}", *(f"{x:.3f}" for pair in scores.values() for x in pair), f"{spent:.3f}"]
    print(*row, flush=True)
    with (out / "curve.csv").open("a", newline="") as file:
        csv.writer(file).writerow(row)


if __name__ == "__main__":
    main()
