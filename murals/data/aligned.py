"""Aligned pairs for image translation, found in a folder.

The files are `ROOT/{train,val}/NAME.jpg` with both halves side by side, A left and B right (the usual "aligned"
layout), or `ROOT/{train,val}/{A,B}/NAME.*` with equal names. Only headers are read, and nothing is written. No pair is
skipped silently.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from murals.config import DIRECTIONS, LAYOUTS
from murals.data.pairs import Pair
from murals.errors import MuralsError, did_you_mean
from murals.images import find_images, image_size, read_image8

Side = Literal["left", "right", "whole"]
SIDES = ("A", "B")


@dataclass(frozen=True)
class Half:
    """One image of a pair: a file, or the left or right half of one."""

    path: Path
    side: Side

    def read(self) -> NDArray[np.uint8]:
        """Return the image `(H, W, 3)`, RGB uint8; grey files have three equal channels."""
        return self.of(read_image8(self.path))

    def of(self, image: NDArray[Any]) -> NDArray[Any]:
        """Return this half of `image` `(H, W, 3)`, the whole content of the file, as a view."""
        middle = image.shape[1] // 2
        match self.side:
            case "left":
                return image[:, :middle]
            case "right":
                return image[:, middle:]
        return image

    def size(self) -> tuple[int, int]:
        """Return (height, width) in pixels, from the file's header."""
        height, width = image_size(self.path)
        return height, width if self.side == "whole" else width // 2


@dataclass(frozen=True)
class AlignedPair:
    """An input and its target; `name` is the stem of their files."""

    input: Half
    target: Half
    name: str

    @property
    def files(self) -> Pair:
        """The files as a `Pair`, for the fingerprint of the data."""
        return Pair(self.input.path, self.target.path, None, self.name)


def find_aligned(
    root: str | Path, split: str, *, layout: str | None = None, direction: str = "AtoB", any_size: bool = False
) -> list[AlignedPair]:
    """Return the pairs of `ROOT/SPLIT`, sorted by name.

    Parameters
    ----------
    layout
        Found by the folders if None.
    any_size
        The pairs may differ in size, because they will be resized.

    Raises
    ------
    MuralsError
        If there are no pairs, direction or layout is unknown, a partner is missing, a width is odd, two halves differ
        in size, or an image has another size than most.
    """
    folder = Path(root) / split
    _require_known("direction", direction, DIRECTIONS)
    layout = layout or find_layout(root, split)
    _require_known("layout", layout, LAYOUTS)
    if not folder.is_dir():
        raise MuralsError(f"no folder {folder}: expected {_expected(root, split)}")
    halves = _side_by_side(folder) if layout == "side-by-side" else _in_folders(folder)
    pairs = [AlignedPair(a, b, name) if direction == "AtoB" else AlignedPair(b, a, name) for name, a, b in halves]
    _require_equal_halves(pairs)
    if not any_size:
        _require_one_size(pairs)
    return pairs


def find_layout(root: str | Path, split: str) -> str:
    """Return `folders` if `ROOT/SPLIT` holds the folders A and B, else `side-by-side`."""
    return "folders" if any((Path(root) / split / side).is_dir() for side in SIDES) else "side-by-side"


def _side_by_side(folder: Path) -> Iterable[tuple[str, Half, Half]]:
    files = find_images(folder)
    _require_one_per_stem(files)
    for path in files:
        height, width = image_size(path)
        if width % 2:
            raise MuralsError(
                f"{path} is {width}x{height}: expected an even width, the two halves side by side; "
                "crop it, or keep A and B in two folders"
            )
        yield path.stem, Half(path, "left"), Half(path, "right")


def _in_folders(folder: Path) -> Iterable[tuple[str, Half, Half]]:
    a, b = ({path.stem: path for path in _listed(folder / side)} for side in SIDES)
    lonely = [*_without_partner(a, b, folder / "B"), *_without_partner(b, a, folder / "A")]
    if lonely:
        more = f" ({len(lonely)} files have no partner)" if len(lonely) > 1 else ""
        raise MuralsError(lonely[0] + more)
    for stem in sorted(a):
        yield stem, Half(a[stem], "whole"), Half(b[stem], "whole")


def _listed(folder: Path) -> list[Path]:
    files = find_images(folder)
    _require_one_per_stem(files)
    return files


def _without_partner(files: dict[str, Path], others: dict[str, Path], where: Path) -> list[str]:
    return [
        f"no partner for {path}: expected {where}/{stem}.*; add it, or remove {path.name}"
        for stem, path in sorted(files.items())
        if stem not in others
    ]


def _require_one_per_stem(files: Sequence[Path]) -> None:
    seen: dict[str, Path] = {}
    for path in files:
        if path.stem in seen:
            raise MuralsError(f"{path} and {seen[path.stem].name} have one stem: rename or remove one")
        seen[path.stem] = path


def _require_equal_halves(pairs: Sequence[AlignedPair]) -> None:
    for pair in pairs:
        if pair.input.path != pair.target.path and pair.input.size() != pair.target.size():
            a, b = sorted((pair.input, pair.target), key=lambda half: half.path)
            raise MuralsError(
                f"{a.path} is {_in_words(a.size())} but {b.path} is {_in_words(b.size())}: "
                "a pair shows the same at the same size; bring both to one"
            )


def _require_one_size(pairs: Sequence[AlignedPair]) -> None:
    """Raise for the first image of another size than most: it may be no pair, and would be squeezed unnoticed."""
    sizes = {pair: pair.input.size() for pair in pairs}
    most, count = Counter(sizes.values()).most_common(1)[0]
    others = [pair for pair, size in sizes.items() if size != most]
    if others:
        path, more = others[0].input.path, f" ({len(others)} differ)" if len(others) > 1 else ""
        raise MuralsError(
            f"{path}{more}: each half is {_in_words(sizes[others[0]])}, but {_in_words(most)} in {count} of "
            f"{len(pairs)} images; remove it, or bring all to one size with --size {min(most)}"
        )


def _require_known(what: str, name: str, names: Sequence[str]) -> None:
    if name not in names:
        raise MuralsError(
            f"unknown {what} '{name}': expected {' or '.join(names)}. {did_you_mean(name, names)}".rstrip()
        )


def _expected(root: str | Path, split: str) -> str:
    return (
        f"{root}/{split}/NAME.jpg with both halves side by side, or {root}/{split}/A and {root}/{split}/B with equal "
        'names; "murals download facades" brings an example'
    )


def _in_words(size: tuple[int, int]) -> str:
    return f"{size[1]}x{size[0]}"
