"""The restored wall of the demonstration: a drawn wall with opaque losses, filled by the packaged model."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from murals.data.recipes.mural import Strengths, damage_mural
from murals.drawing.draw import draw_mural
from murals.errors import MuralsError
from murals.images import from_float, write_image
from murals.learn.checkpoint import PACKAGE
from murals.progress import SILENT, Progress
from murals.restoration.backend import Backend, open_backend
from murals.restoration.files import restore_files
from murals.restoration.job import Job
from murals.restoration.options import RestoreSettings

HEIGHT, WIDTH = 576, 1024  # px: a page in a usual window shows it at its full size
APART = 10_000  # from the seeds of the walls that the demonstration trains on
LOST = (0.07, 0.09)  # share of the wall
FLAKED = Strengths(cracks=0, scratches=0, salt=0, fading=0, stains=0)  # opaque losses alone


@dataclass(frozen=True)
class RestoredSample:
    """The wall with its losses, their mask, the two fills, the map of sources, and the sound wall."""

    damaged: Path
    mask: Path
    output: Path  # the mimetic fill
    sources: Path
    neutral: Path
    clean: Path


def restore_sample(
    folder: Path,
    *,
    seed: int = 0,
    height: int = HEIGHT,
    width: int = WIDTH,
    device: str = "auto",
    progress: Progress = SILENT,
) -> RestoredSample:
    """Draw a wall into `folder`, damage it by opaque losses, restore it by their mask, and return the files.

    It is restored twice, as `murals restore` does: by the mimetic fill, with its map of sources, and by the neutral
    fill.

    Raises
    ------
    MuralsError
        If it could not be restored.
    """
    clean = draw_mural(APART + seed, height=height, width=width)
    damaged, mask = damage_mural(clean, np.random.default_rng(seed), ratio=LOST, strengths=FLAKED)
    pictures = {"wall.png": from_float(damaged, np.uint8), "losses.png": mask, "sound.png": from_float(clean, np.uint8)}
    paths = [folder / name for name in pictures]
    for path, picture in zip(paths, pictures.values(), strict=True):
        write_image(path, picture)
    mimetic = RestoreSettings(inputs=(paths[0],), mask=paths[1], model=Path(PACKAGE), device=device, sources=True)
    neutral = replace(mimetic, fill="neutral", sources=False, out=folder / "neutral")
    network = open_backend(mimetic.model, device=device)
    mimetic_job, neutral_job = (_restore(settings, network, progress) for settings in (mimetic, neutral))
    assert mimetic_job.sources is not None  # asked for
    return RestoredSample(paths[0], paths[1], mimetic_job.output, mimetic_job.sources, neutral_job.output, paths[2])


def _restore(settings: RestoreSettings, network: Backend, progress: Progress) -> Job:
    """Restore the one wall of `settings`; raise `MuralsError` if it could not be."""
    report = restore_files(settings, model=network, progress=progress)
    if report.failed:
        raise MuralsError(f"the demonstration could not restore {settings.inputs[0]}: {report.failed[0].reason}")
    return report.done[0].job
