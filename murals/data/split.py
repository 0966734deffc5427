"""Splitting of photographs into train, val and test, with all images of one mural in one split.

Standard library only.
"""

import logging
import os
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from murals.data.groups_table import read_groups
from murals.errors import MuralsError

SPLITS = ("train", "val", "test")
TOLERANCE = 1e-6  # shares such as .7,.15,.15 do not add up to 1 in binary

Shares = tuple[float, float, float]
Groups = dict[Path, str]

logger = logging.getLogger("murals")


def parse_shares(text: str) -> Shares:
    """Return the shares of train, val and test in `0.7,0.15,0.15`.

    Raises
    ------
    MuralsError
        If they do not add up to 1.
    """
    shares = _numbers(text)
    if shares is None or len(shares) != 3:
        raise MuralsError(f"split {text!r}: expected three shares for train, val and test, such as .7,.15,.15")
    return check_shares((shares[0], shares[1], shares[2]))


def check_shares(shares: Shares) -> Shares:
    """Return the shares.

    Raises
    ------
    MuralsError
        If one is negative, or they do not add up to 1.
    """
    if not all(share >= 0 for share in shares) or abs(sum(shares) - 1) > TOLERANCE:
        said = ",".join(f"{share:g}" for share in shares)
        raise MuralsError(f"split {said}: expected shares from 0 to 1 that add up to 1, got a sum of {sum(shares):g}")
    return shares


def parse_ratio(text: str) -> tuple[float, float]:
    """Return the bounds in `0.2,0.3`, shares of an image to damage."""
    bounds = _numbers(text)
    if bounds is None or len(bounds) != 2:
        raise MuralsError(f"ratio {text!r}: expected the least and the greatest share to damage, such as 0.2,0.3")
    return check_ratio((bounds[0], bounds[1]))


def check_ratio(ratio: tuple[float, float]) -> tuple[float, float]:
    """Return the bounds.

    Raises
    ------
    MuralsError
        Unless 0 < low <= high < 1.
    """
    low, high = ratio
    if not 0 < low <= high < 1:
        raise MuralsError(f"ratio {low:g},{high:g}: expected two shares between 0 and 1, the smaller one first")
    return ratio


def group_names(paths: Iterable[Path], *, regex: str | None = None, groups_csv: str | Path | None = None) -> Groups:
    """Return the group of each photograph.

    Without `regex` and `groups_csv` each photograph is its own group.

    Parameters
    ----------
    regex
        Searched in the file's stem. Its first bracketed group, or everything that it matches, is the name.
    groups_csv
        A table with the columns `file` and `group`. The row applies whose whole `file` is the end of the photograph's
        path, else the row that shares most of that end. An empty group is the photograph alone.

    Raises
    ------
    MuralsError
        If a photograph gets no name, or more than one.
    """
    paths = list(paths)
    if regex is not None and groups_csv is not None:
        raise MuralsError("both a regular expression and a file of groups are given: give --group or --groups")
    if regex is not None:
        return _by_regex(paths, regex)
    if groups_csv is not None:
        return _by_table(paths, Path(groups_csv))
    return _alone(paths)


def split_groups(groups: Mapping[Path, str], shares: Shares, seed: int) -> dict[str, list[Path]]:
    """Return the paths of train, val and test, sorted; groups stay whole.

    Large groups are placed first, each where most images are missing; `seed` decides between groups of one size. With
    three groups or more no split with a share is empty. The order of `groups` does not matter.
    """
    members = _members(groups)
    names = sorted(members)
    random.Random(seed).shuffle(names)
    names.sort(key=lambda name: -len(members[name]))  # stable: the shuffle decides between equals
    wanted = {split: share * len(groups) for split, share in zip(SPLITS, check_shares(shares), strict=True) if share}
    chosen: dict[str, list[Path]] = {split: [] for split in SPLITS}
    for place, name in enumerate(names):
        split = _neediest(wanted, chosen, groups_left=len(names) - place)
        chosen[split] += members[name]
    _say_what_is_empty(wanted, chosen, len(names))
    return {split: sorted(paths) for split, paths in chosen.items()}


def _neediest(wanted: dict[str, float], chosen: dict[str, list[Path]], groups_left: int) -> str:
    """Return the split that lacks most images; an empty one if only enough groups are left to fill the empty ones."""
    empty = [split for split in wanted if not chosen[split]]
    among = empty if empty and groups_left <= len(empty) else list(wanted)
    return max(among, key=lambda split: wanted[split] - len(chosen[split]))


def _say_what_is_empty(wanted: dict[str, float], chosen: dict[str, list[Path]], count: int) -> None:
    empty = [split for split in wanted if not chosen[split]]
    if empty:
        logger.warning("%d group(s) cannot fill every split: nothing for %s", count, " and ".join(empty))


def _alone(paths: list[Path]) -> Groups:
    """Return each photograph as its own group, named by its path relative to the folder of all."""
    absolute = {path: path.absolute() for path in paths}
    base = os.path.commonpath([path.parent for path in absolute.values()]) if paths else ""
    return {path: whole.relative_to(base).as_posix() for path, whole in absolute.items()}


def _members(groups: Mapping[Path, str]) -> dict[str, list[Path]]:
    members: dict[str, list[Path]] = defaultdict(list)
    for path, name in groups.items():
        members[name].append(path)
    return members


def _numbers(text: str) -> list[float] | None:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        return None


def _by_regex(paths: list[Path], regex: str) -> Groups:
    try:
        pattern = re.compile(regex)
    except re.error as error:
        raise MuralsError(f"group {regex!r} is no regular expression: {error}") from error
    return {path: _matched(pattern, path) for path in paths}


def _matched(pattern: re.Pattern[str], path: Path) -> str:
    """Return what `pattern` finds in the stem; raise `MuralsError` if it finds nothing."""
    match = pattern.search(path.stem)
    name = (match[1] if pattern.groups else match[0]) if match else None
    if not name:
        raise MuralsError(
            f"group {pattern.pattern!r} finds nothing in the name {path.stem!r} of {path}: every name must match"
        )
    return name


def _by_table(paths: list[Path], table: Path) -> Groups:
    index: dict[str, list[tuple[PurePosixPath, str]]] = defaultdict(list)  # file name -> rows
    for file, group in read_groups(table):
        index[file.name].append((file, group))
    return {path: _looked_up(path, index[path.name], table) or alone for path, alone in _alone(paths).items()}


def _looked_up(path: Path, rows: list[tuple[PurePosixPath, str]], table: Path) -> str:
    """Return the group of `path` among the rows of its name.

    Rows whose whole path is the end of `path` come first, the longest of them; else those that share most of its end.
    """
    if not rows:
        raise MuralsError(f"{table} has no row for {path}: every photograph needs one")
    agreement = [(shared == len(file.parts), shared) for file, _ in rows for shared in [_shared_end(path, file)]]
    found = {group for (_, group), agrees in zip(rows, agreement, strict=True) if agrees == max(agreement)}
    if len(found) > 1:
        raise MuralsError(
            f"{table} names {len(found)} groups for {path}: {', '.join(sorted(found))}; give more of its path there"
        )
    return found.pop()


def _shared_end(path: Path, file: PurePosixPath) -> int:
    """Return the number of equal parts at the ends of both paths."""
    ends = zip(reversed(path.parts), reversed(file.parts), strict=False)
    return next(
        (count for count, (ours, theirs) in enumerate(ends) if ours != theirs), min(len(path.parts), len(file.parts))
    )
