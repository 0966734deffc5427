"""`murals blend`: image files become a blended file, or two for an exchange."""

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.blending.blend import Means, edit_patch, find_patch
from murals.blending.exchange import MODE as EXCHANGE
from murals.blending.exchange import find_way_back
from murals.blending.modes import Tuning, check_picture, find_mode
from murals.blending.picture import Picture
from murals.blending.placement import Patch, Placement
from murals.blending.region import parse_polygon, polygon_region
from murals.blending.settings import BlendSettings
from murals.device import pick_device
from murals.errors import MuralsError
from murals.files import require_free
from murals.images import SUFFIXES, Photograph, appearance_of, output_path, read_mask, read_photograph, write_photograph
from murals.progress import SILENT, Progress

LOSSY = (".jpeg", ".jpg")  # the formats that change pixels as they are written

logger = logging.getLogger("murals")


@dataclass(frozen=True)
class Blended:
    """A written file, its size, and the number of pixels that the edit could change."""

    output: Path
    width: int
    height: int
    region: int

    def line(self) -> str:
        """Return it as a line for people."""
        return f"{self.output}: {self.width}x{self.height}, {self.region} pixels blended"

    def as_plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {**vars(self), "output": str(self.output)}


def blend_files(settings: BlendSettings, *, progress: Progress = SILENT) -> list[Blended]:
    """Blend as `settings` say, and write the result; for an exchange the source too.

    Raises
    ------
    MuralsError
        If the settings or the files do not fit together; nothing is written then.
    """
    tuning_of(settings).check()
    outputs = _plan(settings)
    target = read_photograph(settings.target)
    source = read_photograph(settings.source) if settings.source else None
    check_picture(settings.mode, _colours(target).shape)
    if source is not None:
        source = _in_profile_of(target, source, way_back=len(outputs) == 2)
    mask = _read_region(settings, source or target)
    theirs, ours = _picture(target), _picture(source) if source else None
    patch = find_patch(settings.mode, ours, theirs, mask, placement_of(settings))
    work = [(target, patch)]
    if len(outputs) == 2 and source is not None and ours is not None:
        work.append((source, find_way_back(ours, theirs, mask, placement_of(settings), patch)))
    return [_write(*piece, output, settings, progress) for piece, output in zip(work, outputs, strict=True)]


def placement_of(settings: BlendSettings) -> Placement:
    """Return where the source lands: `at`, shifted by `offset`."""
    (x, y), (dx, dy) = settings.at, settings.offset
    return Placement((x + dx, y + dy), settings.scale, settings.rotate)


def tuning_of(settings: BlendSettings) -> Tuning:
    """Return the numbers that single modes use."""
    red, green, blue = settings.factors
    return Tuning(settings.edge_threshold, settings.alpha, settings.beta, (red, green, blue))


def _plan(settings: BlendSettings) -> list[Path]:
    """Return the paths of the results; raise MuralsError if one is taken, or the pictures do not suit the mode."""
    edit = find_mode(settings.mode)
    if edit.needs_source and settings.source is None:
        raise MuralsError(f"the mode {settings.mode} needs two pictures: murals blend SOURCE {settings.target.name}")
    if settings.source and not edit.needs_source:
        logger.info(
            "the mode %s edits %s alone: the other picture only says where the mask lies",
            settings.mode,
            settings.target,
        )
    outputs = [_place(settings.target, settings.out)]
    if settings.mode == EXCHANGE and settings.source:
        outputs.append(output_path(settings.source, "blended", settings.out and outputs[0].parent))
        if outputs[0].resolve() == outputs[1].resolve():
            raise MuralsError(f"both results of the exchange would be {outputs[0]}: name the first with --out FILE")
    for output in outputs:
        require_free(output, overwrite=settings.overwrite)
    return outputs


def _place(target: Path, out: Path | None) -> Path:
    """Return the path of the result: beside `target`, in the folder `out`, or the file `out`."""
    if out is None or out.is_dir() or out.suffix.lower() not in SUFFIXES:
        return output_path(target, "blended", out)
    return out


def _read_region(settings: BlendSettings, of: Photograph) -> NDArray[np.bool_] | None:
    """Return the region (H, W) in pixels of the picture `of`; None if neither mask nor polygon is given."""
    size = (of.pixels.shape[0], of.pixels.shape[1])
    if settings.mask and settings.polygon:
        raise MuralsError("both --mask and --polygon name a region: give one of them")
    if settings.polygon:
        return polygon_region(parse_polygon(settings.polygon), size)
    return read_mask(settings.mask, size, of=of.path) if settings.mask else None


def _in_profile_of(target: Photograph, source: Photograph, *, way_back: bool) -> Photograph:
    """Return `source` with its colours as numbers of the target's profile and scale; of an exchange, as it is.

    An exchange writes the source too, whose own numbers must stay outside of the region.
    """
    ours, theirs = appearance_of(source), appearance_of(target)
    for photograph, look in ((source, ours), (target, theirs)):
        for doubt in look.doubts:
            logger.warning("%s: %s", photograph.path, doubt)
    if (ours.icc, ours.white) == (theirs.icc, theirs.white):
        return source
    if way_back:
        logger.warning(
            "%s and %s have different colour profiles: numbers are exchanged as they are; convert one of them first "
            "where hues matter",
            source.path,
            target.path,
        )
        return source
    return replace(source, pixels=theirs.numbers(ours.seen(source.pixels), source.pixels.dtype), icc=target.icc)


def _write(photograph: Photograph, patch: Patch, output: Path, settings: BlendSettings, progress: Progress) -> Blended:
    """Edit the patch of one photograph and write it in its own form."""
    means = Means(
        tuning_of(settings), settings.linear_light, settings.solver, str(pick_device(settings.device)), progress
    )
    blended = edit_patch(find_mode(settings.mode), _colours(photograph), patch, means)
    pixels = np.repeat(blended, 3, axis=2) if photograph.grey else blended
    write_photograph(output, photograph, pixels, overwrite=settings.overwrite)
    if output.suffix.lower() in LOSSY:
        logger.warning("%s: compression changes pixels outside the region too; PNG and TIFF keep them", output)
    return Blended(output, pixels.shape[1], pixels.shape[0], int(patch.mask.sum()))


def _picture(photograph: Photograph) -> Picture:
    return Picture(_colours(photograph), photograph.alpha)


def _colours(photograph: Photograph) -> NDArray[Any]:
    """Return the colours (H, W, C) of the file: one channel if it was grey."""
    return photograph.pixels[..., :1] if photograph.grey else photograph.pixels
