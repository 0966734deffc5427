"""`murals report`: the condition report of each photograph, as a page that prints, CSV, JSON, and a IIIF manifest."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from murals import __version__
from murals.condition.conditions import read_conditions
from murals.condition.facts import Findings, find_facts
from murals.condition.iiif import manifest_of, shown_in_browsers
from murals.condition.maps import Picture, draw_map, embedded, shrunk
from murals.condition.page import Heading, Pictures, numbered, page_html
from murals.condition.scale import find_scale
from murals.condition.settings import ReportSettings
from murals.condition.subject import Subject, find_subject
from murals.condition.words import area_words, counted, length_words, share_words
from murals.errors import MuralsError
from murals.files import csv_text, require_free, whole_file
from murals.images import output_path, read_photograph
from murals.images.small import shrink
from murals.progress import SILENT, Progress
from murals.restoration.job import Failure, fail
from murals.restoration.plan import find_photographs
from murals.restoration.record import file_sha256

FORMAT = 1
_BESIDE = 1200  # pixels of the longest side of before, after and sources


@dataclass(frozen=True, eq=False)
class Reported:
    """One report: what it is about, what was found, what was written."""

    source: Path
    findings: Findings
    notes: tuple[str, ...]
    files: dict[str, Path]
    plain: dict[str, Any]

    def lines(self) -> list[str]:
        """Return what was found, what to doubt, and a line for each file."""
        written = [f"{name}: {path}" for name, path in self.files.items()]
        return [self._summary(), *self._by_condition(), *(f"  {note}" for note in self.notes), *written]

    def _summary(self) -> str:
        found, mm = self.findings, self.findings.scale.mm_per_px
        pixels = sum(one.pixels for one in found.components)
        length = sum(one.crack.length for one in found.cracks if one.crack)
        cracks = counted(len(found.cracks), "crack") + (f" of {length_words(length, mm)} in all" if length else "")
        return (
            f"{self.source}: {share_words(pixels / found.pixels)} of the picture damaged, {area_words(pixels, mm)}; "
            f"{counted(len(found.areas), 'area')}, {cracks}; scale {found.scale.sentence}"
        )

    def _by_condition(self) -> list[str]:
        """Return a line for each condition, if there are several."""
        found, mm = self.findings, self.findings.scale.mm_per_px
        groups = [(one.name, found.of(place)) for place, one in enumerate(found.conditions)]
        if len(groups) < 2:
            return []
        sums = [(name, sum(one.pixels for one in group), len(group)) for name, group in groups]
        return [
            f"  {name}: {share_words(pixels / found.pixels)}, {area_words(pixels, mm)}, {counted(count, 'component')}"
            for name, pixels, count in sums
        ]


@dataclass(frozen=True)
class ConditionReport:
    """The reports and the failures of all inputs."""

    done: list[Reported]
    failed: list[Failure]

    def lines(self) -> list[str]:
        """Return the lines of each report, and the counts if there were several inputs."""
        lines = [line for one in self.done for line in one.lines()]
        if len(self.done) + len(self.failed) > 1:
            lines.append(f"{len(self.done)} reported" + (f", {len(self.failed)} failed" if self.failed else ""))
        return lines

    def as_plain(self) -> dict[str, Any]:
        """Return the reports as JSON values, without their components, which the files hold."""
        done = [
            {name: value for name, value in one.plain.items() if name not in ("components", "rules")}
            | {"written": {name: str(path) for name, path in one.files.items()}}
            for one in self.done
        ]
        return {"done": done, "failed": [{"input": str(f.source), "reason": f.reason} for f in self.failed]}


def report_files(settings: ReportSettings, *, progress: Progress = SILENT) -> ConditionReport:
    """Write the condition report of each photograph of `settings`.

    A photograph that fails does not stop the others. The files of a report appear together or not at all.
    """
    masks = [path for path in (settings.mask, settings.veiled) if path]
    found, failed = find_photographs([*settings.inputs], recursive=settings.recursive, masks=masks)
    done: list[Reported] = []
    taken: dict[Path, Path] = {}
    for path, below in progress.track(found, "reports"):
        try:
            subject = find_subject(path, settings, below)
            done.append(_report(subject, settings, _free_files(subject, settings, below, taken)))
        except Exception as error:  # this photograph's alone
            failed.append(fail(path, error))
    return ConditionReport(done, failed)


def _free_files(subject: Subject, settings: ReportSettings, below: Path, taken: dict[Path, Path]) -> dict[str, Path]:
    """Return the files to write, by what they are; raise `MuralsError` if one is in the way."""
    folder = subject.folder if settings.out is None else settings.out / below
    named = folder / f"{subject.stem}.x"
    files = {kind: output_path(named, "report", folder, suffix=f".{kind}") for kind in ("html", "csv", "json")}
    files = {"page": files["html"], "table": files["csv"], "numbers": files["json"]}
    if settings.iiif:
        files["manifest"] = output_path(named, "manifest", folder, suffix=".json")
    for path in files.values():
        if path in taken:
            raise MuralsError(
                f"{subject.source} and {taken[path]} would both be written to {path}: report them into two folders, "
                "with --out"
            )
        require_free(path, overwrite=settings.overwrite)
    taken.update(dict.fromkeys(files.values(), subject.source))
    return files


def _report(subject: Subject, settings: ReportSettings, files: dict[str, Path]) -> Reported:
    photograph = subject.photograph()
    conditions = read_conditions(photograph, subject, settings.named)
    findings = find_facts(conditions, find_scale(photograph.dpi, settings.mm_per_px))
    small = shrunk(photograph)
    del photograph
    after, sources, missing = _results(subject, findings)
    notes = tuple(note for note in (findings.scale.doubt, *subject.notes, *missing) if note)
    if settings.iiif and not shown_in_browsers(subject.source.name):
        notes += (f"{subject.source.suffix} is shown by few IIIF viewers: publish a JPEG, or an image service.",)
    when = datetime.now(UTC)
    plain = _plain(subject, findings, notes, when)
    pictures = Pictures(
        embedded(draw_map(small, findings, numbered(findings, settings.largest))),
        embedded(shrink(small, _BESIDE)),
        None if after is None else embedded(after),
        None if sources is None else embedded(sources),
    )
    told = [(entry["role"], entry["name"], entry["sha256"]) for entry in plain["files"]]
    name = subject.result.name if subject.result else ""
    heading = Heading(subject.source.name, when, plain["made_by"], told, [_sentence(note) for note in notes], name)
    texts = {
        files["page"]: page_html(heading, findings, pictures, settings.largest),
        files["table"]: csv_text(plain["components"]),
        files["numbers"]: _json(plain),
    }
    if settings.iiif:
        manifest = files["manifest"]
        texts[manifest] = _json(manifest_of(settings.iiif, subject.source.name, manifest.name, findings))
    _write_together(texts, overwrite=settings.overwrite)
    return Reported(subject.source, findings, notes, files, plain)


def _results(subject: Subject, findings: Findings) -> tuple[Picture | None, Picture | None, list[str]]:
    """Return the restored photograph and the map of sources, small; and which of them does not fit."""
    sources = shrunk(read_photograph(subject.sources), _BESIDE) if subject.sources else None  # a legend is part of it
    if subject.result is None:
        return None, sources, []
    restored = read_photograph(subject.result)
    if restored.pixels.shape[:2] != findings.map.which.shape:
        return None, sources, [f"{subject.result.name} has another size than the photograph and is left out"]
    return shrunk(restored, _BESIDE), sources, []


def _plain(subject: Subject, findings: Findings, notes: tuple[str, ...], when: datetime) -> dict[str, Any]:
    """Return the report as JSON values."""
    height, width = findings.map.which.shape
    read = {"photograph": subject.source, "mask": subject.mask, "veiled": subject.veiled, "restored": subject.result}
    return {
        "format": FORMAT,
        "made_by": f"murals {__version__}",
        "time": when.isoformat(timespec="seconds"),
        "input": str(subject.source),
        "width": width,
        "height": height,
        "files": [
            {"role": role, "name": path.name, "path": str(path), "sha256": file_sha256(path) if path.is_file() else ""}
            for role, path in (read | {"map of sources": subject.sources}).items()
            if path
        ],
        "notes": [*notes],
        **findings.as_plain(),
    }


def _sentence(text: str) -> str:
    """Return a message as a sentence of the page."""
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, indent=1, ensure_ascii=False) + "\n"


def _write_together(texts: Mapping[Path, str], *, overwrite: bool) -> None:
    """Write all files, or none of them if one cannot be written."""
    with ExitStack() as stack:
        for path, text in texts.items():
            stack.enter_context(whole_file(path, overwrite=overwrite)).write_text(text, encoding="utf-8")
