"""A page of results: headings, prose, tables and pictures in one HTML file that needs no network.

The pictures lie beside the page, or in folders below it, and are linked by relative paths. Style and script are inside
the file. Jinja escapes all text.

References
----------
https://jinja.palletsprojects.com/en/stable/api/#autoescaping
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from murals.figures.table import Table
from murals.files import write_text
from murals.images import image_size


@dataclass(frozen=True)
class Prose:
    """Paragraphs, separated by empty lines."""

    text: str


@dataclass(frozen=True)
class Commands:
    """Command lines, to be copied."""

    lines: Sequence[str]


@dataclass(frozen=True)
class Facts:
    """Names and values, as in a protocol."""

    items: dict[str, str]


@dataclass(frozen=True)
class PagePicture:
    """A picture file with its caption and its alternative text."""

    path: Path
    caption: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Gallery:
    """Pictures side by side, as many as fit into the window."""

    pictures: Sequence[PagePicture]
    large: bool = False  # two side by side, for pictures whose details count


@dataclass(frozen=True)
class Comparison:
    """Two pictures of one size on top of each other; a slider uncovers the second by mouse, finger or keyboard.

    On paper and without JavaScript they are two pictures, one below the other.
    """

    before: Path
    after: Path
    caption: str = ""
    before_label: str = "damaged"
    after_label: str = "restored"
    full_size: bool = False  # a pixel of the picture is a pixel of the window, if it is wide enough


Block = Prose | Commands | Facts | PagePicture | Gallery | Comparison | Table


@dataclass(frozen=True)
class Section:
    """A heading and the blocks below it."""

    heading: str
    blocks: Sequence[Block] = field(default_factory=list)


def write_page(
    path: str | Path, *, title: str, sections: Sequence[Section], lead: str = "", overwrite: bool = False
) -> Path:
    """Write the page, whole or not at all, and return its path; `lead` is a sentence below the title.

    Raises
    ------
    MuralsError
        If a picture is missing or is no image, or the page exists and `overwrite` is not set.
    ValueError
        If a picture does not lie below the page's folder: such a page could not be moved.
    """
    path = Path(path)
    template = _environment(path.parent).get_template("page.html")
    write_text(path, template.render(title=title, lead=lead, sections=sections), overwrite=overwrite)
    return path


def relative_url(picture: Path, folder: Path) -> str:
    """Return the quoted address of `picture` on a page in `folder`."""
    return quote(picture.resolve().relative_to(folder.resolve()).as_posix())


def _environment(folder: Path) -> Environment:
    """Return the templates of this package, with links for a page in `folder`."""
    environment = Environment(
        loader=PackageLoader("murals.figures", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["url"] = lambda picture: relative_url(picture, folder)
    environment.filters["size"] = image_size
    environment.filters["paragraphs"] = lambda text: [part for part in text.split("\n\n") if part.strip()]
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment
