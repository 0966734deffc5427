"""The report of a restoration: sentences for people, plain data for programs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from murals.images import lost
from murals.restoration.job import Failure, Job, Skipped
from murals.restoration.options import RestoreOptions
from murals.restoration.promise import Promise
from murals.restoration.repair import Repair
from murals.restoration.turns import WHITE_SPREAD


@dataclass(frozen=True)
class Done:
    """One restored photograph and the facts about the result, as `describe` returns them."""

    job: Job
    facts: dict[str, Any]

    @property
    def source(self) -> Path:
        """The photograph."""
        return self.job.source

    @property
    def output(self) -> Path:
        """The restored photograph."""
        return self.job.output

    def lines(self) -> list[str]:
        """Return a line for each file that was written."""
        lines = [f"{self.output}: {self._size()}, {self._what()}{self._signature()}"]
        if self.job.proposed_mask:
            lines.append(f"{self.job.proposed_mask}: where the network sees damage; white = lost, grey = veiled")
        if self.job.uncertainty:
            lines.append(
                f"{self.job.uncertainty}: where the network guesses; white = its eight answers spread by "
                f"{WHITE_SPREAD:.0%} of the range or more"
            )
        if self.facts.get("sources_map"):
            lines.append(f"{self.job.sources}: where the paint came from ({self._shares()})")
        if self.job.record:
            used = "lie the mask that was used and" if self.job.used_mask else "lies"
            lines.append(f"{self.job.record}: the record; beside it {used} what was replaced")
        lines += [f"{path}: the same by seed {seed}" for path, seed in self._variants()]
        return lines

    def _shares(self) -> str:
        """Return the shares of the sources, those of nothing left out."""
        shares = self.facts.get("sources") or {}
        return ", ".join(f"{name} {share:.0%}" for name, share in shares.items() if share) or "no paint was copied"

    def _variants(self) -> list[tuple[Path, int]]:
        return [(path, self.facts["seed"] + number) for number, path in enumerate(self.job.variants, 1)]

    def _size(self) -> str:
        return f"{self.facts['width']}x{self.facts['height']}"

    def _what(self) -> str:
        """Return how much was repaired and whether the other pixels stayed."""
        if self.facts["whole"]:
            return "every pixel repainted (--whole)"
        if self.facts["untouched"]:
            others = f"all {self.facts['outside']} others identical (read back and compared)"
        else:
            others = f"{self.facts['changed_outside']} of {self.facts['outside']} others changed by compression"
        return f"{self.facts['repaired']} pixels repaired{self._kinds()}, {others}"

    def _signature(self) -> str:
        """Return who signed, if anyone did."""
        return f"; signed by {self.facts['signed_by']}" if self.facts.get("signed_by") else ""

    def _kinds(self) -> str:
        """Return how much was lost and how much veiled, if anything was veiled."""
        return f" ({self.facts['lost']} lost, {self.facts['veiled']} veiled)" if self.facts["veiled"] else ""


@dataclass(frozen=True)
class RestoreReport:
    """The results and the failures of all inputs."""

    done: list[Done]
    failed: list[Failure]
    skipped: list[Skipped] = field(default_factory=list)  # done before

    def lines(self) -> list[str]:
        """Return a line for each written file, one with the counts, and the failures again where there were several."""
        count = f"{len(self.done)} restored"
        count += f", {len(self.skipped)} done before" if self.skipped else ""
        count += f", {len(self.failed)} failed" if self.failed else ""
        written = (line for done in self.done for line in done.lines())
        return [*written, *self._what_next(), count, *self._doubts(), *self._failures()]

    def _failures(self) -> list[str]:
        """Return why each input failed, which scrolled away while the others were done."""
        if len(self.done) + len(self.failed) + len(self.skipped) < 2:
            return []
        told = ((str(failure.source), failure.reason) for failure in self.failed)
        return [f"failed: {reason if source in reason else f'{source}: {reason}'}" for source, reason in told]

    def _doubts(self) -> list[str]:
        """Return a line for each proposed mask that should not be trusted."""
        doubted = [(done.source, done.facts["doubt"]) for done in self.done if done.facts.get("doubt")]
        return [f"{source}: {doubt}" for source, doubt in doubted]

    def _what_next(self) -> list[str]:
        """Return how a proposed mask is corrected."""
        masks = [done.job.proposed_mask for done in self.done if done.job.proposed_mask]
        if not masks:
            return []
        folders = {path.parent for path in masks}
        where = masks[0] if len(masks) == 1 else folders.pop() if len(folders) == 1 else "FOLDER"
        much = any(done.job.proposed_mask and done.facts["repaired"] > done.facts["outside"] for done in self.done)
        options = f"--mask {where} --overwrite" + (" --all-of-it" if much else "")
        return [f"to correct what is repaired, edit the mask and run again with {options}"]

    def as_plain(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        done = [{"input": str(d.source), "output": str(d.output), **d.facts} for d in self.done]
        failed = [{"input": str(f.source), "reason": f.reason} for f in self.failed]
        skipped = [{"input": str(s.source), "output": str(s.output)} for s in self.skipped]
        return {"done": done, "failed": failed, "done_before": skipped}


def joined_reports(jobs: Sequence[Job], reports: Sequence[RestoreReport]) -> RestoreReport:
    """Return one report of several, in the order of `jobs`."""
    place = {job.source: n for n, job in enumerate(jobs)}
    return RestoreReport(
        sorted((done for report in reports for done in report.done), key=lambda done: place[done.source]),
        [failure for report in reports for failure in report.failed],
        sorted((skipped for report in reports for skipped in report.skipped), key=lambda one: place[one.source]),
    )


def describe(job: Job, repair: Repair, promise: Promise | None) -> dict[str, Any]:
    """Return the facts about one result as JSON values; what does not apply is None.

    `untouched` is whether every pixel outside the repair is identical to the photograph, `changed_outside` how many are
    not.
    """
    height, width = repair.pixels.shape[:2]
    facts = {"height": height, "width": width, "whole": repair.target is None, **_of_target(job, repair)}
    kept = promise.as_plain() if promise else {"outside": 0, "changed_outside": None, "untouched": None}
    return facts | kept | _of_spread(job, repair)


def describe_fill(job: Job, repair: Repair, options: RestoreOptions) -> dict[str, Any]:
    """Return what was painted into losses, by which seed, and where the paint came from, as JSON values."""
    if repair.target is None:
        return {"fill": None, "seed": None, "sources": None}
    facts: dict[str, Any] = {"fill": options.fill, "seed": options.seed, "sources": None}
    if repair.sources is not None:
        facts |= {"sources": repair.sources.shares(), "tone_alone": repair.sources.tone_alone()}
    return facts | {
        "sources_map": str(job.sources) if job.sources and repair.sources else None,
        "variants": [str(path) for path in job.variants],
    }


def _of_target(job: Job, repair: Repair) -> dict[str, Any]:
    """Return what was repaired, by which mask, and which holes were too large."""
    target = repair.target
    if target is None:
        every = repair.pixels.shape[0] * repair.pixels.shape[1]
        return {"repaired": every, "lost": 0, "veiled": 0, "mask": None, "mask_proposed": False}
    is_lost = lost(target.damage)
    mask = job.proposed_mask if target.proposed else job.mask
    return {
        "repaired": int(target.repaired.sum()),
        "lost": int((target.repaired & is_lost).sum()),
        "veiled": int((target.repaired & ~is_lost).sum()),
        "mask": str(mask) if mask else None,
        "veiled_mask": str(job.veiled) if job.veiled else None,
        "mask_proposed": target.proposed,
        "certainty": target.certainty,
        "doubt": target.doubt,
        "doubt_kind": target.doubt_kind,
        "missed_rim": target.rim,
        "hole_limit": target.limit,
        "holes_too_large": [hole.as_plain() for hole in target.too_large],
        "left_alone": target.left_alone,
    }


def _of_spread(job: Job, repair: Repair) -> dict[str, Any]:
    """Return the file of the uncertainty map, its scale, and the mean spread inside the repair."""
    if repair.spread is None:
        return {}
    inside = repair.spread if repair.target is None else repair.spread[repair.target.repaired]
    mean = float(inside.mean()) if inside.size else None
    return {"uncertainty": str(job.uncertainty), "white_spread": WHITE_SPREAD, "mean_spread": mean}
