"""Writes docs/performance.md: what a step, a start and a picture cost, as ratios measured in one run (`make bench`).

    python benchmarks/performance.py docs/performance.md --rounds 5

The bare loop has the same network, loss, optimizer, clipping and images, which lie in memory. Steps of both, and those
with another optimizer, are made in turn, so that what else the machine does hits them alike. Parts of other pages
(the loss, fills, blending) come from their own benchmarks, which run as processes of their own.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from fastai.callback.core import Callback, CancelValidException
from torch import nn

from murals.config import PhaseConfig
from murals.data.damage import make_pairs
from murals.data.loaders import mural_dls
from murals.data.settings import DamageSettings
from murals.drawing.draw import draw_murals
from murals.files import write_text
from murals.images import from_float, read_image, read_mask, to_float, write_image
from murals.learn.bfloat16 import precision_on
from murals.learn.callbacks import StopOnNaN
from murals.learn.learner import MuralLearner, mural_learner
from murals.learn.optimizers import OPTIMIZERS, is_matrix, iterated, orthogonalise
from murals.learn.phases import prepare_phase, step_callbacks
from murals.learn.presets import phase_config
from murals.restoration.backend import open_backend
from murals.restoration.fills.neutral import paint_tone
from murals.train.lr_find import find_learning_rate
from murals.train.settings import LrFindSettings

SIDE, BATCH = 128, 8
STEPS = 4  # of a round
LR_EPOCHS = 2  # of the test of learning rates
COPIES = 12  # of each pair where loading is measured: an epoch is then long beside the start of its workers
BLEND = ("--sizes", "512", "1024", "--rounds", "3", "--largest", "0", "--peers", "murals", "opencv", "lu", "pyamg")
HERE = Path(__file__).parent
PACKAGES = ("torch", "fastai", "timm", "onnxruntime", "numpy", "numba", "opencv-contrib-python-headless")


def main() -> None:
    """Measure everything, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        draw_data(place)
        parts = [*measure_steps(place, args.rounds), *measure_loading(place), *measure_starts(place, args.rounds)]
    parts += measure_others()
    write_text(args.page, "\n\n".join([head(load, args.rounds), *parts]) + "\n", overwrite=True)


def head(load: float, rounds: int) -> str:
    """Return the head of the page."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    machine = platform.processor() or platform.machine()
    return (
        f"# Performance\n\n`make bench` writes this page. {datetime.now(UTC):%Y-%m-%d}, {machine}, "
        f"{len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}, {packages}; load {load:.1f} at the "
        f"start. The machine is shared: read the ratios, which are medians of {rounds} rounds in which everything "
        "takes its turn, and not the seconds."
    )


def draw_data(place: Path) -> None:
    """Draw murals, and make damaged pairs of 128, 256 and 512 px of them."""
    (place / "clean").mkdir()
    for number, mural in enumerate(draw_murals(12, 0)):
        write_image(place / f"clean/m{number:02}.png", from_float(mural, np.uint8))
    for size in (SIDE, 256, 512):
        make_pairs(DamageSettings(clean=place / "clean", out=place / f"d{size}", size=size, shares=(0.7, 0.3, 0.0)))
        for path in [*(place / f"d{size}/train").rglob("*.png")]:
            for copy in range(1, COPIES):
                shutil.copy(path, path.with_name(f"copy{copy}-{path.name}"))


# --- A step of training ------------------------------------------------------------------------------------------


class InMemory:
    """Batches that lie in memory, in the place of a loader."""

    def __init__(self, batch: tuple[torch.Tensor, ...]) -> None:
        self.batch = batch

    def __iter__(self) -> Iterator[tuple[torch.Tensor, ...]]:
        return iter([self.batch] * STEPS)

    def __len__(self) -> int:
        return STEPS


class Clock(Callback):
    """Adds up the seconds of the parts of a step."""

    order = 100

    def before_fit(self) -> None:
        """Begin with nothing."""
        self.spent: dict[str, float] = {}
        self.at = time.perf_counter()

    def _tick(self, part: str) -> None:
        now = time.perf_counter()
        self.spent[part] = self.spent.get(part, 0.0) + now - self.at
        self.at = now

    def before_batch(self) -> None:
        """End what is between two steps."""
        self._tick("between steps")

    def after_pred(self) -> None:
        """End the forward pass."""
        self._tick("forward")

    def after_loss(self) -> None:
        """End the loss."""
        self._tick("loss")

    def before_step(self) -> None:
        """End the backward pass, with the checks of the gradients."""
        self._tick("backward, with checks and clipping")

    def after_step(self) -> None:
        """End the optimizer."""
        self._tick("optimizer")


def measure_steps(place: Path, rounds: int) -> list[str]:
    """Return the parts of the page about a step of training in phase 2b, everything unfrozen, and in phase 1."""
    rows, shares = [], []
    for phase in ("1", "2b"):
        config = phase_config(phase, "default")
        ways = {
            "bare loop, muon": bare(place, config, "muon"),
            "learner, muon": learner(place, config, "muon"),
            "bare loop, adamw": bare(place, config, "adamw"),
            "learner, adamw": learner(place, config, "adamw"),
            "bare loop, muon, channels first": bare(place, config, "muon", layout=torch.contiguous_format),
            "bare loop, muon, bfloat16": bare(place, config, "muon", half=True),
            "learner, muon, bfloat16": learner(place, config, "muon", half=True),
        }
        spent = in_turn(ways, rounds)
        for name in ways:
            base = "bare loop, adamw" if "adamw" in name else "bare loop, muon"
            ratio = statistics.median(a / b for a, b in zip(spent[name], spent[base], strict=True))
            rows.append(f"| {phase} | {name} | {statistics.median(spent[name]) / STEPS:.3f} | {ratio:.2f} |")
        shares.append(step_shares(place, config))
    table = "| phase | | seconds a step | of the bare loop |\n|---|---|---:|---:|\n" + "\n".join(rows)
    title = f"## A step of training\n\nBatches of {BATCH} at {SIDE} px in memory, preset `default`, float32. "
    muon = measure_muon(make_learner(place, config, "muon")[0].model, rounds)
    parts = ["| part of the learner's step, muon | phase 1 | phase 2b |", "|---|---:|---:|", *merged(*shares)]
    told = (
        "The learner has all callbacks of a phase; where nothing else is said weights lie channels last, as its own do."
    )
    return [title + told, table, "\n".join(parts), muon, measure_lr_find(place)]


def measure_lr_find(place: Path) -> str:
    """Return what a test of learning rates costs beside as many steps of training, both with their start."""
    steps = LR_EPOCHS * len(mural_dls(place / f"d{SIDE}", batch_size=BATCH, device="cpu").train)
    config = phase_config("1", "default")
    changes = {"precision": "float32"}
    test = LrFindSettings("1", str(place / f"d{SIDE}"), out=place, num_it=steps, device="cpu", changes=changes)

    def train() -> None:
        learn, _ = make_learner(place, config, "muon")
        with learn.no_bar(), learn.no_logging():
            learn.fit(LR_EPOCHS, lr=1e-4, cbs=[*phase_callbacks(config), NoValidation()])

    spent = in_turn({"test": lambda: void(find_learning_rate(test)), "train": train}, 1)
    [tested], [trained] = spent.values()
    return (
        f"`murals lr-find --num-it {steps}` takes {tested / trained:.2f} of the time of {steps} steps of training, the "
        f"pairs read from disk ({tested:.1f} s, {trained:.1f} s)."
    )


def measure_muon(net: nn.Module, rounds: int) -> str:
    """Return what the orthogonalisation of all matrices of `net` costs beside the plain rounds on each matrix."""
    matrices = [torch.randn_like(p).flatten(1) for p in net.parameters() if is_matrix(p)]

    def plain(matrix: torch.Tensor) -> torch.Tensor:
        return iterated((x := matrix.T if matrix.shape[0] > matrix.shape[1] else matrix) / x.norm())

    spent = in_turn(
        {"plain": lambda: void([*map(plain, matrices)]), "ours": lambda: void([*map(orthogonalise, matrices)])}, rounds
    )
    ratio = statistics.median(a / b for a, b in zip(spent["ours"], spent["plain"], strict=True))
    return (
        f"Muon orthogonalises {len(matrices)} matrices in phase 2b. The rounds on the Gram matrices of the long ones "
        f"take {ratio:.2f} of the time of the same rounds on all matrices themselves "
        f"({statistics.median(spent['ours']):.3f} s, {statistics.median(spent['plain']):.3f} s)."
    )


def merged(one: dict[str, float], other: dict[str, float]) -> list[str]:
    """Return rows of shares of two phases."""
    return [f"| {part} | {one.get(part, 0):.0%} | {other.get(part, 0):.0%} |" for part in one]


def in_turn(ways: dict[str, Callable[[], None]], rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each way in each round, after one that is not counted."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, act in ways.items():
            began = time.perf_counter()
            act()
            if number:
                spent[name].append(time.perf_counter() - began)
    return spent


def ratio_row(name: str, seconds: list[float], base: list[float]) -> str:
    """Return a row with the median seconds, and the median ratio to `base` of the same rounds."""
    ratio = statistics.median(a / b for a, b in zip(seconds, base, strict=True))
    return f"| {name} | {statistics.median(seconds):.2f} | {ratio:.2f} |"


def make_learner(
    place: Path, config: PhaseConfig, optimizer: str, side: int = SIDE
) -> tuple[MuralLearner, tuple[torch.Tensor, ...]]:
    """Return a learner of the phase with its batch of images of `side` pixels in memory."""
    dls = mural_dls(place / f"d{side}", batch_size=BATCH, device="cpu")
    batch = next(iter(dls.train))
    learn = mural_learner(dls, opt_func=OPTIMIZERS[optimizer], pretrained=False)
    prepare_phase(learn, config)
    learn.opt_func = OPTIMIZERS[optimizer]
    learn.create_opt()
    learn.freeze_to(config.freeze_to)
    learn.show_mask.hidden = 0.0  # by chance, and the bare loop has no chance in it
    return learn, batch


def learner(
    place: Path, config: PhaseConfig, optimizer: str, *, half: bool = False, side: int = SIDE
) -> Callable[[], None]:
    """Return a round of steps of the learner, in bfloat16 if `half`."""
    learn, batch = make_learner(place, config, optimizer, side)
    if half:
        learn.to_bf16()
    return lambda: steps_of(learn, InMemory(batch), phase_callbacks(config))


def phase_callbacks(config: PhaseConfig) -> list[Callback]:
    """Return the callbacks that a phase has at each step."""
    return [StopOnNaN(), *step_callbacks(config)]


def steps_of(learn: MuralLearner, loader: InMemory, callbacks: list[Callback]) -> None:
    """Let fastai make the steps of one epoch over `loader`, without validation."""
    kept = learn.dls.loaders[0]
    learn.dls.loaders[0] = Loader(loader, kept)
    try:
        with learn.no_bar(), learn.no_logging():
            learn.fit(1, lr=1e-4, cbs=[*callbacks, NoValidation()])
    finally:
        learn.dls.loaders[0] = kept


class Loader:
    """What fastai asks of a loader, over batches in memory."""

    def __init__(self, memory: InMemory, loader: Any) -> None:
        self.memory, self.loader = memory, loader

    def __iter__(self) -> Iterator[Any]:
        return iter(self.memory)

    def __len__(self) -> int:
        return len(self.memory)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.loader, name)


class NoValidation(Callback):
    """Skips the validation of each epoch."""

    def before_validate(self) -> None:
        """Skip it."""
        raise CancelValidException


def bare(
    place: Path,
    config: PhaseConfig,
    optimizer: str,
    *,
    layout: torch.memory_format = torch.channels_last,
    half: bool = False,
) -> Callable[[], None]:
    """Return a round of steps of a bare PyTorch loop with the learner's own network, loss and optimizer.

    `layout` is that of the weights; `half` runs the network in bfloat16.
    """
    learn, batch = make_learner(place, config, optimizer)
    net, loss, opt = learn.model, learn.loss_func, learn.opt
    damaged, clean, mask = (x.as_subclass(torch.Tensor) for x in batch)
    net.train().to(memory_format=layout)
    if half:
        learn.to_bf16()
    for callback in learn.cbs:
        if type(callback).__name__ == "FrozenStages":
            callback.before_train()
    opt.set_hyper("lr", 1e-4)

    def act() -> None:
        for _ in range(STEPS):
            loss(net(damaged, mask), clean, mask).backward()
            if config.grad_clip:
                nn.utils.clip_grad_norm_(net.parameters(), config.grad_clip)
            opt.step()
            opt.zero_grad()

    return act


def step_shares(place: Path, config: PhaseConfig) -> dict[str, float]:
    """Return the share of each part of the learner's step."""
    learn, batch = make_learner(place, config, "muon")
    clock = Clock()
    steps_of(learn, InMemory(batch), phase_callbacks(config))
    steps_of(learn, InMemory(batch), [*phase_callbacks(config), clock])
    total = sum(clock.spent.values())
    return {part: seconds / total for part, seconds in clock.spent.items()}


# --- Loading, starting, restoring --------------------------------------------------------------------------------


def measure_loading(place: Path) -> list[str]:
    """Return the part about pairs loaded a second, beside what the fastest step asks for: one of phase 1."""
    rows = []
    precision = precision_on(torch.device("cpu"), "auto")
    for size in (256, 512):
        step = learner(place, phase_config("1", "default"), "muon", half=precision == "bfloat16", side=size)
        [spent] = in_turn({"step": step}, 1)["step"]
        demand = STEPS * BATCH / spent
        for workers in (0, 1, 2):
            dls = mural_dls(place / f"d{size}", batch_size=BATCH, workers=workers, device="cpu")
            for _ in dls.train:  # the first epoch starts processes and fills caches
                pass
            began, count = time.perf_counter(), 0
            for _ in range(3):
                count += sum(len(batch[0]) for batch in dls.train)
            loaded = count / (time.perf_counter() - began)
            rows.append(f"| {size} | {workers} | {loaded:.0f} | {demand:.1f} | {loaded / demand:.0f} |")
    table = "| size, px | workers | pairs a second | a step asks for | times that |\n|---:|---:|---:|---:|---:|\n"
    told = (
        "Pairs read, cropped, flipped and made to batches; nothing is trained beside it. The step is the learner's in "
        f"phase 1, in {precision}, which is the fastest of a training."
    )
    return ["## Loading", told, table + "\n".join(rows)]


def measure_starts(place: Path, rounds: int) -> list[str]:
    """Return the part about starts, each a process of its own, and about the bare forward pass."""
    mural = from_float(draw_murals(1, 5, height=512, width=512)[0], np.uint8)
    mask = np.zeros((512, 512), np.uint8)
    mask[100:180, 200:330] = mask[400:404, 20:480] = 255
    for name, picture in (("wall.png", mural), ("losses.png", mask)):
        write_image(place / name, picture)
    murals = [sys.executable, "-m", "murals"]
    restore = [*murals, "restore", "wall.png", "--mask", "losses.png", "--overwrite"]
    commands = {
        "`murals --help`": [*murals, "--help"],
        "`import torch`": [sys.executable, "-c", "import torch"],
        "`import fastai.vision.all`": [sys.executable, "-c", "import fastai.vision.all"],
        "`murals restore`, 512 px, neutral, onnx": [*restore, "--fill", "neutral"],
        "the same, mimetic": restore,
        "the same, neutral, torch": [*restore, "--fill", "neutral", "--backend", "torch"],
    }

    def start(command: list[str]) -> Callable[[], None]:
        return lambda: void(subprocess.run(command, cwd=place, check=True, capture_output=True))

    spent = in_turn({name: start(command) for name, command in commands.items()}, rounds)
    base = spent["`import torch`"]
    rows = [ratio_row(name, seconds, base) for name, seconds in spent.items()]
    table = "| | seconds | of `import torch` |\n|---|---:|---:|\n" + "\n".join(rows)
    return ["## Starts", "Each is a process of its own, with its files cached.", table, *measure_forward(place, rounds)]


def measure_forward(place: Path, rounds: int) -> list[str]:
    """Return what restoring costs beside the bare forward pass of the same network on the same pixels."""
    network = open_backend("package", device="cpu", backend="onnx")
    image, mask = read_image(place / "wall.png"), read_mask(place / "losses.png")
    kinds = np.where(mask, np.uint8(255), np.uint8(0))
    ways: dict[str, Callable[[], None]] = {
        "the network, one tile of 512 px": lambda: void(network(to_float(image), kinds)),
        "the neutral tone": lambda: void(paint_tone(to_float(image), kinds, network)),
    }
    spent = in_turn(ways, rounds)
    base = spent["the network, one tile of 512 px"]
    rows = [ratio_row(name, seconds, base) for name, seconds in spent.items()]
    table = "| 512 px, onnxruntime | seconds | of the network |\n|---|---:|---:|\n" + "\n".join(rows)
    return ["## Restoring beside the bare forward pass", table]


def measure_others() -> list[str]:
    """Return the parts that other benchmarks print."""
    loss = printed("loss.py", "--rounds", "3")
    fills = printed("fills.py", "speed", "--rounds", "1", "--megapixels", "0.25")
    with tempfile.TemporaryDirectory() as out:
        printed("blend.py", *BLEND, "--out", out)
        report = (Path(out) / "blending-benchmark.md").read_text(encoding="utf-8")
    blend = "\n".join(line for line in report.splitlines() if line.startswith("|"))
    return [
        f"## The loss beside its peers\n\n`python benchmarks/loss.py --rounds 3`: {loss}",
        f"## Fills\n\n`python benchmarks/fills.py speed --rounds 1 --megapixels 0.25`\n\n```\n{fills}\n```",
        f"## Blending\n\n`python benchmarks/blend.py {' '.join(BLEND)}`; all peers and sizes are in "
        f"[blending-benchmark.md](blending-benchmark.md).\n\n{blend}",
    ]


def printed(script: str, *words: str) -> str:
    """Return what a benchmark prints."""
    done = subprocess.run([sys.executable, HERE / script, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.strip()


def void(_: object) -> None:
    """Forget a result."""


if __name__ == "__main__":
    main()
