"""Choice of the model that restores if none is named: a training of the user's only if it is the better one.

At its end a training is scored on its own validation pairs beside the packaged model (`murals.train.beside_packaged`),
and its checkpoint keeps both numbers. The newest training that won takes the place of the packaged model.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from murals.errors import MuralsError
from murals.learn.checkpoint import (
    Checkpoint,
    find_checkpoints,
    newest_checkpoint,
    open_checkpoint,
    packaged_checkpoint,
)

KEPT_AS = "beside_packaged"  # in a checkpoint's JSON

# The reasons of a `Speaker`, for programs.
Why = Literal["named", "chosen", "won", "lost", "uncompared", "untrained", "unpackaged"]


@dataclass(frozen=True)
class Comparison:
    """A training and the packaged model on the validation pairs of the training: mean PSNR in dB."""

    own: float
    packaged: float
    pairs: int
    region: str  # what the PSNR is over: `holes`, or `whole images` where the pairs have no masks
    packaged_sha256: str  # of the packaged weights: another model is another comparison

    @property
    def won(self) -> bool:
        """Whether the training restores better than the packaged model."""
        return self.own > self.packaged

    def as_plain(self) -> dict[str, Any]:
        """Return the comparison as JSON values for a checkpoint."""
        return asdict(self)


@dataclass(frozen=True)
class Speaker:
    """The chosen checkpoint, and why it was chosen."""

    checkpoint: Checkpoint
    reason: str
    why: Why = "named"
    comparison: Comparison | None = None  # of the training that won or lost
    newest: Checkpoint | None = None  # the newest training, where the packaged model restores in its place


def find_speaker(model: str | Path | None = None, *, models: str | Path = "models") -> Speaker:
    """Return the model that restores.

    It is the named one, else the newest under `models` that beat the packaged model, else the packaged model.

    Raises
    ------
    MuralsError
        If the named model is missing, or there is none at all.
    """
    if model is not None:
        return Speaker(open_checkpoint(model), "named by --model")
    packaged = packaged_checkpoint()
    if packaged is None:
        newest = newest_checkpoint(models)
        return Speaker(newest, "the newest training; no model came with this installation", "unpackaged")
    found = find_checkpoints(models)
    for checkpoint in found:
        comparison = comparison_of(checkpoint, packaged)
        if comparison is not None and comparison.won:
            reason = f"the newest training that beat the packaged model: {_numbers(comparison)}"
            return Speaker(checkpoint, reason, "won", comparison)
    return _packaged_speaker(packaged, found, models)


def comparison_of(checkpoint: Checkpoint, packaged: Checkpoint) -> Comparison | None:
    """Return the comparison of `checkpoint` with the model `packaged`; None if it was never made.

    Raises
    ------
    MuralsError
        If the checkpoint's JSON is damaged.
    """
    plain = checkpoint.info.get(KEPT_AS)
    if not isinstance(plain, dict) or plain.get("packaged_sha256") != packaged.info.get("weights_sha256"):
        return None
    try:
        return Comparison(**plain)
    except TypeError as error:
        raise MuralsError(f"{checkpoint.path.with_suffix('.json')} is damaged ({error}): train again") from error


def _packaged_speaker(packaged: Checkpoint, found: list[Checkpoint], models: str | Path) -> Speaker:
    """Return the packaged model, and why none of the trainings `found` under `models` takes its place."""
    if not found:
        return Speaker(packaged, f"it comes with murals; nothing was trained under {models}", "untrained")
    newest = found[0]
    comparison = comparison_of(newest, packaged)
    how = f"--model {newest.path} takes it all the same"
    if comparison is None:
        reason = f"it comes with murals; {newest.path} was never compared with it: {how}"
        return Speaker(packaged, reason, "uncompared", newest=newest)
    reason = f"it comes with murals; {newest.path} did not beat it: {_numbers(comparison)}; {how}"
    return Speaker(packaged, reason, "lost", comparison, newest)


def _numbers(comparison: Comparison) -> str:
    return (
        f"{comparison.own:.2f} against {comparison.packaged:.2f} dB over the {comparison.region} "
        f"of {comparison.pairs} validation pairs"
    )
