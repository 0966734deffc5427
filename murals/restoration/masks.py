"""Matching of masks to photographs, by their names alone: nothing here opens a file.

A mask's file is for all photographs. A folder of masks holds one for each, at the same place and called like the
photograph, `NAME.png`, or like a mask that the network proposed, `NAME.mask.png`: `masks/cave/a.png` is the mask of
`walls/cave/a.jpg`.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from murals.errors import MuralsError
from murals.images import SUFFIXES, is_own_output, output_path

Finder = Callable[[Path, Path], Path | None]


def masks_finder(mask: Path | None, veiled: Path | None) -> Callable[[Path, Path], tuple[Path | None, Path | None]]:
    """Return a function that finds both masks of a photograph, from its path and its folder relative to the input.

    If both options name a folder, one of the two masks is enough.
    """
    find_lost, find_veiled = mask_finder(mask), mask_finder(veiled, option="--veiled")
    if not (mask and veiled and mask.is_dir() and veiled.is_dir()):
        return lambda source, below: (find_lost(source, below), find_veiled(source, below))

    def find(source: Path, below: Path) -> tuple[Path | None, Path | None]:
        found = _or_none(find_lost, source, below), _or_none(find_veiled, source, below)
        return found if any(found) else (find_lost(source, below), None)  # which says what is missing

    return find


def _or_none(find: Finder, source: Path, below: Path) -> Path | None:
    try:
        return find(source, below)
    except NoMask:
        return None


class NoMask(MuralsError):
    """A folder of masks has none for a photograph."""


def mask_finder(mask: Path | None, *, option: str = "--mask") -> Finder:
    """Return a function that finds the mask of a photograph, from its path and its folder relative to the input.

    Raises
    ------
    MuralsError
        If there is no file or folder at `mask`.
    """
    if mask is None or mask.is_file():
        return lambda source, below: mask
    if not mask.is_dir():
        raise MuralsError(f"no mask at {mask}: {option} expects a file, or a folder of masks named as the photographs")
    by_name = _masks_by_name(mask)

    def find(source: Path, below: Path) -> Path:
        together = mask.resolve() in source.resolve().parents  # photographs and masks in one folder: names must tell
        named = (by_name.get(name, []) for name in _names(source, below, mask))
        chosen = ([path for path in paths if is_own_output(path)] if together else paths for paths in named)
        masks = next(filter(None, chosen), [])
        if len(masks) != 1:
            got = " and ".join(path.name for path in masks) or "none" + (
                "" if together else _elsewhere(source, by_name)
            )
            error = MuralsError if masks else NoMask
            raise error(f"no single mask for {source}: expected one {mask / below / source.stem}.*, got {got}")
        return masks[0]

    return find


def _names(source: Path, below: Path, folder: Path) -> Iterator[Path]:
    """Yield the names that the mask of `source` may have in `folder`, without suffixes, the likeliest first.

    The mask lies at the place of the photograph relative to its input, or under more of the folders above it: of
    `masks/a.png` and `masks/cave/a.png` the second is the mask of `walls/cave/a.png`. It never lies under fewer
    folders: `masks/a.png` is not the mask of `cave/a.png` in the input `walls`.
    """
    above = Path(os.path.abspath(source)).parent.parts[1:]  # noqa: PTH100  resolve() would follow links to other names
    proposed = Path(output_path(source, "mask", folder, suffix=".png").stem).stem  # shortened where it had to be
    for count in range(len(above), len(below.parts) - 1, -1):
        place = Path(*above[len(above) - count :]) if count > len(below.parts) else below
        yield place / source.stem
        if proposed != source.stem:
            yield place / proposed


def _elsewhere(source: Path, by_name: Mapping[Path, list[Path]]) -> str:
    """Return a note on a mask of the same name at another place, and why it is not taken."""
    alike = [path for name, paths in by_name.items() if name.name == source.stem for path in paths]
    return f" ({alike[0]} is for a photograph at that place)" if alike else ""


def _masks_by_name(folder: Path) -> dict[Path, list[Path]]:
    """Return the masks in `folder` and below by the place and name of their photograph.

    `NAME.mask.EXT` belongs to `NAME`.
    """
    by_name = defaultdict(list)
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES):
        if is_own_output(path) and not _is_proposed(path):
            continue
        stem = Path(path.stem).stem if _is_proposed(path) else path.stem
        by_name[path.relative_to(folder).parent / stem].append(path)
    if not by_name:
        raise MuralsError(f"no mask in {folder}: expected NAME.png or NAME.mask.png for each photograph NAME")
    return by_name


def _is_proposed(path: Path) -> bool:
    """Tell whether `path` is named like a mask that the network proposed."""
    return path.stem.lower().endswith(".mask")


def is_mask(image: Path, given: Path, mask: Path | None) -> bool:
    """Tell whether `image` is the mask, or lies in the folder of masks while `given` names another folder."""
    if mask is None:
        return False
    folder, inputs = mask.resolve(), given.resolve()
    if folder == inputs or folder in inputs.parents:
        return False
    return image.resolve() == folder or folder in image.resolve().parents
