"""Which mask belongs to which photograph, by their names alone: nothing here opens a file.

In: a mask's file, which is for all, or a folder of masks called as the photographs are, `NAME.png`, or as our
proposals, `NAME.mask.png`, at equal places: `masks/cave/a.png` is the mask of `walls/cave/a.jpg`.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from murals.errors import MuralsError
from murals.images import SUFFIXES, is_own_output, output_path

Finder = Callable[[Path, Path], Path | None]


def masks_finder(mask: Path | None, veiled: Path | None) -> Callable[[Path, Path], tuple[Path | None, Path | None]]:
    """Return the function that finds both masks of a photograph, given that and the folder it lies in below its input.

    Where both options name a folder, one of the two masks is enough.
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
    """A folder of masks holds none for a photograph."""


def mask_finder(mask: Path | None, *, option: str = "--mask") -> Finder:
    """Return the function that finds the mask of a photograph, given that and the folder it lies in below its input."""
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
    """Yield what the mask of `source` may be called in `folder`, without suffixes and the likeliest first.

    Its place there is the photograph's own below its input, or with more of the folders above it: of `masks/a.png` and
    `masks/cave/a.png` the second is that of `walls/cave/a.png`. It is never less: `masks/a.png` is not that of
    `cave/a.png` below `walls`.
    """
    above = Path(os.path.abspath(source)).parent.parts[1:]  # noqa: PTH100  resolve() would follow links to other names
    proposed = Path(output_path(source, "mask", folder, suffix=".png").stem).stem  # shortened where it had to be
    for count in range(len(above), len(below.parts) - 1, -1):
        place = Path(*above[len(above) - count :]) if count > len(below.parts) else below
        yield place / source.stem
        if proposed != source.stem:
            yield place / proposed


def _elsewhere(source: Path, by_name: Mapping[Path, list[Path]]) -> str:
    """Say which mask has the name of `source` at another place, and why it is not taken."""
    alike = [path for name, paths in by_name.items() if name.name == source.stem for path in paths]
    return f" ({alike[0]} is for a photograph at that place)" if alike else ""


def _masks_by_name(folder: Path) -> dict[Path, list[Path]]:
    """Return the masks in and below `folder` by the photograph's name with its place; `NAME.mask.EXT` is of `NAME`."""
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
    """Tell whether `path` is called as the masks are that the network proposes."""
    return path.stem.lower().endswith(".mask")


def is_mask(image: Path, given: Path, mask: Path | None) -> bool:
    """Tell whether `image` is the mask, or lies in the folder of masks and that is not where `given` leads."""
    if mask is None:
        return False
    folder, inputs = mask.resolve(), given.resolve()
    if folder == inputs or folder in inputs.parents:
        return False
    return image.resolve() == folder or folder in image.resolve().parents
