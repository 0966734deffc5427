"""The wall that each pair shows: tiles of one wall are no independent samples.

`damage.json` beside the pairs names the walls; without it, the pair's name without the number of its tile does.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from murals.data.pairs import Pair
from murals.data.record import read_record

_TILE_NUMBER = re.compile(r"-\d+$")  # of `NAME-2`


def find_walls(pairs: Sequence[Pair]) -> dict[str, str]:
    """Return the wall of each pair, by the pair's name.

    Raises
    ------
    MuralsError
        If the record beside the pairs cannot be read.
    """
    groups = {folder: _groups_of(folder) for folder in {split_folder(pair) for pair in pairs}}
    return {pair.name: groups[split_folder(pair)].get(pair.name) or wall_of(pair.name) for pair in pairs}


def wall_of(name: str) -> str:
    """Return the name of a pair without the number of its tile: `NAME-2` becomes `NAME`."""
    return _TILE_NUMBER.sub("", name) or name


def split_folder(pair: Pair) -> Path:
    """Return `ROOT/SPLIT` of a pair whose damaged image is `ROOT/SPLIT/damaged/NAME.png`."""
    return pair.damaged.resolve().parent.parent


def _groups_of(folder: Path) -> dict[str, str]:
    """Return the groups of the pairs in `ROOT/SPLIT` by name; nothing if there is no record of them."""
    record = read_record(folder.parent)
    entries = record[1] if record else {}
    prefix = f"{folder.name}/"
    return {name.removeprefix(prefix): entry["group"] for name, entry in entries.items() if name.startswith(prefix)}
