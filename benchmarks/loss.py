"""Times the terms of the loss, forward and backward, against straightforward versions and other libraries.

    python benchmarks/loss.py                     # 8 x 3 x 256 x 256 on two threads
    python benchmarks/loss.py --size 512 --batch 4 --rounds 5

Prints a markdown table. All versions of a term run in turn, round after round, so that what else the machine does hits
them alike; the ratio is the median over rounds of a version's time over the straightforward one's in the same round.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from importlib.util import find_spec

import kornia
import torch
import torch.nn.functional as F
from torch import Tensor

from murals.config import LossConfig
from murals.learn.losses import FeatureNetwork, MuralLoss, edge_loss, ssim

Loss = Callable[[Tensor, Tensor], Tensor]


def main() -> None:
    """Time every term and print the table."""
    options = parse_options()
    torch.set_num_threads(options.threads)
    restored, clean = make_pair(options.batch, options.size)
    print(
        f"{options.batch} x 3 x {options.size} x {options.size}, forward and backward, {options.rounds} rounds, ",
        end="",
    )
    print(f"{options.threads} threads, torch {torch.__version__}, load {os.getloadavg()[0]:.1f} at the start\n")
    print("| term | version | median ms | ratio | value |\n|---|---|---|---|---|")
    for term, versions in all_versions().items():
        print_rows(term, versions, restored, clean, options.rounds)
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")


def parse_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def make_pair(batch: int, size: int) -> tuple[Tensor, Tensor]:
    """Return a seeded smooth batch `(batch, 3, size, size)` with noise, and the same without."""
    generator = torch.Generator().manual_seed(0)
    coarse = torch.rand(batch, 3, size // 8, size // 8, generator=generator)
    clean = F.interpolate(coarse, size=(size, size), mode="bicubic").clamp(0, 1)
    return clean + 0.1 * torch.randn(clean.shape, generator=generator), clean


def all_versions() -> dict[str, dict[str, Loss]]:
    """Return the versions of each term by name, the straightforward one first."""
    whole = MuralLoss()
    assert whole.perceptual_network is not None
    network = whole.perceptual_network
    return {
        "SSIM": {
            "five 2-D convolutions": lambda x, y: 1 - ssim_straightforward(x, y),
            "murals": lambda x, y: 1 - ssim(x, y).mean(),
            "kornia": lambda x, y: 1 - kornia.metrics.ssim(x, y, 11, padding="valid").mean(),
            **other_libraries(),
        },
        "edge": {
            "Sobel on both": edge_straightforward,
            "murals": lambda x, y: edge_loss(x, y).mean(),
            "kornia (pads)": lambda x, y: F.l1_loss(
                *(kornia.filters.sobel(t, normalized=False, eps=1e-8) for t in (x, y))
            ),
        },
        "whole, without features": {
            "straightforward": lambda x, y: pixels_straightforward(x, y),
            "murals": MuralLoss(perceptual_weight=0),
        },
        "whole, frozen encoder in both": {
            "straightforward": lambda x, y: whole_straightforward(x, y, network),
            "murals": whole,
        },
    }


def other_libraries() -> dict[str, Loss]:
    """Return the SSIM of the libraries that are installed; the dependency group `benchmark` brings them."""
    found: dict[str, Loss] = {}
    if find_spec("pytorch_msssim"):
        import pytorch_msssim

        found["pytorch-msssim"] = lambda x, y: 1 - pytorch_msssim.ssim(x, y, data_range=1.0)
    if find_spec("torchmetrics"):
        from torchmetrics.functional.image import structural_similarity_index_measure

        found["torchmetrics"] = lambda x, y: 1 - structural_similarity_index_measure(x, y, data_range=1.0)
    return found


def ssim_straightforward(x: Tensor, y: Tensor) -> Tensor:
    """Return the mean SSIM by five depthwise convolutions with an 11 x 11 window, as the formula reads."""
    offsets = torch.arange(11) - 5.0
    row = torch.softmax(-(offsets**2) / (2 * 1.5**2), dim=0)
    window = torch.outer(row, row).expand(3, 1, 11, 11)

    def mean(t: Tensor) -> Tensor:
        return F.conv2d(t, window, groups=3)

    mx, my = mean(x), mean(y)
    variance_x, variance_y, covariance = mean(x * x) - mx**2, mean(y * y) - my**2, mean(x * y) - mx * my
    top = (2 * mx * my + 0.01**2) * (2 * covariance + 0.03**2)
    return (top / ((mx**2 + my**2 + 0.01**2) * (variance_x + variance_y + 0.03**2))).mean()


def edge_straightforward(x: Tensor, y: Tensor) -> Tensor:
    """Return the L1 of Sobel magnitudes by two depthwise convolutions an image, differentiated by autograd."""
    kernel = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])

    def magnitude(t: Tensor) -> Tensor:
        gx, gy = (F.conv2d(t, k.expand(3, 1, 3, 3), groups=3) for k in (kernel, kernel.T))
        return (gx**2 + gy**2 + 1e-8).sqrt()

    return F.l1_loss(magnitude(x), magnitude(y))


def pixels_straightforward(x: Tensor, y: Tensor) -> Tensor:
    """Return the loss without its perceptual term, weighted as ours."""
    weights = LossConfig()
    pixels = weights.l1_weight * F.l1_loss(x, y) + weights.edge_weight * edge_straightforward(x, y)
    return pixels + weights.ssim_weight * (1 - ssim_straightforward(x, y))


def whole_straightforward(x: Tensor, y: Tensor, network: FeatureNetwork) -> Tensor:
    """Return the whole loss, with the same frozen network."""
    features = zip(network.weights, network(x), network(y), strict=True)
    perceptual = sum(weight * F.l1_loss(f, g) for weight, f, g in features)
    return pixels_straightforward(x, y) + LossConfig().perceptual_weight * perceptual


def print_rows(term: str, versions: dict[str, Loss], restored: Tensor, clean: Tensor, rounds: int) -> None:
    """Time the versions of one term in turn and print a row for each."""
    values = {name: time_once(loss, restored, clean)[1] for name, loss in versions.items()}  # warms up, too
    times: dict[str, list[float]] = {name: [] for name in versions}
    for _ in range(rounds):
        for name, loss in versions.items():
            times[name].append(time_once(loss, restored, clean)[0])
    base = times[next(iter(versions))]
    for name, own in times.items():
        ratio = statistics.median(a / b for a, b in zip(own, base, strict=True))
        print(
            f"| {term} | {name} | {1e3 * statistics.median(own):.1f} | {ratio:.2f} | {values[name]:.5f} |", flush=True
        )


def time_once(loss: Loss, restored: Tensor, clean: Tensor) -> tuple[float, float]:
    """Return the seconds of one forward and backward pass, and the value of the loss."""
    x = restored.clone().requires_grad_()
    start = time.perf_counter()
    value = loss(x, clean)
    value.backward()
    return time.perf_counter() - start, value.item()


if __name__ == "__main__":
    main()
