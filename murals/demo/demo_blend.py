"""The blended picture of the demonstration: an apsara from one drawn wall on another."""

from dataclasses import dataclass
from pathlib import Path

from murals.blending.files import blend_files
from murals.blending.settings import BlendSettings
from murals.drawing.motif import draw_motif
from murals.drawing.palette import PERIODS
from murals.images import write_image
from murals.progress import SILENT, Progress

HEIGHT, WIDTH = 384, 1088  # px of the wall, whose middle is painted
MOTIF_HEIGHT, MOTIF_WIDTH = 288, 384
LEFT, TOP = 0, 48  # where the motif's corner lands: on the plaster beside the rosette
HIGH_TANG, WESTERN_XIA = 3, 5  # periods of light plaster, one sandy, one green


@dataclass(frozen=True)
class BlendedSample:
    """The motif on its wall, the other wall, and the result."""

    motif: Path
    wall: Path
    output: Path


def blend_sample(folder: Path, *, seed: int = 0, device: str = "auto", progress: Progress = SILENT) -> BlendedSample:
    """Draw two walls into `folder`, blend the motif of one into the other, and return the files."""
    motif, mask = draw_motif("apsara", HIGH_TANG + len(PERIODS) * seed, height=MOTIF_HEIGHT, width=MOTIF_WIDTH)
    wall, _ = draw_motif("rosette", WESTERN_XIA + len(PERIODS) * seed, height=HEIGHT, width=WIDTH)
    paths = [folder / name for name in ("motif.png", "motif_mask.png", "wall.png")]
    for path, picture in zip(paths, (motif, mask, wall), strict=True):
        write_image(path, picture)
    settings = BlendSettings(
        first=paths[0], second=paths[2], mask=paths[1], at=(float(LEFT), float(TOP)), device=device
    )
    done = blend_files(settings, progress=progress)
    return BlendedSample(paths[0], paths[2], done[0].output)
