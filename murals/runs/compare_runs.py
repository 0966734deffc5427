"""Tables of two runs side by side: their scores, and the settings that differ.

The numbers are those of the epoch whose weights are kept.
"""

from collections.abc import Mapping
from typing import Any

from murals.figures.table import NOTHING, Table, number
from murals.runs.run_record import RunRecord

_DIGITS = {"valid_psnr": 2, "valid_ssim": 3, "valid_loss": 4, "train_psnr": 2, "train_loss": 4}
_SECTIONS = ("changes", "loss")  # dictionaries within the settings


def settings_of(record: RunRecord) -> dict[str, str]:
    """Return the settings of a run as text, by name: what was asked for, and what the last phase made of it."""
    info = record.checkpoints[-1].info if record.checkpoints else {}
    merged = asked_of(record) | _flat(info.get("network")) | _flat(info.get("settings"))
    return {name: _text(value) for name, value in merged.items() if value is not None}


def asked_of(record: RunRecord) -> dict[str, Any]:
    """Return the settings that a run was asked for, by name, with its start and the fingerprint of its pairs."""
    more = {name: record.said.get(name) for name in ("start", "fingerprint") if record.said.get(name)}
    return _flat(record.said.get("settings")) | more


def settings_table(record: RunRecord) -> Table:
    """Return a table of all settings of one run."""
    return Table("", ("setting", "value"), list(settings_of(record).items()), labels=2)


def differences_table(first: RunRecord, second: RunRecord) -> Table:
    """Return a table of the settings that differ."""
    ours, theirs = settings_of(first), settings_of(second)
    names = [name for name in dict.fromkeys([*ours, *theirs]) if ours.get(name) != theirs.get(name)]
    rows = [(name, ours.get(name, NOTHING), theirs.get(name, NOTHING)) for name in names]
    return Table("", ("setting", first.name, second.name), rows, labels=3)


def scores_table(first: RunRecord, second: RunRecord) -> Table:
    """Return a table of the kept epochs' numbers side by side, with the second minus the first."""
    rows = [
        (
            name,
            number(first.kept.get(name), digits),
            number(second.kept.get(name), digits),
            number(_difference(first.kept.get(name), second.kept.get(name)), digits, signed=True),
        )
        for name, digits in _DIGITS.items()
        if name in first.kept or name in second.kept
    ]
    epochs = [number(record.kept.get("epoch"), 0) for record in (first, second)]
    return Table("", ("", first.name, second.name, "difference"), [*rows, ("epoch", *epochs, NOTHING)])


def same_data(first: RunRecord, second: RunRecord) -> bool:
    """Tell whether both runs were trained on the same pairs; only then their numbers can be compared."""
    marks = [record.said.get("fingerprint") for record in (first, second)]
    return marks[0] is not None and marks[0] == marks[1]


def _difference(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else second - first


def _flat(settings: Any) -> dict[str, Any]:
    """Return the settings with those of the phase and of the loss in one dictionary."""
    if not isinstance(settings, Mapping):
        return {}
    plain = {str(name): value for name, value in settings.items() if name not in _SECTIONS}
    inner = [settings[name] for name in _SECTIONS if isinstance(settings.get(name), Mapping)]
    return plain | {str(name): value for part in inner for name, value in part.items()}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
