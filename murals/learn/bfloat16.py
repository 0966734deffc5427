"""Training in bfloat16 by fastai's mixed precision, on a CPU too."""

import torch
from fastai.callback.fp16 import AMPMode, MixedPrecision
from fastcore.foundation import L
from torch.amp.grad_scaler import GradScaler


class Bfloat16(MixedPrecision):
    """Train the network in bfloat16 on the learner's device; weights, loss and optimizer stay in float32.

    fastai's own callback asks for CUDA's autocast, which on a CPU changes nothing. Validation stays in float32, as
    pictures are restored.
    """

    run_valid = False

    def __init__(self) -> None:
        """Take bfloat16, which has the range of float32: gradients need no scaling."""
        super().__init__(AMPMode.BF16)

    def before_fit(self) -> None:
        """Prepare autocast for the device of the batches."""
        kind = self.dls.device.type
        self.autocast, self.scales = torch.autocast(kind, torch.bfloat16), L()
        self.learn.scaler = GradScaler(kind, enabled=False)


def precision_on(device: torch.device, asked: str) -> str:
    """Return `float32` or `bfloat16`: what was `asked`, or for `auto` the faster one on `device`."""
    return asked if asked != "auto" else "bfloat16" if _has_bfloat16(device) else "float32"


def _has_bfloat16(device: torch.device) -> bool:
    """Tell whether `device` multiplies matrices in bfloat16: a GPU, or a CPU with AMX (Intel's since 2023)."""
    if device.type == "cpu":
        told = getattr(torch.cpu, "get_capabilities", None)  # torch 2.11 has none
        return bool(told and told().get("amx_bf16"))
    return device.type == "cuda"
