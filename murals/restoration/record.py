"""The record of a restoration, `NAME.murals.json`: what was done, to what, with what, so that it can be proved.

A record is plain data. `work` is what the pixels of the result follow from: hashes of all files that were read, the
model, and the options. Two restorations of equal work have equal results, on one kind of machine. `files` says where
each file lay, relative to the record, and what was in it; those of a portable record lie in one folder. The record is
renamed last: where it stands, the rest is whole.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from murals import __version__
from murals.errors import MuralsError
from murals.images import Photograph, Pixels, bands
from murals.restoration.backend import Backend
from murals.restoration.certificates import Certificate
from murals.restoration.job import Job
from murals.restoration.options import MaskReading, RestoreOptions

FORMAT = 1
MM_PER_INCH = 25.4
NO_SCALE = 73.0  # dots per inch; programs that know none write 72


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of the file at `path`, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pixels_sha256(pixels: Pixels) -> str:
    """Return the SHA-256 of `pixels` (H, W, C), of their shape and of their dtype, in hexadecimal."""
    digest = hashlib.sha256(f"{pixels.shape} {pixels.dtype.str}".encode())
    for rows in bands(pixels):
        digest.update(np.ascontiguousarray(pixels[rows]).data)
    return digest.hexdigest()


def work_of(
    job: Job,
    restorer: Backend,
    options: RestoreOptions,
    reading: MaskReading | None,
    sisters: Sequence[Path] = (),
    certificate: Certificate | None = None,
) -> dict[str, Any]:
    """Return what the result of `job` follows from, and the certificate that signs it, as JSON values."""
    read = {"input": job.source, "mask": job.mask, "veiled": job.veiled, "avoid": job.avoid}
    named = {name: getattr(options, name) for name in RestoreOptions.__dataclass_fields__}
    if reading is not None:
        named |= {name: getattr(reading, name) for name in MaskReading.__dataclass_fields__}
    return {
        **{name: path and file_sha256(path) for name, path in read.items()},
        "from": [file_sha256(path) for path in sisters],
        "model": restorer.info.get("weights_sha256"),
        "options": {name: list(x) if isinstance(x, tuple) else x for name, x in named.items()},
        "writes": sorted(path.name for path in job.written) + ["reduced copies"] * job.pyramid,
        "certificate": certificate and {"subject": certificate.subject, "sha256": certificate.sha256},
    }


def record_of(
    job: Job,
    photograph: Photograph,
    restorer: Backend,
    work: Mapping[str, Any],
    facts: Mapping[str, Any],
    written: Mapping[Path, Path],
) -> dict[str, Any]:
    """Return the record of one result as JSON values.

    Parameters
    ----------
    facts
        As `restore_report.describe` and `describe_fill` return them.
    written
        Where the bytes of each file of the job are, which has no name yet.
    """
    assert job.record is not None
    place = None if job.portable else job.record.parent
    read = {"input": job.source, "mask": job.mask, "veiled": job.veiled, "avoid": job.avoid}
    made = {
        "output": job.output,
        "used_mask": job.proposed_mask or job.used_mask,
        "replaced": job.replaced,
        "uncertainty": job.uncertainty,
        "sources": job.sources,
    }
    files = {name: _entry(path, place, work[name]) for name, path in read.items() if path}
    files |= {
        name: _entry(path, place, file_sha256(written[path])) for name, path in made.items() if path and path in written
    }
    return {
        "format": FORMAT,
        "made_by": f"murals {__version__}",
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "device": str(getattr(restorer, "device", "cpu")),
        "model": {**_model(restorer, place), "sha256": work["model"]},
        "files": files,
        "variants": [_entry(path, place, file_sha256(written[path])) for path in job.variants if path in written],
        "pixels_before": pixels_sha256(photograph.pixels),
        "developed": photograph.developed,
        "work": dict(work),
        "width": facts["width"],
        "height": facts["height"],
        "repaired": _area(facts["repaired"], photograph),
        "lost": _area(facts["lost"], photograph),
        "veiled": _area(facts["veiled"], photograph),
        "fill": facts["fill"],
        "seed": facts["seed"],
        "sources": facts["sources"],
        "untouched": {name: facts[name] for name in ("outside", "changed_outside", "untouched")},
    }


def read_record(path: Path) -> dict[str, Any]:
    """Return the record at `path`.

    Raises
    ------
    MuralsError
        If it is missing, or no record.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        known = record["format"] == FORMAT and {"files", "work", "pixels_before"} <= record.keys()
    except FileNotFoundError as error:
        raise MuralsError(f"no record {path}: it is written beside each result of murals restore") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise MuralsError(f"{path} is no record of murals ({error}): take it from where the result was made") from error
    if not known:
        raise MuralsError(f"{path} is a record of another version of murals: read it with that version")
    return dict(record)


def why_not_done(job: Job, work: Mapping[str, Any]) -> str:
    """Return in what the results at the places of `job` differ from its `work`; nothing if they are done and whole.

    Raises
    ------
    MuralsError
        If there is no record.
    """
    assert job.record is not None
    record = read_record(job.record)
    then = record["work"]
    differ = [name for name in work if name != "options" and work[name] != then.get(name)]
    options, before = work["options"], then.get("options", {})
    differ += [f"--{name.replace('_', '-')}" for name in options if options[name] != before.get(name)]
    if differ:
        return f"made with another {' and '.join(_NAMED.get(name, name) for name in differ)}"
    made = [record["files"][name] for name in _MADE if name in record["files"]] + record["variants"]
    for entry in made:
        path = job.record.parent / entry["path"]
        if not path.is_file():
            return f"of a job whose {path.name} is missing"
        if file_sha256(path) != entry["sha256"]:
            return f"of a job whose {path.name} has changed since"
    return ""


_MADE = ("output", "used_mask", "replaced", "uncertainty", "sources")
_NAMED = {"input": "photograph", "from": "sister wall", "writes": "choice of files to write"}
_NAMED |= {"certificate": "certificate (--c2pa-cert)"}


def _model(restorer: Backend, place: Path | None) -> dict[str, str | None]:
    """Return the name of the model, where its file lies, relative to the record, and why it was chosen.

    A portable record, whose `place` is None, tells no path of this machine; the reason may name one.
    """
    named = Path(restorer.name)
    path = Path(os.path.relpath(named, place)).as_posix() if place is not None and named.is_file() else None
    return {"name": named.name, "path": path, "why": None if place is None else restorer.reason}


def _entry(path: Path, place: Path | None, sha256: str) -> dict[str, str]:
    return {"path": path.name if place is None else Path(os.path.relpath(path, place)).as_posix(), "sha256": sha256}


def _area(pixels: int, photograph: Photograph) -> dict[str, Any]:
    """Return an area in pixels, and in square millimetres if the file has a scale."""
    area: dict[str, Any] = {"pixels": pixels, "mm2": None}
    if photograph.dpi and min(photograph.dpi) > NO_SCALE:
        across, down = photograph.dpi
        area["mm2"] = round(pixels * MM_PER_INCH**2 / (across * down), 3)
    return area
