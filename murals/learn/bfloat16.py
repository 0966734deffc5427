"""Training in bfloat16, on a GPU or a CPU that has it.

fastai's own mixed precision asks for CUDA's autocast, which changes nothing on a CPU, and leaves autocast on in the
whole process if a training ends within a batch.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from types import MethodType
from typing import Any

import torch
from torch import Tensor, nn

from murals.config import PRECISIONS
from murals.errors import MuralsError


@contextmanager
def in_bfloat16(net: nn.Module) -> Iterator[None]:
    """Run `net` in bfloat16 whenever it trains; see `start_bfloat16`."""
    start_bfloat16(net)
    try:
        yield
    finally:
        stop_bfloat16(net)


def start_bfloat16(net: nn.Module) -> None:
    """Run `net` in bfloat16 whenever it trains, until `stop_bfloat16`.

    Weights, output, loss and optimizer stay in float32. So does validation, because pictures are restored in float32.
    """
    net.forward = MethodType(_forward, net)


def stop_bfloat16(net: nn.Module) -> None:
    """Run `net` in float32 again."""
    net.__dict__.pop("forward", None)


def _forward(net: nn.Module, *inputs: Any) -> Any:
    """Run the network's own `forward`, in bfloat16 if it trains."""
    with torch.autocast(inputs[0].device.type, torch.bfloat16, enabled=net.training):
        output = type(net).forward(net, *inputs)
    return output.float() if isinstance(output, Tensor) else output


def precision_on(device: torch.device, asked: str) -> str:
    """Return `float32` or `bfloat16`: what was `asked`, or for `auto` the faster one on `device`.

    Raises
    ------
    MuralsError
        If another precision was asked for.
    """
    if asked not in PRECISIONS:
        raise MuralsError(f"unknown precision '{asked}': expected {', '.join(PRECISIONS)}")
    return asked if asked != "auto" else "bfloat16" if _has_bfloat16(device) else "float32"


def _has_bfloat16(device: torch.device) -> bool:
    """Tell whether `device` multiplies matrices in bfloat16: a GPU, or a CPU with AMX (Intel's since 2023)."""
    if device.type == "cpu":
        told = getattr(torch.cpu, "get_capabilities", None)  # torch 2.11 has none
        return bool(told and told().get("amx_bf16"))
    return device.type == "cuda"
