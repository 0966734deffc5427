"""The page of a condition report: one HTML file with all of its pictures inside, made to be printed on A4.

References
----------
https://www.w3.org/TR/css-page-3/
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from murals.condition.facts import RULES, Findings
from murals.condition.maps import Embedded
from murals.condition.measure import Component
from murals.condition.words import Unit, counted, length_words, share_words, unit_for
from murals.figures.table import NOTHING, Table

_FEW = 12  # rows of a table that stay on one page


@dataclass(frozen=True)
class Pictures:
    """The pictures of the page."""

    map: Embedded
    before: Embedded
    after: Embedded | None = None
    sources: Embedded | None = None


@dataclass(frozen=True)
class Heading:
    """What the page says about the report itself."""

    title: str  # name of the photograph
    when: datetime
    made_by: str
    files: Sequence[tuple[str, str, str]]  # what it is, name, SHA-256
    notes: Sequence[str]  # doubts that a reader should know
    result: str = ""  # name of the restored photograph


@dataclass(frozen=True)
class Sheet(Table):
    """A table of the page, whose columns name their units."""

    labels: int = 2
    swatches: Sequence[str] = ()  # a colour for each row, #rrggbb

    @property
    def short(self) -> bool:
        """Whether it fits on a page, and is not cut."""
        return len(self.rows) <= _FEW


def page_html(heading: Heading, findings: Findings, pictures: Pictures, largest: int) -> str:
    """Return the page.

    Parameters
    ----------
    largest
        How many of the largest areas and of the longest cracks are listed.
    """
    environment = Environment(
        loader=PackageLoader("murals.condition", "templates"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["parts"] = _parts
    environment.trim_blocks = environment.lstrip_blocks = True
    height, width = findings.map.which.shape
    return environment.get_template("report.html").render(
        heading=heading,
        pictures=pictures,
        size=_size_words(width, height, findings.scale.mm_per_px),
        scale=findings.scale,
        figures=_figures(findings),
        conditions=condition_sheet(findings),
        sheets=[sheet for sheet in (area_sheet(findings, largest), crack_sheet(findings, largest)) if sheet.rows],
        rules=RULES,
        wide=width > height,
    )


def numbered(findings: Findings, largest: int) -> list[Component]:
    """Return the components that the tables of the page list, which have numbers on the map."""
    return [*findings.areas[:largest], *findings.cracks[:largest]]


def condition_sheet(findings: Findings) -> Sheet:
    """Return a row for each condition, and one for all."""
    groups = [(one.name, findings.of(place)) for place, one in enumerate(findings.conditions)]
    if len(groups) > 1:
        groups.append(("all", findings.components))
    facts = [(name, components, findings.summary(components)) for name, components in groups]
    area = unit_for("area", [fact["pixels"] for _, _, fact in facts], findings.scale.mm_per_px)
    length = unit_for("length", [fact["crack_length_px"] for _, _, fact in facts], findings.scale.mm_per_px)
    extents = [max((one.extent for one in group if one.crack is None), default=None) for _, group, _ in facts]
    extent = unit_for("length", [one for one in extents if one], findings.scale.mm_per_px)
    rows = [
        (
            name,
            share_words(fact["share"]),
            area.cell(fact["pixels"]),
            str(fact["areas"]),
            extent.cell(widest),
            str(fact["cracks"]),
            length.cell(fact["crack_length_px"]) if fact["cracks"] else NOTHING,
        )
        for (name, _, fact), widest in zip(facts, extents, strict=True)
    ]
    columns = ["condition", "share", f"area, {area.name}", "areas", f"largest extent, {extent.name}", "cracks"]
    columns.append(f"crack length, {length.name}")
    colours = [one.colour for one in findings.conditions]
    return Sheet("Conditions", columns, rows, labels=1, swatches=colours)


def area_sheet(findings: Findings, largest: int) -> Sheet:
    """Return a row for each of the largest areas."""
    shown, mm = findings.areas[:largest], findings.scale.mm_per_px
    area = unit_for("area", [one.pixels for one in shown], mm)
    length = unit_for("length", [one.extent for one in shown], mm)
    rows = [
        (*_named(one, findings), area.cell(one.pixels), length.cell(one.extent), length.cell(one.widest), *_place(one))
        for one in shown
    ]
    columns = ["no.", "condition", f"area, {area.name}", f"largest extent, {length.name}"]
    columns += [f"largest width, {length.name}", "x, y", "size, px"]
    title = "Areas" if len(shown) == len(findings.areas) else f"The {len(shown)} largest areas"
    return Sheet(title, columns, rows, _left_out(len(findings.areas), len(shown), "area"))


def crack_sheet(findings: Findings, largest: int) -> Sheet:
    """Return a row for each of the longest cracks."""
    shown, mm = findings.cracks[:largest], findings.scale.mm_per_px
    length = unit_for("length", [one.crack.length for one in shown if one.crack], mm)
    width = unit_for("length", [one.widest for one in shown], mm)
    rows = [_crack_row(one, findings, length, width) for one in shown]
    columns = ["no.", "condition", f"length, {length.name}", f"mean width, {width.name}"]
    columns += [f"largest width, {width.name}", "branches", "x, y", "size, px"]
    title = "Cracks" if len(shown) == len(findings.cracks) else f"The {len(shown)} longest cracks"
    return Sheet(title, columns, rows, _left_out(len(findings.cracks), len(shown), "crack"))


def _crack_row(one: Component, findings: Findings, length: Unit, width: Unit) -> tuple[str, ...]:
    assert one.crack is not None
    sizes = length.cell(one.crack.length), width.cell(one.crack.mean_width), width.cell(one.widest)
    return (*_named(one, findings), *sizes, str(one.crack.branches), *_place(one))


def _named(one: Component, findings: Findings) -> tuple[str, str]:
    return str(one.number), findings.conditions[one.condition].name


def _place(one: Component) -> tuple[str, str]:
    """Return the upper left corner of a component's box, and the size of the box."""
    x, y, width, height = one.box
    return f"{x}, {y}", f"{width} × {height}"


def _left_out(count: int, shown: int, what: str) -> str:
    if count == shown:
        return ""
    return f"{counted(count - shown, f'smaller {what}' if what == 'area' else f'shorter {what}')} not listed here."


def _figures(findings: Findings) -> list[tuple[str, str]]:
    """Return the few numbers at the top of the page, each with what it counts."""
    mm = findings.scale.mm_per_px
    total = findings.summary(findings.components)
    area = unit_for("area", [total["pixels"]], mm).words(total["pixels"])
    cracks = counted(total["cracks"], "crack")
    length = f"{cracks}, {length_words(total['crack_length_px'], mm)} in all" if total["cracks"] else cracks
    largest = max((one.extent for one in findings.components), default=0.0)
    return [
        (share_words(total["share"]), "of the picture damaged"),
        (area, "damaged"),
        (str(total["areas"]), f"area{'' if total['areas'] == 1 else 's'} of damage"),
        (str(total["cracks"]), length.split(" ", 1)[1]),
        (length_words(largest, mm), "largest extent of one"),
    ]


def _parts(text: str) -> list[str]:
    """Return the parts of `text`: words and names of options in turn; no line breaks within such a name."""
    return re.split(r"(--[a-z-]+)", text)


def _size_words(width: int, height: int, mm_per_px: float | None) -> str:
    """Return the size of the picture in pixels, and on the wall if the scale is known."""
    size = f"{width} × {height} px"
    if mm_per_px is None:
        return size
    unit = unit_for("length", [max(width, height)], mm_per_px)
    return f"{size}, {unit.cell(width)} × {unit.words(height)} of the wall"
