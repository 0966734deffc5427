"""The restored wall of the demonstration: a drawn wall with opaque losses, filled by the packaged model."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from murals.data.recipes.mural import Strengths, damage_mural
from murals.drawing.draw import draw_mural
from murals.errors import MuralsError
from murals.images import from_float, write_image
from murals.learn.checkpoint import PACKAGE
from murals.progress import SILENT, Progress
from murals.restoration.files import restore_files
from murals.restoration.options import RestoreSettings

HEIGHT, WIDTH = 512, 1536  # px
APART = 10_000  # from the seeds of the walls that the demonstration trains on
LOST = (0.07, 0.09)  # share of the wall
FLAKED = Strengths(cracks=0, scratches=0, salt=0, fading=0, stains=0)  # opaque losses alone


@dataclass(frozen=True)
class RestoredSample:
    """The wall with its losses, their mask, the result, and the sound wall."""

    damaged: Path
    mask: Path
    output: Path
    clean: Path


def restore_sample(folder: Path, *, seed: int = 0, device: str = "auto", progress: Progress = SILENT) -> RestoredSample:
    """Draw a wall into `folder`, damage it by opaque losses, restore it by their mask, and return the files.

    Raises
    ------
    MuralsError
        If it could not be restored.
    """
    clean = draw_mural(APART + seed, height=HEIGHT, width=WIDTH)
    damaged, mask = damage_mural(clean, np.random.default_rng(seed), ratio=LOST, strengths=FLAKED)
    pictures = {"wall.png": from_float(damaged, np.uint8), "losses.png": mask, "sound.png": from_float(clean, np.uint8)}
    paths = [folder / name for name in pictures]
    for path, picture in zip(paths, pictures.values(), strict=True):
        write_image(path, picture)
    settings = RestoreSettings(inputs=(paths[0],), mask=paths[1], model=Path(PACKAGE), device=device)
    report = restore_files(settings, progress=progress)
    if report.failed:
        raise MuralsError(f"the demonstration could not restore {paths[0]}: {report.failed[0].reason}")
    return RestoredSample(paths[0], paths[1], report.done[0].output, paths[2])
