"""Checkpoints: weights as safetensors, and everything else in a JSON file of the same name.

`phase1.safetensors` and `phase1.json` lie in a folder of their own under `models/`. The JSON holds the description of
the network, the settings of the phase, scores, the fingerprint of the data, versions, and a checksum of the weights.
Only the plain data are read here, without torch; `murals.learn.saved_network` reads and writes weights. Nothing is ever
unpickled.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from murals.config import TRANSLATE, NetworkConfig, TranslatorConfig, from_plain
from murals.errors import MuralsError
from murals.files import write_text
from murals.learn.run import RESTORING, stem

PACKAGED = "pretrained"  # folder of the model that comes with the package; it is no run
PACKAGE = "package"  # what --model calls it
FORMAT = 2  # raised when an older program could no longer read the JSON

AnyConfig = NetworkConfig | TranslatorConfig
KINDS: dict[str, type[AnyConfig]] = {"unet": NetworkConfig, "translator": TranslatorConfig}  # by the word in the JSON


@dataclass(frozen=True)
class Checkpoint:
    """The plain data of a checkpoint; `load_network` reads the weights from their file."""

    path: Path  # the .safetensors file
    network: AnyConfig
    info: dict[str, Any]

    @property
    def phase(self) -> str:
        """The phase that made it: `1`, `2a`, `2b`, or another name by which `Run` calls a file."""
        return self.info["phase"]


def open_checkpoint(path: str | Path) -> Checkpoint:
    """Read the plain data of a checkpoint.

    Parameters
    ----------
    path
        Its file, or the folder of its run (the last phase then), or `package` for the model that comes with murals.

    Raises
    ------
    MuralsError
        If there is no checkpoint, its JSON is damaged, or a later version of murals wrote it.
    """
    if str(path) == PACKAGE and not Path(path).exists():
        return _packaged_or_error()
    path = Path(path)
    if path.is_dir():
        path = _last_phase(path)
    beside = "; an ONNX file is used by itself where it lies beside its checkpoint" if path.suffix == ".onnx" else ""
    path = path.with_suffix(".safetensors")
    for file in (path, path.with_suffix(".json")):
        if not file.is_file():
            raise MuralsError(
                f"no checkpoint at {file}: expected NAME.safetensors with NAME.json beside it, "
                f'or a folder under models/; "murals train" makes one{beside}'
            )
    try:
        info = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        network = from_plain(KINDS[info.get("kind", "unet")], info["network"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MuralsError(
            f"{path.with_suffix('.json')} is damaged ({error}): take another checkpoint or train again"
        ) from error
    if info.get("format", 0) > FORMAT:
        raise MuralsError(
            f"{path} was written by a later murals ({info.get('versions', {}).get('murals')}): update murals"
        )
    return Checkpoint(path, network, info)


def annotate(checkpoint: Checkpoint, **more: Any) -> Checkpoint:
    """Add plain data to the JSON of a checkpoint, whole or not at all; the weights do not change."""
    info = {**checkpoint.info, **more}
    write_text(checkpoint.path.with_suffix(".json"), json.dumps(info, indent=1), overwrite=True)
    return Checkpoint(checkpoint.path, checkpoint.network, info)


def find_checkpoints(
    models: str | Path = "models",
    *,
    phase: str | None = None,
    encoder: str | None = None,
    decoder: str | None = None,
) -> list[Checkpoint]:
    """Return the best checkpoints of the runs under `models`, newest first; only of what is named."""
    found = [
        open_checkpoint(file)
        for name in ([phase] if phase else RESTORING)
        for file in Path(models).glob(f"*/{stem(name)}.json")
        if file.with_suffix(".safetensors").is_file() and file.parent.name != PACKAGED
    ]
    kept = [
        c
        for c in found
        if encoder in (None, getattr(c.network, "encoder", None))
        and decoder in (None, getattr(c.network, "decoder", None))
    ]
    return sorted(kept, key=lambda c: (c.info["saved"], c.path), reverse=True)


def newest_checkpoint(models: str | Path = "models") -> Checkpoint:
    """Return the newest best checkpoint under `models`; if nothing was trained, the packaged model.

    A phase 1 that is not better than its untrained start is skipped.

    Raises
    ------
    MuralsError
        If there is no model at all.
    """
    found = [c for c in find_checkpoints(models) if c.info.get("trained", True)]
    newest = found[0] if found else packaged_checkpoint()
    if newest is None:
        raise MuralsError(
            f'no trained model under {models}: train one with "murals train --phase all", name one with --model, '
            'or see the whole way with "murals demo"'
        )
    return newest


def packaged_checkpoint() -> Checkpoint | None:
    """Return the model that comes with the package; None if this installation has none.

    In the wheel it lies inside the package, in a checkout under `models/`.
    """
    package = Path(__file__).resolve().parents[1]
    places = (package / PACKAGED, package.parent / "models" / PACKAGED)
    return next((open_checkpoint(place) for place in places if any(place.glob("phase*.safetensors"))), None)


def _packaged_or_error() -> Checkpoint:
    packaged = packaged_checkpoint()
    if packaged is None:
        raise MuralsError("this installation of murals came without its model: name a checkpoint with --model")
    return packaged


def _last_phase(folder: Path) -> Path:
    names = [f"{stem(phase)}.safetensors" for phase in (TRANSLATE, *reversed(RESTORING))]
    for name in names:
        if (folder / name).is_file():
            return folder / name
    runs = sorted({file.parent for name in names for file in folder.glob(f"*/{name}")})
    if runs:
        raise MuralsError(f"{folder} is a folder of runs: name one of them, such as {runs[-1]}, the newest by its name")
    raise MuralsError(f"{folder} holds no checkpoint: expected {', '.join(sorted(names))}")


def kind_of(config: AnyConfig) -> str:
    """Return the word in the JSON for the kind of network that `config` describes."""
    return next(word for word, kind in KINDS.items() if isinstance(config, kind))
