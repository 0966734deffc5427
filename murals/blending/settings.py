"""The options of `murals blend`. Standard library only."""

import math
from dataclasses import dataclass
from pathlib import Path

from murals.errors import MuralsError
from murals.options import check_options, device_option, numbers, option, overwrite_option

MODE_NAMES = (  # the keys of `murals.blending.modes.MODES`
    "seamless", "mixed", "monochrome", "membrane", "exchange",
    "flatten", "illuminate", "recolour", "decolourise", "tile",
)  # fmt: skip
SOLVER_NAMES = ("multigrid", "direct", "adam")  # the keys of `murals.blending.solver.SOLVERS`
_EXAMPLES = {2: "120,45.5", 3: "1.5,0.5,0.5"}


def parse_numbers(text: str, option: str, *, count: int) -> tuple[float, ...]:
    """Return the `count` numbers of a text such as `"1,2"`.

    Raises
    ------
    MuralsError
        If there are more or fewer, or one is not finite; the sentence names `option`.
    """
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        found = ()
    if len(found) != count or not all(map(math.isfinite, found)):
        raise MuralsError(
            f'{option} "{text}": expected {count} numbers with a comma between, such as {_EXAMPLES[count]}'
        )
    return found


def point_option(flag: str, help: str) -> tuple[float, float]:
    """Return the field of a position x,y."""
    return option((0.0, 0.0), help, read=lambda text: parse_numbers(text, flag, count=2), write=numbers)


@dataclass(frozen=True, kw_only=True)
class BlendSettings:
    """The options of `murals blend`; lengths are in pixels of the target unless another picture is named."""

    first: Path = option(
        help="Picture to take from. A mode that edits TARGET alone takes only that.", argument=True, metavar="SOURCE"
    )
    second: Path | None = option(None, "Picture to edit.", argument=True, metavar="TARGET", shown=False)
    mode: str = option(
        "seamless",
        "From SOURCE into TARGET: seamless, mixed, monochrome, exchange. TARGET alone: membrane, flatten, "
        "illuminate, recolour, decolourise, tile.",
        choices=MODE_NAMES,
    )
    edge_threshold: float = option(0.1, "flatten: contrast of a contour that stays, 0 to 1.", panel="fill")
    alpha: float = option(0.2, "illuminate: the gradient that stays as it is, in mean gradients.", panel="fill")
    beta: float = option(0.2, "illuminate: how strongly the others change, 0 to 1.", panel="fill")
    factors: tuple[float, ...] = option(
        (1.5, 0.5, 0.5),
        "recolour: factors of red, green, blue.",
        panel="fill",
        read=lambda text: parse_numbers(text, "--factors", count=3),
        write=numbers,
    )
    mask: Path | None = option(None, "Mask file of the first picture's size: white is blended. Else its alpha is used.")
    polygon: str | None = option(
        None, 'The region instead of a mask: "x,y x,y x,y ..." in pixels of the first picture.'
    )
    at: tuple[float, float] = point_option(
        "--at", "x,y: where the corner (0, 0) of SOURCE lands in TARGET; parts of pixels too."
    )
    offset: tuple[float, float] = point_option("--offset", "dx,dy: a further shift, in pixels of TARGET.")
    scale: float = option(1.0, "Size of the patch, about the centre of its region.")
    rotate: float = option(0.0, "Degrees, counter-clockwise, about the centre of the region.")
    out: Path | None = option(None, "File or folder for the result; TARGET.blended.EXT beside TARGET unless given.")
    linear_light: bool = option(False, "Blend light instead of sRGB values.", panel="fill")
    overwrite: bool = overwrite_option()
    solver: str = option(
        "multigrid",
        "multigrid; direct: sparse LU; adam: gradient descent.",
        choices=SOLVER_NAMES,
        panel="machine",
    )
    device: str = device_option()

    def __post_init__(self) -> None:
        """Raise `MuralsError` for a mode or a solver that does not exist."""
        check_options(self)

    @property
    def target(self) -> Path:
        """The picture that is edited."""
        return self.second or self.first

    @property
    def source(self) -> Path | None:
        """The picture to take from; None if one picture is edited alone."""
        return self.first if self.second else None
