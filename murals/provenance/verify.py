"""`murals verify`: what a record says, proved from the files alone."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from murals.errors import MuralsError
from murals.learn.checkpoint import PACKAGE, open_checkpoint
from murals.progress import SILENT, Progress
from murals.provenance.restored import Restored, open_restored, read_large, scratch_folder
from murals.provenance.settings import VerifySettings
from murals.restoration.credentials import read_credentials
from murals.restoration.job import Failure, fail
from murals.restoration.promise import compared
from murals.restoration.record import file_sha256

State = Literal["proved", "missing", "differs"]
_READ = {"input": "the photograph", "mask": "the mask", "veiled": "the mask of veiled paint", "avoid": "what to avoid"}
_MADE = {"used_mask": "the mask as used", "replaced": "what was replaced", "uncertainty": "the map of uncertainty"}
_MADE |= {"sources": "the map of sources"}


@dataclass(frozen=True)
class Finding:
    """One thing that the record says, and whether the files agree."""

    what: str
    state: State
    sentence: str


@dataclass(frozen=True)
class Verified:
    """All findings about one result."""

    restored: Restored
    findings: list[Finding]

    @property
    def proved(self) -> bool:
        """Whether nothing differs, and the pixels outside the repair are proved to be the photograph's."""
        states = {finding.what: finding.state for finding in self.findings}
        return "differs" not in states.values() and states["pixels"] == states["result"] == "proved"

    def lines(self) -> list[str]:
        """Return a line for each finding, and one that sums up."""
        words = {"proved": "yes    ", "missing": "unknown", "differs": "NO     "}
        told = [f"  {words[finding.state]} {finding.sentence}" for finding in self.findings]
        end = "proved" if self.proved else "NOT PROVED"
        return [f"{self.restored.path}: {end}", *told]

    def as_plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        findings = [vars(finding) for finding in self.findings]
        record = self.restored.record_path
        return {"result": str(self.restored.path), "record": str(record), "proved": self.proved, "findings": findings}


@dataclass(frozen=True)
class VerifyReport:
    """The results that were looked at, and those that could not be."""

    verified: list[Verified]
    unread: list[Failure] = field(default_factory=list)

    @property
    def failed(self) -> list[Any]:
        """What is not proved."""
        return [*self.unread, *(one for one in self.verified if not one.proved)]

    def lines(self) -> list[str]:
        """Return the lines of each result, and the counts."""
        count = f"{len(self.verified) + len(self.unread) - len(self.failed)} proved"
        count += f", {len(self.failed)} not" if self.failed else ""
        return [*(line for one in self.verified for line in one.lines()), count]

    def as_plain(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        unread = [{"input": str(failure.source), "reason": failure.reason} for failure in self.unread]
        return {"verified": [one.as_plain() for one in self.verified], "failed": unread}


def verify_files(settings: VerifySettings, *, progress: Progress = SILENT) -> VerifyReport:
    """Compare each result of `settings` and the files beside it with its record."""
    verified: list[Verified] = []
    unread: list[Failure] = []
    for path in progress.track([*settings.inputs], "verifying"):
        try:
            verified.append(_verify(open_restored(path)))
        except Exception as error:
            unread.append(fail(path, error))
    return VerifyReport(verified, unread)


def _verify(restored: Restored) -> Verified:
    files = restored.record["files"]
    findings = [_file(restored, restored.entry, "result", "the result is the file that was written")]
    for name, words in (_READ | _MADE).items():
        if name in files:
            findings.append(_file(restored, files[name], name, f"{words} is the file that was {_verb(name)}"))
    signature = [_signature(restored)] if restored.record["work"].get("certificate") else []
    return Verified(restored, [*findings, *signature, _model(restored), _pixels(restored)])


def _verb(name: str) -> str:
    return "read" if name in _READ else "written"


def _file(restored: Restored, entry: dict[str, str], what: str, claim: str) -> Finding:
    path = restored.place(entry)
    if not path.is_file():
        return Finding(what, "missing", f"{claim}: it is not at {path}")
    if file_sha256(path) != entry["sha256"]:
        return Finding(what, "differs", f"{claim}: {path} has changed since")
    return Finding(what, "proved", f"{claim}: {path}")


def _signature(restored: Restored) -> Finding:
    """Return whether the content credentials are whole, and those that the record tells of."""
    signer = restored.record["work"]["certificate"]["subject"]
    claim = f"the content credentials are those of {signer} for this very file"
    try:
        found = read_credentials(restored.path)
    except MuralsError as error:
        return Finding("signature", "missing", f"{claim}: {error}")
    if found is None:
        return Finding("signature", "differs", f"{claim}: the file has none")
    if found.broken or found.signer != signer:
        said = ", ".join(found.broken) or f"they are of {found.signer}"
        return Finding("signature", "differs", f"{claim}: {said}")
    if found.lapsed:
        return Finding("signature", "missing", f"{claim}: they are whole, but the certificate has run out since")
    trust = "its authority is known here" if found.trusted else "whether to trust its authority is yours to say"
    return Finding("signature", "proved", f"{claim} ({trust})")


def _model(restored: Restored) -> Finding:
    """Return whether the model is here: the packaged one, or the file that was named."""
    model = restored.record["model"]
    claim = f"the model {model['name']} is here"
    for named in (PACKAGE, restored.place(model) if model["path"] else PACKAGE):
        try:
            found = open_checkpoint(named)
        except MuralsError:
            continue
        if file_sha256(found.path) == model["sha256"] == found.info.get("weights_sha256"):
            return Finding("model", "proved", f"{claim}: {found.path}")
    return Finding("model", "missing", f"{claim}: no file with the checksum {str(model['sha256'])[:12]}… was found")


def _pixels(restored: Restored) -> Finding:
    """Return whether every pixel outside the repair is the photograph's.

    What was replaced, put back into the result, must have the checksum of the photograph's pixels; a format that loses
    is compared with the photograph itself.
    """
    told = restored.record["untouched"]
    if told["untouched"] is None:
        return Finding("pixels", "proved", "every pixel was repainted (--whole), as the record says")
    claim = f"all {told['outside']} pixels outside the repair are the photograph's"
    try:
        with scratch_folder() as scratch:
            restored.undone(scratch)
    except MuralsError as error:
        if told["untouched"]:
            return Finding("pixels", "differs", f"{claim}: {error}")
        return _lossy_pixels(restored, told)
    return Finding("pixels", "proved", f"{claim} (what was replaced, put back, gives its checksum)")


def _lossy_pixels(restored: Restored, told: dict[str, Any]) -> Finding:
    """Return whether so many pixels changed as the record says, for a JPEG."""
    claim = f"{told['changed_outside']} of {told['outside']} pixels outside the repair were changed by compression"
    photograph: Path = restored.place(restored.record["files"]["input"])
    if not photograph.is_file():
        return Finding("pixels", "missing", f"{claim}: the photograph is not at {photograph}")
    with scratch_folder() as scratch:
        _, hole = restored.replaced(scratch)
        before, after = (read_large(path, scratch).pixels for path in (photograph, restored.path))
        changed = compared(after, before, hole).changed
    first = restored.path.name == Path(restored.record["files"]["output"]["path"]).name
    if first and changed != told["changed_outside"]:
        return Finding("pixels", "differs", f"{claim}: counted {changed}")
    return Finding("pixels", "proved", f"{claim}, as the record says")
