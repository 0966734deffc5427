"""Pictures for the examples of blending: drawn walls and motifs, one set for each mode.

In: the name of a mode. Out: PNG files in a folder, named as in docs/blending.md. No photograph is needed.
"""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from murals.drawing.motif import draw_motif
from murals.errors import MuralsError, did_you_mean
from murals.images import write_image

HEIGHT, WIDTH = 264, 352  # pixels of a wall


def draw_inputs(mode: str, folder: Path) -> None:
    """Write the inputs of the example of `mode` into `folder`, over those of before.

    Raises
    ------
    MuralsError
        If there is no such mode.
    """
    if mode not in INPUTS:
        raise MuralsError(f"no example of '{mode}': {did_you_mean(mode, INPUTS)} There is one of {', '.join(INPUTS)}")
    for name, picture in INPUTS[mode]().items():
        write_image(folder / name, picture, overwrite=True)


def _cut_out(name: str, seed: int) -> dict[str, NDArray]:
    """Return a motif and its mask as `NAME.png` and `NAME_mask.png`."""
    picture, mask = draw_motif(name, seed, height=HEIGHT, width=WIDTH)
    return {f"{name}.png": picture, f"{name}_mask.png": mask}


def _bare_wall(seed: int) -> NDArray[np.float32]:
    """Return plaster of another colour, (H, W, 3) in [0, 1]: the corner of a wall whose motif is far from it."""
    picture, mask = draw_motif("rosette", seed, height=2 * HEIGHT, width=4 * WIDTH)
    if mask[:HEIGHT, :WIDTH].any():
        raise ValueError(f"the motif of seed {seed} leaves no room for a bare wall beside it")
    return picture[:HEIGHT, :WIDTH]


def _motif(name: str, seed: int) -> NDArray[np.float32]:
    return draw_motif(name, seed, height=HEIGHT, width=WIDTH)[0]


def _seamless() -> dict[str, NDArray]:
    return {**_cut_out("apsara", 3), "wall.png": _bare_wall(5)}


def _mixed() -> dict[str, NDArray]:
    ink = np.full((HEIGHT, WIDTH, 3), 244, np.uint8)
    cv2.putText(ink, "cave 220", (24, 152), cv2.FONT_HERSHEY_SCRIPT_COMPLEX, 2.1, (70, 24, 20), 4, cv2.LINE_AA)
    return {"writing.png": ink, "flower.png": _motif("rosette", 4)}


def _monochrome() -> dict[str, NDArray]:
    return {**_cut_out("rosette", 4), "wall.png": _bare_wall(5)}


def _exchange() -> dict[str, NDArray]:
    return {"rosette.png": _motif("rosette", 9), "lotus.png": _motif("lotus", 11)}


def _membrane() -> dict[str, NDArray]:
    wall = (_motif("apsara", 3) * 255).astype(np.uint8)
    scratches = np.zeros((HEIGHT, WIDTH), np.uint8)
    for path in (
        [(10, 60), (80, 70), (150, 52), (240, 84), (345, 70)],
        [(300, 10), (280, 90), (292, 150), (270, 250)],
        [(60, 250), (110, 170), (180, 205), (216, 150)],
    ):
        cv2.polylines(scratches, [np.array(path)], False, 255, 2)
    wall[scratches > 0] = (250, 248, 240)
    return {"scratched.png": wall, "scratches.png": cv2.dilate(scratches, np.ones((3, 3), np.uint8))}


def _flatten() -> dict[str, NDArray]:
    return {"worn.png": _motif("apsara", 9)}


def _illuminate() -> dict[str, NDArray]:
    shadow = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.fillPoly(shadow, [np.array([(120, 30), (300, 60), (310, 230), (150, 240), (90, 130)])], 1.0)
    return {"shadow.png": _motif("apsara", 9) * (1 - 0.62 * cv2.GaussianBlur(shadow, (0, 0), 1.5)[..., None])}


def _recolour() -> dict[str, NDArray]:
    return _cut_out("lotus", 8)


def _decolourise() -> dict[str, NDArray]:
    return _cut_out("rosette", 1)


def _tile() -> dict[str, NDArray]:
    wall = draw_motif("rosette", 10, height=HEIGHT // 2, width=WIDTH // 2)[0]
    light = np.linspace(0.6, 1.1, WIDTH // 2, dtype=np.float32)[None, :, None]
    return {"pattern.png": np.clip(wall * light, 0, 1)}


INPUTS: dict[str, Callable[[], dict[str, NDArray]]] = {
    "seamless": _seamless,
    "mixed": _mixed,
    "monochrome": _monochrome,
    "exchange": _exchange,
    "membrane": _membrane,
    "flatten": _flatten,
    "illuminate": _illuminate,
    "recolour": _recolour,
    "decolourise": _decolourise,
    "tile": _tile,
}
