"""The record of `murals damage`: the report for the user, and `damage.json` beside the pairs.

The record names the recipe, the seed and all other settings, the versions, and for each pair its photograph, tile and
mural, so that a folder of pairs documents itself.
"""

import json
import platform
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

import murals
from murals.data.split import SPLITS
from murals.errors import MuralsError
from murals.files import write_text
from murals.images.kinds import Kinds, lost, marked

RECORD = "damage.json"
FORMAT = 1  # of damage.json
SHARES = ("mask_ratio", "lost_ratio", "veiled_ratio")  # of a pair: what is damaged, and of that each kind

Entries = dict[str, dict[str, Any]]  # `SPLIT/NAME` -> photograph, tile, group, and the `SHARES`
Failed = dict[Path, str]  # photograph -> what is wrong with it


@dataclass
class PairsReport:
    """The result of `make_pairs`: pairs and murals of each split, shares of damage, and the photographs that failed."""

    out: Path
    recipe: str
    pairs: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    mask_ratio: float = 0.0  # mean share of a pair that is damaged,
    lost_ratio: float = 0.0  # of that lost,
    veiled_ratio: float = 0.0  # and veiled
    files: int = 0  # written, the record included
    failed: Failed = field(default_factory=dict)

    def lines(self) -> list[str]:
        """Return the report as lines of text."""
        counts = [f"{split}: {self.pairs[split]} pairs, murals: {self.groups[split]}" for split in self.pairs]
        kinds = in_words(vars(self))
        share = f"recipe {self.recipe}: {self.mask_ratio:.1%} of a pair is damaged on average ({kinds})"
        return [*counts, share, *(f"failed: {reason}" for reason in self.failed.values())]

    def as_plain(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        failed = {str(path): reason for path, reason in self.failed.items()}
        return {**vars(self), "out": str(self.out), "failed": failed}


def write_record(out: Path, settings: dict[str, Any], entries: Entries, failed: Failed, *, complete: bool) -> None:
    """Write damage.json below `out`; unless it is `complete`, the pairs beside it are unfinished."""
    versions = {
        "murals": murals.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "opencv": cv2.__version__,
    }
    failures = {str(path): reason for path, reason in failed.items()}
    head = {"format": FORMAT, "complete": complete, **settings, "versions": versions}
    text = json.dumps({**head, "failed": failures, "pairs": entries}, indent=1, ensure_ascii=False)
    write_text(out / RECORD, text + "\n", overwrite=True)


def read_record(root: Path) -> tuple[bool, Entries] | None:
    """Return whether the record of the pairs in `root` is complete, and its entries; None if there is no record.

    Raises
    ------
    MuralsError
        If the record cannot be read.
    """
    path = root / RECORD
    if not path.is_file():
        return None
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        entries = {name: {**entry, "group": str(entry["group"])} for name, entry in plain["pairs"].items()}
        return bool(plain["complete"]), entries
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise MuralsError(
            f'{path} is no record of "murals damage" ({error!r}): remove it, or make new pairs'
        ) from error


def report_of(out: Path, recipe: str, entries: Entries, failed: Failed, *, files: int) -> PairsReport:
    """Return the report on the written pairs; `files` counts all written files."""
    of_split = {split: [entry for name, entry in entries.items() if name.startswith(f"{split}/")] for split in SPLITS}
    return PairsReport(
        out,
        recipe,
        pairs={split: len(found) for split, found in of_split.items()},
        groups={split: len({entry["group"] for entry in found}) for split, found in of_split.items()},
        **mean_shares(entries.values()),
        files=files,
        failed=failed,
    )


def shares_of(mask: Kinds) -> dict[str, float]:
    """Return the `SHARES` of a mask `(H, W)` uint8, rounded to a hundredth of a percent."""
    parts = (marked(mask), lost(mask), marked(mask) & ~lost(mask))
    return {share: round(float(part.mean()), 4) for share, part in zip(SHARES, parts, strict=True)}


def in_words(shares: Mapping[str, Any]) -> str:
    """Return the shares of both kinds of damage as text."""
    return f"{shares['lost_ratio']:.1%} lost, {shares['veiled_ratio']:.1%} veiled"


def mean_shares(each: Collection[Mapping[str, Any]]) -> dict[str, float]:
    """Return the mean `SHARES` of pairs, masks or entries; 0 if there are none."""
    return {share: float(np.mean([one[share] for one in each])) if each else 0.0 for share in SHARES}
