"""What a visitor is told about a result and about a proposed mask: guarantees and doubts.

In: the facts of a result (`murals.restoration.restore_report.describe`), the doubt about a proposal. Out: HTML.
"""

import html
from typing import Any

from murals.page.words import say
from murals.restoration.target import Doubt


def badge(facts: dict[str, Any], language: str) -> str:
    """Return what is so of the pixels outside the mask, and what to know before the picture is trusted, as HTML."""
    counted = ("repaired", "outside", "changed_outside", "lost", "veiled")
    numbers = {name: f"{facts[name] or 0:,}" for name in counted}
    told = [say(_promise(facts), language, **numbers)]
    if facts["veiled"]:
        told.append(say("restore.kinds", language, **numbers))
    if any((facts.get("sources") or {}).values()):
        told.append(say("restore.copied", language, **_shares(facts["sources"])))
    if facts.get("holes_too_large"):
        key = "restore.left" if facts["left_alone"] else "restore.beyond"
        told.append(say(key, language, count=len(facts["holes_too_large"]), limit=f"{facts['hole_limit']:g}"))
    if facts.get("missed_rim"):
        told.append(say("restore.tight", language, pixels=facts["missed_rim"]))
    if facts["repaired"] and facts.get("doubt_kind"):
        told.append(say(f"restore.doubt.{facts['doubt_kind']}", language))
    kind = {True: "kept", False: "changed", None: "whole"}[facts["untouched"]]
    return _framed(told, kind)


def doubt_html(doubt: Doubt | None, language: str) -> str:
    """Return why a proposed mask should not be trusted as HTML, nothing where nothing is odd."""
    return _framed([say(f"restore.doubt.{doubt}", language)], "doubt") if doubt else ""


def _shares(sources: dict[str, float]) -> dict[str, str]:
    """Return the shares of the fill by where it came from, in per cent."""
    named = {"wall": "this wall", "mirrored": "this wall, mirrored", "tone": "tone"}
    return {name: f"{sources[source]:.0%}" for name, source in named.items()}


def _promise(facts: dict[str, Any]) -> str:
    """Return the name of the sentence that says what is so of the other pixels."""
    if facts["whole"]:
        return "restore.whole.done"
    if not facts["repaired"]:
        return "restore.nothing"
    return "restore.kept" if facts["untouched"] else "restore.changed"


def _framed(sentences: list[str], kind: str) -> str:
    return (
        f'<div class="badge {kind}" role="status">{"".join(f"<p>{html.escape(text)}</p>" for text in sentences)}</div>'
    )
