"""The blending modes: a table from the name of a mode to its guidance field.

Most modes take the gradients of a picture g, given by `Mode.picture`. Others have a field of their own, a function of a
`Domain`, the rectangle of the target in which something changes. Equation and section numbers are those of the paper.

References
----------
Perez, Gangnet, Blake 2003, Poisson Image Editing, https://doi.org/10.1145/882262.882269
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.blending.guidance import compress, divergence, gradient, keep_edges, mean_magnitude, stronger
from murals.blending.picture import grey_of, with_channels
from murals.errors import MuralsError, did_you_mean

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Tuning:
    """The numbers that single modes use; other modes ignore them."""

    edge_threshold: float = 0.1  # flatten: contrast of a contour that is kept, share of the range
    alpha: float = 0.2  # illuminate: the gradient that stays as it is, in mean gradients of the region (section 4)
    beta: float = 0.2  # illuminate: how far the others come near it, 0 not at all (section 4)
    factors: tuple[float, float, float] = (1.5, 0.5, 0.5)  # recolour: of red, green and blue (section 4)

    def check(self) -> None:
        """Raise MuralsError for a number out of its range."""
        if not 0 < self.edge_threshold < 1:
            raise MuralsError(f"--edge-threshold {self.edge_threshold:g}: expected a contrast between 0 and 1, as 0.1")
        if not 0 < self.alpha < np.inf:
            raise MuralsError(f"--alpha {self.alpha:g}: expected a number above 0, as 0.2")
        if not 0 <= self.beta <= 1:
            raise MuralsError(f"--beta {self.beta:g}: expected 0 (nothing changes) to 1 (all gradients alike), as 0.2")
        if len(self.factors) != 3 or not all(0 <= factor < np.inf for factor in self.factors):
            raise MuralsError(f"--factors {self.factors}: expected three numbers for red, green, blue, as 1.5,0.5,0.5")


@dataclass(frozen=True, eq=False)
class Domain:
    """A rectangle of the target, f* in the paper, with the source g placed over it and the region."""

    target: Floats  # (h, w, C)
    source: Floats  # (h, w, C); the target where the mode needs no source
    mask: NDArray[np.bool_]  # (h, w)
    tuning: Tuning


@dataclass(frozen=True)
class Mode:
    """A blending mode: where its gradients come from, and its other properties.

    With `picture` they are those of a picture, made from the source (N, M, C) pixel by pixel, eq. (11). With `field`
    they are those of none: its divergence b (h, w, C) is the right side of eq. (7).
    """

    summary: str
    picture: Callable[[Floats, Tuning], Floats] | None = None
    field: Callable[[Domain], Floats] | None = None
    by_channel: bool = False  # whether a channel of `picture` is made from that of the source, from no other, all alike
    needs_source: bool = False
    needs_colour: bool = False
    logarithmic: bool = False  # solved for the logarithm of light
    backdrop: Callable[[Floats], Floats] | None = None  # what becomes of the target before: (H, W, C) to the same
    whole: bool = False  # the region is all but the border of the picture


def find_mode(name: str) -> Mode:
    """Return the mode called `name`.

    Raises
    ------
    MuralsError
        If there is no such mode; the sentence names all.
    """
    if name not in MODES:
        near = did_you_mean(name, MODES)
        raise MuralsError(f"unknown mode '{name}': {near + ' ' if near else ''}The modes are {', '.join(MODES)}")
    return MODES[name]


def as_it_is(source: Floats, _: Tuning) -> Floats:
    """Return the gradients of the source, eq. (9) to (11): seamless cloning."""
    return source


def texture(source: Floats, _: Tuning) -> Floats:
    """Return the gradients of the source's luminance in every channel, section 3: monochrome transfer."""
    return with_channels(grey_of(source), source.shape[2])


def flat(source: Floats, _: Tuning) -> Floats:
    """Return no gradient at all, eq. (1) and (2): a membrane."""
    return np.zeros_like(source)


def recolour(source: Floats, tuning: Tuning) -> Floats:
    """Return the gradients of the target with its channels multiplied, section 4: local colour change."""
    return source * np.array(tuning.factors, np.float32)


def mix_gradients(scene: Domain) -> Floats:
    """Return mixed gradients: at each edge the stronger of source and target, eq. (12) and (13)."""
    return divergence(stronger(gradient(scene.target), gradient(scene.source)))


def flatten_texture(scene: Domain) -> Floats:
    """Return a field for texture flattening: the target's gradients on contours, none between, eq. (14) and (15)."""
    contours = find_contours(scene.target, scene.tuning.edge_threshold)
    contours = cv2.dilate(contours.view(np.uint8), np.ones((3, 3), np.uint8)) > 0  # a step is as wide as its blur
    return divergence(keep_edges(gradient(scene.target), contours))


def change_illumination(scene: Domain) -> Floats:
    """Return a field for local illumination: gradients compressed in the logarithmic domain, eq. (16)."""
    edges = gradient(scene.target)
    alpha = scene.tuning.alpha * mean_magnitude(edges, scene.mask)
    return divergence(compress(edges, alpha=alpha, beta=scene.tuning.beta))


def without_colour(target: Floats) -> Floats:
    """Return the luminance of `target` (H, W, 3) in three channels: the backdrop of decolourisation."""
    return with_channels(grey_of(target), target.shape[2])


def with_equal_borders(target: Floats) -> Floats:
    """Return `target` (H, W, C) with equal opposite borders: f_north = f_south = (g_north + g_south) / 2, section 4.

    All corners meet in one point of the tiling. They become their mean, and a ramp along each border leads to it;
    otherwise a spot would stay.
    """
    equal = target.copy()
    corner = target[[0, 0, -1, -1], [0, -1, 0, -1]].mean(axis=0)
    equal[[0, -1]] = _led_to(corner, target[[0, -1]].mean(axis=0))
    equal[:, [0, -1]] = _led_to(corner, target[:, [0, -1]].mean(axis=1))[:, None]
    return equal


def find_contours(x: Floats, threshold: float) -> NDArray[np.bool_]:
    """Return the contours (h, w) of colours `x` (h, w, C) in [0, 1] by Canny 1986, on the luminance.

    `threshold` is the contrast of a step that starts a contour; half of it continues one. OpenCV's Sobel operator gives
    four for a step of one.
    """
    grey = np.rint(np.clip(grey_of(x)[..., 0], 0.0, 1.0) * 255).astype(np.uint8)
    strong = 4 * 255 * threshold
    return np.asarray(cv2.Canny(cv2.GaussianBlur(grey, (3, 3), 0), strong / 2, strong, L2gradient=True)) > 0


def _led_to(corner: Floats, border: Floats) -> Floats:
    """Return `border` (N, C) plus the ramp that brings both of its ends to `corner` (C,)."""
    share = np.linspace(0, 1, len(border), dtype=np.float32)[:, None]
    return border + (1 - share) * (corner - border[0]) + share * (corner - border[-1])


MODES: dict[str, Mode] = {
    "seamless": Mode(
        "the source's gradients, the target's colours around them", as_it_is, by_channel=True, needs_source=True
    ),
    "mixed": Mode("at each edge the stronger of source and target", field=mix_gradients, needs_source=True),
    "monochrome": Mode("the source's texture without its colours", texture, needs_source=True),
    "membrane": Mode("a smooth fill of the region", flat, by_channel=True),
    "exchange": Mode("a feature of each picture into the other", as_it_is, by_channel=True, needs_source=True),
    "flatten": Mode("contours stay, texture between them goes", field=flatten_texture),
    "illuminate": Mode("highlights softened, shadows lifted", field=change_illumination, logarithmic=True),
    "recolour": Mode("the region in another colour", recolour, needs_colour=True),
    "decolourise": Mode(
        "the region keeps its colours, the rest turns grey",
        as_it_is,
        by_channel=True,
        needs_colour=True,
        backdrop=without_colour,
    ),
    "tile": Mode("opposite borders become equal", as_it_is, by_channel=True, backdrop=with_equal_borders, whole=True),
}


def check_picture(name: str, shape: tuple[int, ...]) -> None:
    """Raise MuralsError if the mode `name` cannot edit a target of `shape` (H, W, C)."""
    if find_mode(name).needs_colour and shape[2] == 1:
        raise MuralsError(f"the mode {name} changes colours, but the target is grey: give one in RGB")
    if find_mode(name).whole and min(shape[:2]) < 3:
        raise MuralsError(f"the target is {shape[1]}x{shape[0]}: {name} needs three pixels a side, two are its borders")
