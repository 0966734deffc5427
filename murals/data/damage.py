"""`murals damage`: a folder of clean photographs becomes a folder of training pairs.

The photographs lie in folders as they come, or already in train, val and test. The pairs are
`OUT/{train,val,test}/{damaged,ground_truth,mask}/NAME.png`, 8 bit, with masks of 255 = lost, 128 = veiled, 0 = sound;
`OUT/damage.json` says how they were made. The damage of a tile depends only on the seed and on the photograph's path
relative to the folder: another photograph in the folder changes no pair, though it may change the split of a mural.
"""

import hashlib
import logging
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np

from murals.data.cuts import check_size, cut_tiles, shrink_pair
from murals.data.pairs import CLEAN, DAMAGED, KINDS, MASK
from murals.data.recipes.losses import damage_losses
from murals.data.recipes.mural import damage_mural
from murals.data.recipes.open_cracks import damage_cracks
from murals.data.recipes.upstream import damage_upstream
from murals.data.record import RECORD, Entries, Failed, PairsReport, report_of, shares_of, write_record
from murals.data.settings import DamageSettings
from murals.data.split import SPLITS, Shares, check_ratio, check_shares, group_names, split_groups
from murals.errors import MuralsError, did_you_mean
from murals.images import find_images, from_float, read_image, write_image
from murals.progress import SILENT, Progress

logger = logging.getLogger("murals")


class Recipe(Protocol):
    """Turns a clean tile `(H, W, 3)` float32 in [0, 1] into `(damaged, mask)`.

    The mask `(H, W)` uint8 holds the kinds of damage: 255 lost, 128 veiled, 0 sound.
    """

    def __call__(
        self, clean: np.ndarray, rng: np.random.Generator, *, ratio: tuple[float, float] | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Damage a share of the tile within `ratio`, or as much as the recipe chooses."""
        ...


RECIPES: dict[str, Recipe] = {
    "mural": damage_mural,
    "upstream": damage_upstream,
    "losses": damage_losses,
    "cracks": damage_cracks,
}


@dataclass(frozen=True)
class _Photograph:
    """A photograph, its split and wall, and the name of its tiles: `NAME-1`, `NAME-2`, `NAME-3`."""

    path: Path
    key: str  # its path below the folder of photographs
    name: str
    split: str
    group: str


def make_pairs(settings: DamageSettings, *, progress: Progress = SILENT) -> PairsReport:
    """Cut, damage and split the photographs below `settings.clean`, and write the pairs and their record.

    The shares of train, val and test are kept as well as whole groups allow, unless the folder holds train, val or test
    already. A photograph that cannot be read is reported, and the others are done.

    Raises
    ------
    MuralsError
        If the settings contradict each other, or `settings.out` holds anything and `settings.overwrite` is not set.
    """
    clean, out, size = Path(settings.clean), Path(settings.out), settings.size
    damage_tile = find_recipe(settings.recipe)
    check_size(size)
    if settings.ratio:
        check_ratio(settings.ratio)
    photographs = _plan(clean, check_shares(settings.shares), settings.group, settings.groups, settings.seed)
    _clear(clean, out, settings.overwrite)
    said = {name: getattr(settings, name) for name in ("recipe", "seed", "size", "ratio", "shares")}
    write_record(out, said, {}, {}, complete=False)  # an interrupted folder must not look like a whole one
    damage = partial(damage_tile, ratio=settings.ratio)
    entries, failed = _write_all(photographs, out, damage, size, settings.seed, progress)
    if not entries:
        (out / RECORD).unlink()  # it would be the record of nothing
        raise MuralsError(
            f"not one of {len(failed)} photographs could be used; the first: {next(iter(failed.values()))}"
        )
    write_record(out, said, entries, failed, complete=True)
    return report_of(out, settings.recipe, entries, failed, files=len(KINDS) * len(entries) + 1)


def find_recipe(name: str) -> Recipe:
    """Return the recipe of that name.

    Raises
    ------
    MuralsError
        If there is no such recipe; the sentence names the nearest.
    """
    if name not in RECIPES:
        raise MuralsError(
            f"unknown recipe {name!r}: {did_you_mean(name, RECIPES) or 'expected ' + ' or '.join(RECIPES)}"
        )
    return RECIPES[name]


def generator_for(seed: int, key: str, tile: int) -> np.random.Generator:
    """Return the generator of one tile, which depends only on the seed, the photograph and the tile's number."""
    digest = hashlib.blake2b(f"{key}#{tile}".encode(), digest_size=16).digest()
    return np.random.default_rng([seed, int.from_bytes(digest, "little")])


def _plan(clean: Path, shares: Shares, group: str | None, groups: str | Path | None, seed: int) -> list[_Photograph]:
    """Return all photographs with their splits, groups and names, sorted."""
    paths = find_images(clean, recursive=True)
    group_of = group_names(paths, regex=group, groups_csv=groups)
    splits = _splits_there(clean, paths) or split_groups(group_of, shares, seed)
    return [
        _Photograph(path, path.relative_to(clean).as_posix(), name, split, group_of[path])
        for split in SPLITS
        for path, name in _unique_names(splits.get(split, []), clean).items()
    ]


def _splits_there(clean: Path, paths: list[Path]) -> dict[str, list[Path]]:
    """Return the photographs of the folders train, val and test in `clean`; nothing if it has none of them."""
    top = {path: path.relative_to(clean).parts[0] for path in paths}
    splits = {split: [path for path in paths if top[path] == split] for split in SPLITS if (clean / split).is_dir()}
    beside = [path for path in paths if top[path] not in splits]
    if splits and beside:
        raise MuralsError(
            f"{clean} holds {' and '.join(splits)}, but {len(beside)} photographs lie beside them, such as {beside[0]}"
            ": move them into one of these folders, or give the folder of one split"
        )
    pairs = [clean / split / kind for split in splits for kind in KINDS if (clean / split / kind).is_dir()]
    if pairs:
        raise MuralsError(f"{clean} holds pairs already ({pairs[0]}): expected a folder of clean photographs")
    return splits


def _unique_names(paths: list[Path], clean: Path) -> dict[Path, str]:
    """Return a name for each photograph of one split: its path without the suffix, or with it if two are alike."""
    short = {path: "_".join(_below_split(path, clean).with_suffix("").parts) for path in paths}
    times = Counter(name.casefold() for name in short.values())  # on some disks a.png and A.png are one file
    names = {path: name if times[name.casefold()] == 1 else f"{name}_{path.suffix[1:]}" for path, name in short.items()}
    again = Counter(name.casefold() for name in names.values())
    if clash := [str(path) for path, name in names.items() if again[name.casefold()] > 1]:
        raise MuralsError(f"{' and '.join(clash)} would get one name: rename one of them")
    return names


def _below_split(path: Path, clean: Path) -> Path:
    parts = path.relative_to(clean).parts
    return Path(*parts[1:]) if len(parts) > 1 and parts[0] in SPLITS else Path(*parts)


def _clear(clean: Path, out: Path, overwrite: bool) -> None:
    """Make room for the pairs: refuse a folder in use, or remove the pairs of an earlier run."""
    ours, theirs = out.resolve(), clean.resolve()
    if ours == theirs or ours in theirs.parents or theirs in ours.parents:
        raise MuralsError(
            f"{out} and {clean} lie within each other: choose a folder for the pairs beside the photographs"
        )
    if out.is_file():
        raise MuralsError(f"{out} is a file: name a folder for the pairs")
    if not out.is_dir() or not any(out.iterdir()):
        return
    if not overwrite:
        raise MuralsError(f"{out} is not empty: name a new folder for the pairs, or give --overwrite to replace them")
    for split in SPLITS:
        for kind in KINDS:
            for path in (out / split / kind).glob("*.png"):
                path.unlink()


def _write_all(
    photographs: list[_Photograph], out: Path, damage_tile: Recipe, size: int, seed: int, progress: Progress
) -> tuple[Entries, Failed]:
    """Write the pairs of every photograph; return the entries of the record, and why photographs failed."""
    entries: Entries = {}
    failed: Failed = {}
    for photograph in progress.track(photographs, "damaging"):
        try:
            tiles = _tiles_of(photograph.path)
        except MuralsError as error:
            failed[photograph.path] = str(error)
            logger.warning("%s", error)
            continue
        for number, tile in enumerate(tiles, 1):
            damaged, mask = damage_tile(tile, generator_for(seed, photograph.key, number))
            name = f"{photograph.name}-{number}"
            shares = _write_pair(out / photograph.split, name, *shrink_pair(damaged, tile, mask, size))
            entry = {"photograph": photograph.key, "tile": number, "group": photograph.group, **shares}
            entries[f"{photograph.split}/{name}"] = entry
    return entries, failed


def _tiles_of(path: Path) -> list[np.ndarray]:
    image = read_image(path)
    try:
        return cut_tiles(image)
    except MuralsError as error:
        raise MuralsError(f"{path}: {error}") from error


def _write_pair(folder: Path, name: str, damaged: np.ndarray, clean: np.ndarray, mask: np.ndarray) -> dict[str, float]:
    """Write the three images of a pair; return the shares of the image that are damaged, lost and veiled."""
    write_image(folder / CLEAN / f"{name}.png", from_float(clean, np.uint8))
    write_image(folder / MASK / f"{name}.png", mask)
    write_image(folder / DAMAGED / f"{name}.png", from_float(damaged, np.uint8))  # last: it is what makes a pair
    return shares_of(mask)
