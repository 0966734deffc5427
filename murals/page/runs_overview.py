"""The list of all runs, and the problems of one of them, as HTML in the visitor's language."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from murals.figures.table import NOTHING, number
from murals.learn.run import title
from murals.page.parts import part, sentence_html, trouble_html
from murals.page.words import say
from murals.runs.run_record import RunRecord


@dataclass(frozen=True)
class OverviewRow:
    """A run as one line of text cells."""

    name: str
    kind: str
    phase: str
    network: str
    psnr: str
    epoch: str
    state: str  # also the name of its colour
    problems: int
    changed: str
    chosen: bool


def overview_html(records: Sequence[RunRecord], language: str, *, chosen: Sequence[str | None] = ()) -> str:
    """Return the list of runs; those named in `chosen` are marked. Times are of this machine's clock."""
    if not records:
        return sentence_html(say("runs.none", language))
    rows = [overview_row(record, language, chosen=record.name in chosen) for record in records]
    return part("overview", rows, partial(say, language=language))


def overview_row(record: RunRecord, language: str, *, chosen: bool = False) -> OverviewRow:
    """Return one line of the list; PSNR in dB, of the weights that are kept."""
    last, planned = record.last, record.training("epochs")
    epoch = number(last.get("epoch"), 0)
    return OverviewRow(
        name=record.name,
        kind=say(f"runs.kind.{record.kind}", language),
        phase=title(last["phase"]).removeprefix("phase ") if last else NOTHING,
        network=record.network or NOTHING,
        psnr=number(record.kept.get("valid_psnr"), 2),
        epoch=say("runs.of", language, epoch=epoch, planned=planned) if last and isinstance(planned, int) else epoch,
        state=record.state(),
        problems=len(record.problems),
        changed=time.strftime("%Y-%m-%d %H:%M", time.localtime(record.changed)) if record.changed else NOTHING,
        chosen=chosen,
    )


def run_trouble(records: Sequence[RunRecord], language: str, *, pictures: Sequence[str] = ()) -> str:
    """Return why runs failed and what of them or of their `pictures` cannot be read; empty where all is well."""
    return "".join(
        trouble_html(say("runs.wrong", language, name=record.name), sentences)
        for record in records
        if (sentences := [*_failure(record), *record.problems, *_of(record, pictures)])
    )


def _failure(record: RunRecord) -> list[str]:
    return [str(record.said["failed"])] if record.said.get("failed") else []


def _of(record: RunRecord, pictures: Sequence[str]) -> list[str]:
    """Return the sentences about pictures of `record`, without its folder."""
    place = f"{record.folder}/"
    return [sentence.replace(place, "") for sentence in pictures if place in sentence]
