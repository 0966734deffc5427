"""Folders of pairs: their files as `Pair`s, and what is wrong with them as `Problem`s. Nothing here writes.

The files are `ROOT/{train,val,test}/{damaged,ground_truth,mask}/NAME.png`; masks are optional, 255 = lost, 128 =
veiled, 0 = sound. Files of one pair have equal stems; their suffixes may differ.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from murals.data.cuts import LEAST_SIDE
from murals.data.record import RECORD, in_words, mean_shares, read_record, shares_of
from murals.data.settings import CheckSettings
from murals.data.split import SPLITS
from murals.errors import MuralsError
from murals.images import SUFFIXES, find_images, image_size, read_image8, read_kinds
from murals.progress import SILENT, Progress

DAMAGED, CLEAN, MASK = KINDS = ("damaged", "ground_truth", "mask")

OfImages = Literal["unmatched", "twice", "unreadable", "size", "small"]
OfMasks = Literal["mask size", "empty", "unchanged"]
OfSplits = Literal["both sides", "unfinished", "missing"]
Kind = OfImages | OfMasks | OfSplits


@dataclass(frozen=True)
class Pair:
    """The files of one damaged image, its clean original and its mask, if any; `name` is their stem."""

    damaged: Path
    clean: Path
    mask: Path | None
    name: str


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: its kind, its file, and a sentence for the user."""

    kind: Kind
    path: Path
    message: str


@dataclass
class CheckReport:
    """The result of `check_pairs`: pairs and masks of each split, mean shares lost and veiled, and the problems."""

    pairs: dict[str, int] = field(default_factory=dict)
    masks: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    shares: dict[str, dict[str, float]] = field(default_factory=dict)  # split -> mean `SHARES` of its masks

    @property
    def failed(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.problems)

    def lines(self) -> list[str]:
        """Return the report as lines of text."""
        counts = [f"{split}: {self.pairs[split]} pairs, {self._masks_of(split)}" for split in self.pairs]
        missing = [split for split in ("train", "val") if split not in self.pairs]
        counts += [f'{split}: no folder, and "murals train" needs one' for split in missing]
        number = len(self.problems)
        verdict = "nothing is wrong" if not number else f"{number} {'problem' if number == 1 else 'problems'}"
        return [*counts, *_explained_once(self.problems), verdict]

    def as_plain(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        problems = [{**asdict(problem), "path": str(problem.path)} for problem in self.problems]
        return {"pairs": self.pairs, "masks": self.masks, "shares": self.shares, "problems": problems}

    def _masks_of(self, split: str) -> str:
        said = f"{self.masks[split]} with a mask"
        shares = self.shares.get(split)
        return f"{said} ({in_words(shares)} on average)" if shares else said


def _explained_once(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield the messages, `FACT: EXPLANATION`; what explains a kind of problem is said once.

    Why a file cannot be read is said of each, because it may be another reason than that of the file before.
    """
    told: set[tuple[str, str]] = set()
    for problem in problems:
        fact, _, explanation = problem.message.partition(": ")
        known = problem.kind != "unreadable" and (problem.kind, explanation) in told
        yield fact if known else problem.message
        told.add((problem.kind, explanation))


def find_pairs(root: str | Path, split: str) -> list[Pair]:
    """Return the pairs of `ROOT/SPLIT`, sorted by name.

    Raises
    ------
    MuralsError
        If there are none, a file has no partner, or two files have an equal stem: no pair is skipped silently.
    """
    root = Path(root)
    _check_folders(root, split)
    pairs, problems = _match(root / split)
    if problems:
        others = f'; "murals check {root}" lists all {len(problems)}' if len(problems) > 1 else ""
        raise MuralsError(problems[0].message + others)
    return pairs


def fingerprint(pairs: Iterable[Pair]) -> str:
    """Return 16 hexadecimal digits that change with any name, image or mask, but not with the place of the files."""
    digest = hashlib.blake2b(digest_size=8)
    for pair in sorted(pairs, key=lambda pair: pair.name):
        digest.update(pair.name.encode() + b"\0")
        for path in (pair.damaged, pair.clean, pair.mask):
            digest.update(hashlib.blake2b(path.read_bytes()).digest() if path else b"no mask")
    return digest.hexdigest()


def check_pairs(settings: CheckSettings, *, progress: Progress = SILENT) -> CheckReport:
    """Read every pair below `settings.data` and report what is wrong; nothing is written.

    Raises
    ------
    MuralsError
        If there is nothing to check.
    """
    root = Path(settings.data)
    splits = [split for split in SPLITS if (root / split).is_dir()]
    if not splits:
        raise MuralsError(f"no pairs in {root}: expected {root}/train and more; {_how_to_make(root)}")
    report = CheckReport()
    clean_images: dict[str, list[Path]] = defaultdict(list)  # digest -> files
    for split in splits:
        pairs, problems = _match(root / split)
        report.pairs[split], report.masks[split] = len(pairs), sum(pair.mask is not None for pair in pairs)
        report.problems += problems
        if not (pairs or problems):
            report.problems.append(Problem("missing", root / split, f"{root / split} holds no pairs: remove it"))
        shares: list[dict[str, float]] = []
        for pair in progress.track(pairs, f"checking {split}"):
            report.problems += _check_pair(pair, clean_images, shares)
        report.shares |= {split: mean_shares(shares)} if shares else {}
    report.problems += [*_same_clean_image(root, clean_images), *_check_record(root)]
    return report


def _check_folders(root: Path, split: str) -> None:
    for kind in (DAMAGED, CLEAN):
        if not _by_stem(root / split / kind)[0]:
            state = "is empty" if (root / split / kind).is_dir() else "is missing"
            raise MuralsError(f"no pairs in {root / split}: {root / split / kind} {state}; {_how_to_make(root)}")


def _how_to_make(root: Path) -> str:
    if any((root / kind).is_dir() for kind in (DAMAGED, CLEAN)):
        return f"{root} holds the pairs of one split: name the folder that it lies in"
    if root.is_dir() and any(path.suffix.lower() in SUFFIXES for path in root.iterdir()):
        return f'make pairs of these photographs with "murals damage {root} data", and name data'
    return f'make pairs from photographs with "murals damage PHOTOS {root}"'


def _by_stem(folder: Path) -> tuple[dict[str, Path], list[Problem]]:
    """Return the images of `folder` by stem, and a problem for each stem that comes twice."""
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    visible = folder.is_dir() and any(not path.name.startswith(".") for path in folder.iterdir())
    for path in find_images(folder) if visible else []:
        if path.stem in found:
            first = found[path.stem].name
            message = f"{path} and {first} have one stem: which belongs to the pair? Rename or remove one"
            problems.append(Problem("twice", path, message))
        found.setdefault(path.stem, path)
    return found, problems


def _match(folder: Path) -> tuple[list[Pair], list[Problem]]:
    """Return the pairs of one split, sorted, and a problem for each file that has no partner."""
    (damaged, twice), (clean, clean_twice), (masks, masks_twice) = (_by_stem(folder / kind) for kind in KINDS)
    names = sorted(damaged.keys() & clean.keys())
    pairs = [Pair(damaged[name], clean[name], masks.get(name), name) for name in names]
    problems = [*twice, *clean_twice, *masks_twice]
    problems += _without_partner(damaged, clean, "clean image", CLEAN)
    problems += _without_partner(clean, damaged, "damaged image", DAMAGED)
    problems += _without_partner(masks, damaged, "damaged image", DAMAGED)
    if masks:  # masks are optional, but for all pairs of a split or for none
        problems += _without_partner(damaged, masks, "mask", MASK)
    return pairs, problems


def _without_partner(files: dict[str, Path], others: dict[str, Path], what: str, kind: str) -> list[Problem]:
    lonely = [path for name, path in sorted(files.items()) if name not in others]
    return [Problem("unmatched", path, f"no {what} for {path}: expected {kind}/{path.stem}.*") for path in lonely]


def _check_pair(pair: Pair, clean_images: dict[str, list[Path]], shares: list[dict[str, float]]) -> list[Problem]:
    """Return what is wrong with the files of one pair; note the clean image and the mask's shares."""
    problems: list[Problem] = []
    damaged, clean = (_read_or_note(path, problems) for path in (pair.damaged, pair.clean))
    if clean is not None:
        clean_images[hashlib.blake2b(clean.tobytes(), digest_size=16).hexdigest()].append(pair.clean)
    if damaged is None or clean is None:
        return problems
    if damaged.shape != clean.shape:
        message = f"{pair.damaged} is {_size(damaged)} but {pair.clean} is {_size(clean)}: bring both to one size"
        return [*problems, Problem("size", pair.damaged, message)]
    if min(damaged.shape[:2]) < LEAST_SIDE:
        message = f"{pair.damaged} is {_size(damaged)}: expected at least {LEAST_SIDE} px on each side; remove the pair"
        problems.append(Problem("small", pair.damaged, message))
    same = np.array_equal(damaged, clean)
    if same:
        message = f"{pair.damaged} equals {pair.clean}: nothing is damaged, so nothing can be learned; remove the pair"
        problems.append(Problem("unchanged", pair.damaged, message))
    if pair.mask is not None:
        found = _check_mask(pair.mask, damaged, clean, shares)
        problems += [problem for problem in found if not (same and problem.kind in ("unchanged", "empty"))]
    return problems


def _read_or_note(path: Path, problems: list[Problem]) -> np.ndarray | None:
    try:
        return read_image8(path)
    except MuralsError as error:
        problems.append(Problem("unreadable", path, str(error)))
        return None


def _check_mask(path: Path, damaged: np.ndarray, clean: np.ndarray, shares: list[dict[str, float]]) -> list[Problem]:
    """Return what is wrong with the mask of two images `(H, W, 3)` uint8."""
    try:
        height, width = image_size(path)
        if (height, width) != damaged.shape[:2]:
            size = _size(damaged)
            return [
                Problem("mask size", path, f"{path} is {width}x{height} but its images are {size}: draw it at {size}")
            ]
        kinds = read_kinds(path, (height, width))
    except MuralsError as error:
        return [Problem("unreadable", path, str(error))]
    shares.append(shares_of(kinds))
    if not kinds.any():
        return [Problem("empty", path, f"{path} marks no damage: expected 255 where paint is lost, 128 where veiled")]
    if np.array_equal(damaged[kinds > 0], clean[kinds > 0]):
        return [Problem("unchanged", path, f"{path} marks damage, but there the damaged image equals the clean one")]
    return []


def _same_clean_image(root: Path, clean_images: dict[str, list[Path]]) -> list[Problem]:
    """Return a problem for each clean image that is in more than one split."""
    problems = []
    for paths in clean_images.values():
        one_each = {path.relative_to(root).parts[0]: path for path in paths}
        if len(one_each) > 1:
            files = " and ".join(str(path) for path in one_each.values())
            message = f"one image on both sides of the split: {files} show the same; keep it on one side"
            problems.append(Problem("both sides", paths[0], message))
    return problems


def _check_record(root: Path) -> list[Problem]:
    """Return the problems that the record of `murals damage` shows: unfinished work, or one mural in two splits."""
    try:
        record = read_record(root)
    except MuralsError as error:
        return [Problem("unreadable", root / RECORD, str(error))]
    if record is None:
        return []
    complete, entries = record
    if not complete:
        message = f'{root / RECORD} says that "murals damage" was interrupted: run it again with --overwrite'
        return [Problem("unfinished", root / RECORD, message)]
    return _group_on_both_sides(root, {name: entry["group"] for name, entry in entries.items()})


def _group_on_both_sides(root: Path, groups: dict[str, str]) -> list[Problem]:
    """Return a problem for each group of `SPLIT/NAME` -> group whose pairs are in more than one split."""
    splits: dict[str, dict[str, str]] = defaultdict(dict)  # group -> split -> one pair
    for name, group in sorted(groups.items()):
        splits[group].setdefault(name.split("/")[0], name)
    problems = []
    for group, names in splits.items():
        if len(names) > 1:
            pairs = " and ".join(names.values())
            message = f"mural {group} on both sides of the split: {pairs}; keep it on one side"
            problems.append(Problem("both sides", root / RECORD, message))
    return problems


def _size(image: np.ndarray) -> str:
    return f"{image.shape[1]}x{image.shape[0]}"
