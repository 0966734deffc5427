"""The Buddha's head: neck, ears, face, hair with its crown, eyes half closed, in lines of iron-wire evenness."""

import numpy as np

from murals.drawing.brush import Points, Wall, ellipse, place, smooth


def head(wall: Wall, centre: tuple[float, float], size: float) -> None:
    """Paint neck, ears, face and hair with its crown; eyes half closed."""
    at = lambda points: place(np.asarray(points, float), (centre[0], centre[1] - 0.78 * size), scale=size)  # noqa: E731
    thin = max(size * 0.011, 0.8)
    wall.wash(at([[-0.1, 0.16], [-0.12, 0.4], [0.12, 0.4], [0.1, 0.16]]), "flesh", shade=0.2, rim=size * 0.04)
    for y in (0.29, 0.34):
        wall.line(at([[-0.1, y], [0, y + 0.02], [0.1, y]]), "red ochre", width=thin)
    for side in (-1, 1):
        wall.wash(
            ellipse(at([[side * 0.235, 0.06]])[0], size * 0.045, size * 0.16), "flesh", shade=0.3, rim=size * 0.03
        )
    face: Points = at(
        smooth(
            np.array(
                [
                    [-0.22, -0.12],
                    [-0.215, 0.08],
                    [-0.12, 0.23],
                    [0, 0.265],
                    [0.12, 0.23],
                    [0.215, 0.08],
                    [0.22, -0.12],
                    [0, -0.24],
                    [-0.22, -0.12],
                ]
            ),
            0.012,
        )
    )
    wall.wash(face, "flesh", shade=0.28, rim=size * 0.06)
    wall.contour(face, "red ochre", width=max(size * 0.013, 0.9))
    wall.wash(
        at(
            smooth(
                np.array(
                    [
                        [-0.225, -0.06],
                        [-0.12, -0.15],
                        [0, -0.17],
                        [0.12, -0.15],
                        [0.225, -0.06],
                        [0.2, -0.25],
                        [0, -0.33],
                        [-0.2, -0.25],
                        [-0.225, -0.06],
                    ]
                ),
                0.012,
            )
        ),
        "soot",
        shade=-0.3,
        rim=size * 0.03,
    )
    wall.wash(ellipse(at([[0, -0.35]])[0], size * 0.1, size * 0.09), "soot")
    wall.wash(ellipse(at([[0, -0.26]])[0], size * 0.022, size * 0.02), "white")
    for side in (-1, 1):
        wall.line(at([[side * 0.03, -0.04], [side * 0.1, -0.085], [side * 0.18, -0.04]]), "umber", width=thin * 1.2)
        wall.line(at([[side * 0.035, 0.02], [side * 0.1, -0.005], [side * 0.17, 0.015]]), "soot", width=thin * 1.5)
        wall.line(at([[side * 0.045, 0.024], [side * 0.1, 0.038], [side * 0.155, 0.02]]), "red ochre", width=thin * 0.8)
    wall.line(at([[0.012, -0.03], [0.03, 0.08], [0.0, 0.105], [-0.03, 0.09]]), "red ochre", width=thin)
    wall.line(at([[-0.06, 0.16], [0, 0.15], [0.06, 0.16]]), "cinnabar", width=thin * 2.2)
    wall.line(at([[-0.05, 0.17], [0, 0.18], [0.05, 0.17]]), "cinnabar", width=thin * 1.6)
    wall.line(at([[-0.03, 0.215], [0, 0.222], [0.03, 0.215]]), "red ochre", width=thin * 0.8)
