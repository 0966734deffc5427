"""The files of one restoration, written all or none: result, mask, what was replaced, maps, variants, record.

Each is written beside its final name, and the result is read back before anything gets its name.
"""

import json
import math
import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from murals.files import whole_file
from murals.images import Appearance, Cut, Photograph, Pixels, bands, store_photograph, write_image
from murals.images.extras import without_credentials
from murals.restoration.fills.sources import Sources
from murals.restoration.job import Job
from murals.restoration.promise import Promise, check_untouched, require_untouched
from murals.restoration.repair import Repair
from murals.restoration.turns import spread_map

MOST_MAPPED = 16_000_000  # pixels of a map of sources; that of a larger picture is smaller


def write_results(
    job: Job,
    photograph: Photograph,
    look: Appearance,
    repair: Repair,
    facts_of: Callable[[Promise | None], dict[str, Any]],
    record_of: Callable[[Mapping[str, Any], Mapping[Path, Path]], dict[str, Any]],
    *,
    sign: Callable[[Path, Path], None] | None = None,
    strict: bool = False,
    overwrite: bool = False,
) -> dict[str, Any]:
    """Write all files of `job`, or none, the record last, and return the facts.

    Parameters
    ----------
    look
        What the numbers of `photograph` look like.
    facts_of
        Makes the facts from how many pixels outside the repair have changed; None if the whole was repainted.
    record_of
        Makes the record from the facts and from where each file lies that has no name yet.
    sign
        Signs a result, by where it lies and what it will be called, before it is read back; None leaves it unsigned.

    Raises
    ------
    MuralsError
        If a file cannot be written, if a lossless file would have lost a sound pixel, or, with `strict`, if a lossy one
        has.
    """
    written: dict[Path, Path] = {}
    with ExitStack() as files:

        def beside(path: Path) -> Path:
            written[path] = files.enter_context(whole_file(path, overwrite=overwrite))
            return written[path]

        record = beside(job.record) if job.record else None  # first in, last to be renamed
        result = beside(job.output)
        _store_result(result, job.output, job, photograph, repair, repair.pixels, sign)
        promise = _check(result, job, photograph, repair, strict=strict)
        mask = job.proposed_mask or job.used_mask
        if mask is not None and repair.target is not None:
            write_image(beside(mask), repair.target.mask)
        if job.replaced is not None:
            _store_replaced(beside(job.replaced), job.replaced, photograph, repair)
        if job.uncertainty is not None and repair.spread is not None:
            write_image(beside(job.uncertainty), spread_map(repair.spread))
        if job.sources is not None and repair.sources is not None:
            write_image(beside(job.sources), _map_of_sources(photograph, look, repair.sources))
        for path, pixels in zip(job.variants, repair.variants, strict=False):
            variant = beside(path)
            _store_result(variant, path, job, photograph, repair, pixels, sign)
            _check(variant, job, photograph, repair, strict=strict)
        facts = facts_of(promise)
        if record is not None:
            record.write_text(json.dumps(record_of(facts, written), indent=1, ensure_ascii=False), encoding="utf-8")
    return facts


def _store_result(
    file: Path,
    name: Path,
    job: Job,
    photograph: Photograph,
    repair: Repair,
    pixels: Pixels,
    sign: Callable[[Path, Path], None] | None,
) -> None:
    """Write a result, and sign it; credentials of the photograph are then not left out, but inside its own.

    Where nothing was repaired the result is the photograph's own file, byte for byte.
    """
    same = repair.target is not None and not repair.target.repaired.any()
    if same and name.suffix.lower() == job.source.suffix.lower() and not job.pyramid and sign is None:
        shutil.copyfile(job.source, file)
        return
    if sign is not None:
        photograph = replace(photograph, extras=without_credentials(photograph.extras))
    store_photograph(file, name, photograph, pixels, pyramid=job.pyramid)
    if sign is not None:
        sign(file, name)


def _map_of_sources(photograph: Photograph, look: Appearance, sources: Sources) -> NDArray[np.uint8]:
    """Return the map of sources; that of a large picture is smaller."""
    height, width = photograph.pixels.shape[:2]
    every = math.ceil(math.sqrt(height * width / MOST_MAPPED))
    kept = [photograph.pixels[rows][-rows.start % every :: every, ::every] for rows in bands(photograph.pixels)]
    return sources.picture(np.clip(look.seen(np.concatenate(kept)), 0.0, 1.0), every)


def _store_replaced(file: Path, name: Path, photograph: Photograph, repair: Repair) -> None:
    """Write a TIFF of the pixels that the repair replaced, opaque where it did, in the photograph's own numbers."""
    pixels = photograph.pixels
    size = pixels.shape[:2]
    hole = np.ones(size, np.bool_) if repair.target is None else repair.target.repaired
    cut = Cut(pixels, hole)
    kept: tuple[Any, Any] = (cut, cut.alpha)
    if isinstance(pixels, np.ndarray):
        kept = cut[...], cut.alpha[...]
    store_photograph(file, name, replace(photograph, pixels=kept[0], alpha=kept[1], exif=None, extras=()), kept[0])


def _check(result: Path, job: Job, photograph: Photograph, repair: Repair, *, strict: bool) -> Promise | None:
    """Read `result` back before it is named `job.output`; raise `MuralsError` if it must not be."""
    if repair.target is None:
        return None
    promise = check_untouched(result, photograph.pixels, repair.target.repaired)
    require_untouched(promise, job.output, strict=strict)
    return promise
