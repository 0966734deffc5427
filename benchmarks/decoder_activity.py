"""Which parts of a decoder still work: what each block hands on, and the gradient that reaches it.

    python benchmarks/decoder_activity.py MODEL PAIRS

MODEL is a checkpoint or its folder, PAIRS a folder of pairs, of which the first eight of the split `val` are looked at.
A block whose outputs are zero nearly everywhere, or whose gradient is far below that of a fresh network (second table),
has died in training: the network is no deeper than the blocks behind it. Out: two Markdown tables.
"""

import argparse

import torch
from torch import Tensor, nn
from train_packaged import LOSS, as_batch, read_pair

from murals.config import STRIDE
from murals.data.pairs import find_pairs
from murals.learn.checkpoint import open_checkpoint
from murals.learn.losses import MuralLoss
from murals.learn.network import MuralNet, build_network
from murals.learn.saved_network import load_network

BLOCKS = slice(3, 8)  # of DynamicUnet: the middle, then a block a stride


def main() -> None:
    """Print the table of the checkpoint, then that of a fresh network of the same settings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("pairs")
    args = parser.parse_args()
    pairs = [read_pair(pair) for pair in find_pairs(args.pairs, "val")[:8]]
    parts = ([p.damaged for p in pairs], [p.clean for p in pairs], [p.mask[..., None] for p in pairs])
    batch = [torch.cat([as_batch(image, "cpu") for image in images]) for images in parts]
    checkpoint = open_checkpoint(args.model)
    torch.manual_seed(0)
    fresh = build_network(checkpoint.network)
    nn.init.normal_(fresh.head[-1].weight, std=0.02)  # it starts from zero, and would let no gradient pass
    for title, net in ((str(checkpoint.path), load_network(checkpoint)), ("fresh", fresh)):
        show(title, net.eval(), *batch)


def show(title: str, net: MuralNet, damaged: Tensor, clean: Tensor, mask: Tensor) -> None:
    """Print a row a block."""
    outputs: list[Tensor] = []
    blocks = list(net.unet.layers)[BLOCKS]
    hooks = [block.register_forward_hook(lambda _module, _inputs, out: outputs.append(out)) for block in blocks]
    MuralLoss.from_config(LOSS)(net(damaged / 255, mask), clean / 255, mask).backward()
    print(f"\n{title}, {net.config.activation}\n")
    print("| block at stride | spread of its outputs | outputs that are zero | RMS gradient of its weights |")
    print("|---:|---:|---:|---:|")
    for i, (block, out) in enumerate(zip(blocks, outputs, strict=True)):
        gradient = torch.cat([p.grad.flatten() for p in block.parameters() if p.ndim == 4]).square().mean().sqrt()
        zero = (out.abs() < 1e-3).float().mean()
        print(f"| {STRIDE >> i} | {out.std():.3f} | {zero:.0%} | {gradient:.1e} |")
    for hook in hooks:
        hook.remove()


if __name__ == "__main__":
    main()
