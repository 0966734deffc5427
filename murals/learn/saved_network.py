"""Networks saved as checkpoints and loaded again: weights as safetensors, tied to their JSON by a checksum.

Weights are never pickled.
"""

import hashlib
import json
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from murals import __version__
from murals.config import NetworkConfig, TranslatorConfig, as_plain
from murals.errors import MuralsError
from murals.files import write_bytes, write_text
from murals.learn.checkpoint import FORMAT, AnyConfig, Checkpoint, kind_of
from murals.learn.network import MuralNet, build_network
from murals.learn.translator import Translator

_MADE_BY = ("torch", "fastai", "timm")

AnyNetwork = MuralNet | Translator
_BUILDERS: dict[str, Callable[..., AnyNetwork]] = {"unet": build_network, "translator": Translator}


def save_checkpoint(path: Path, net: AnyNetwork, info: dict[str, Any], *, half: bool = False) -> Checkpoint:
    """Write the weights of `net` to `path` (.safetensors) and `info` to its JSON, each whole or not at all.

    `info` is plain data. `half` writes float16, half the size, for a model to be passed on; it is loaded as float32.
    """
    state = {name: value.contiguous().cpu() for name, value in net.state_dict().items()}
    payload = save({name: _halved(value) for name, value in state.items()} if half else state)
    write_bytes(path, payload, overwrite=True)
    info = {
        "format": FORMAT,
        **info,
        "versions": {"murals": __version__} | {name: version(name) for name in _MADE_BY},
        "kind": kind_of(net.config),
        "network": as_plain(net.config),
        "weights_sha256": hashlib.sha256(payload).hexdigest(),
        "saved": time.time(),
    }
    write_text(path.with_suffix(".json"), json.dumps(info, indent=1), overwrite=True)
    return Checkpoint(path, net.config, info)


def read_state(checkpoint: Checkpoint) -> dict[str, Tensor]:
    """Return the weights of a checkpoint.

    Raises
    ------
    MuralsError
        If the file is damaged, or is not the one that the JSON describes.
    """
    payload = checkpoint.path.read_bytes()
    if hashlib.sha256(payload).hexdigest() != checkpoint.info.get("weights_sha256"):
        raise MuralsError(
            f"{checkpoint.path} is damaged or not the file that its JSON tells of (checksum differs): "
            "take another checkpoint, copy it again or train again"
        )
    try:
        return load(payload)
    except SafetensorError as error:
        raise MuralsError(f"{checkpoint.path} holds no weights ({error}): take another checkpoint") from error


def load_network(checkpoint: Checkpoint, *, device: torch.device | None = None) -> Any:
    """Build the network of a checkpoint with its weights, in eval mode: a `MuralNet` or a `Translator`."""
    net = _BUILDERS[kind_of(checkpoint.network)](checkpoint.network)
    load_weights(net, checkpoint)
    return net.eval().to(device or torch.device("cpu"))


def load_weights(net: AnyNetwork, checkpoint: Checkpoint) -> None:
    """Load the weights of `checkpoint` into `net`.

    Raises
    ------
    MuralsError
        If the two networks differ.
    """
    if checkpoint.network != net.config:
        raise MuralsError(
            f"{checkpoint.path} holds {_describe(checkpoint.network)}, but {_describe(net.config)} is asked for: "
            f"use {_option(checkpoint.network)}, or train this one from its start"
        )
    try:
        net.load_state_dict(read_state(checkpoint))
    except RuntimeError as error:
        raise MuralsError(
            f"{checkpoint.path} does not fit its own configuration ({str(error).splitlines()[0]}): "
            "take another checkpoint or train again"
        ) from error


def _halved(value: Tensor) -> Tensor:
    return value.half() if value.is_floating_point() else value


def _option(network: AnyConfig) -> str:
    """Return the option that asks for this network."""
    return f"--encoder {network.encoder}" if isinstance(network, NetworkConfig) else f"--network {network.architecture}"


def _describe(network: AnyConfig) -> str:
    if isinstance(network, TranslatorConfig):
        return f"the translation network {network.title}"
    adds = " that adds to the damaged image" if network.residual else ""
    return f"a network over {network.encoder}{adds}, {network.activation} in its decoder"
