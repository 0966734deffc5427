"""The options of `murals check` and `murals damage`. Standard library only."""

from dataclasses import dataclass
from pathlib import Path

from murals.data.split import Shares, parse_ratio, parse_shares
from murals.options import numbers, option, overwrite_option, seed_option

RECIPE_NAMES = ("mural", "upstream", "losses", "cracks")  # the keys of `murals.data.damage.RECIPES`
DEFAULT_SHARES: Shares = (0.7, 0.15, 0.15)
DEFAULT_SIZE = 256  # px


@dataclass(frozen=True)
class CheckSettings:
    """The options of `murals check`."""

    data: Path = option(Path("data"), "Folder of pairs.", argument=True)


@dataclass(frozen=True)
class DamageSettings:
    """The options of `murals damage`."""

    clean: Path = option(help="Folder of clean photographs.", argument=True)
    out: Path = option(help="Folder for the pairs.", argument=True)
    recipe: str = option(
        "mural",
        "mural: close to life, lost and veiled; upstream: the original project's black strokes and boxes; "
        "losses: opaque covers of any colour and texture; cracks: thin opaque cracks alone.",
        choices=RECIPE_NAMES,
    )
    size: int = option(DEFAULT_SIZE, "Side of the tiles in pixels.")
    shares: Shares = option(
        DEFAULT_SHARES, "Shares of train, val and test.", names=("--split",), read=parse_shares, write=numbers
    )
    group: str | None = option(None, "Regular expression: what it finds in a file's name is the mural.")
    groups: Path | None = option(None, "CSV file with the columns file and group.")
    ratio: tuple[float, float] | None = option(
        None, "Share of the image to damage: LO,HI.", read=parse_ratio, write=numbers
    )
    seed: int = seed_option()
    overwrite: bool = overwrite_option()
