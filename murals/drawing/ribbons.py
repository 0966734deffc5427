"""Ribbons: the scarves that let the heavenly beings fly, turning their light and their dark side."""

import numpy as np

from murals.drawing.brush import Points, Wall, smooth, strip


def ribbon(wall: Wall, way: Points, width: float, colour: str, back: str = "white") -> None:
    """Paint a ribbon along `way`, `width` pixels at its widest; it narrows where it turns over and ends in a point."""
    path = smooth(way)
    along = np.linspace(0, 1, len(path))
    turns = np.abs(np.cos(np.pi * (along * 3.2 + 0.1)))
    widths = width * (0.25 + 0.75 * turns) * (1 - along**3)
    outline = strip(path, np.maximum(widths, 0.6))
    wall.wash(outline, colour, shade=0.4, rim=width * 0.3, opacity=0.9)
    half = len(path)
    inner = strip(path + (outline[:half] - path) * 0.55, np.maximum(widths * 0.22, 0.4))
    wall.wash(inner, back, opacity=0.55)
    for side in (outline[:half], outline[half:]):
        wall.line(side[:: max(len(side) // 40, 1)], "umber", width=max(width * 0.09, 0.9))
