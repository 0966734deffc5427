"""The report as a IIIF manifest: the photograph as a canvas, with an annotation for each component.

References
----------
https://iiif.io/api/presentation/3.0/
"""

from typing import Any
from urllib.parse import quote

from murals.condition.facts import Findings
from murals.condition.measure import Component
from murals.condition.words import area_words, counted, length_words, share_words

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".gif": "image/gif"}
TYPES |= {".avif": "image/avif"}
_OTHERS = {".tif": "image/tiff", ".tiff": "image/tiff", ".bmp": "image/bmp", ".jp2": "image/jp2", ".dng": "image/dng"}
_OTHERS |= {".heic": "image/heic", ".heif": "image/heif", ".hif": "image/heif"}
_ANY = "application/octet-stream"  # raw files of cameras


def manifest_of(base: str, file_name: str, manifest_name: str, findings: Findings) -> dict[str, Any]:
    """Return the manifest as JSON values.

    Parameters
    ----------
    base
        The address under which both files will be published.
    file_name, manifest_name
        The names of the photograph and of the manifest there.
    """
    base = base.rstrip("/")
    own = f"{base}/{quote(manifest_name)}"
    height, width = findings.map.which.shape
    canvas = f"{own}/canvas/1"  # an address without a fragment, to which #xywh= is added
    suffix = f".{file_name.rpartition('.')[2].lower()}"
    image = {
        "id": f"{base}/{quote(file_name)}",
        "type": "Image",
        "format": (TYPES | _OTHERS).get(suffix, _ANY),
        "width": width,
        "height": height,
    }
    painting = {
        "id": f"{own}/painting",
        "type": "Annotation",
        "motivation": "painting",
        "body": image,
        "target": canvas,
    }
    return {
        "@context": CONTEXT,
        "id": own,
        "type": "Manifest",
        "label": {"none": [file_name]},
        "summary": {"en": [_summary(findings)]},
        "metadata": _metadata(findings),
        "items": [
            {
                "id": canvas,
                "type": "Canvas",
                "label": {"none": [file_name]},
                "width": width,
                "height": height,
                "items": [{"id": f"{own}/page", "type": "AnnotationPage", "items": [painting]}],
                "annotations": [_annotations(own, canvas, findings)],
            }
        ],
    }


def shown_in_browsers(file_name: str) -> bool:
    """Tell whether viewers in a browser can show the file."""
    return f".{file_name.rpartition('.')[2].lower()}" in TYPES


def _annotations(own: str, canvas: str, findings: Findings) -> dict[str, Any]:
    """Return the page of annotations, one for each component, at its box."""
    items = [
        {
            "id": f"{own}/component/{one.number}",
            "type": "Annotation",
            "motivation": "commenting",
            "body": {"type": "TextualBody", "value": _told(one, findings), "format": "text/plain", "language": "en"},
            "target": f"{canvas}#xywh={','.join(map(str, one.box))}",
        }
        for one in findings.components
    ]
    return {"id": f"{own}/components", "type": "AnnotationPage", "label": {"en": ["Condition"]}, "items": items}


def _told(one: Component, findings: Findings) -> str:
    """Return what is said of a component: `3 flaking, crack: 43 mm long, 1.2 mm wide`."""
    mm = findings.scale.mm_per_px
    name = f"{one.number} {findings.conditions[one.condition].name}"
    if one.crack is None:
        return f"{name}: {area_words(one.pixels, mm)}, {length_words(one.extent, mm)} across"
    return (
        f"{name}, crack: {length_words(one.crack.length, mm)} long, {length_words(one.crack.mean_width, mm)} wide on "
        "average"
    )


def _summary(findings: Findings) -> str:
    share = share_words(sum(one.pixels for one in findings.components) / findings.pixels)
    return (
        f"{share} of the picture is damaged: {counted(len(findings.areas), 'area')}, "
        f"{counted(len(findings.cracks), 'crack')}"
    )


def _metadata(findings: Findings) -> list[dict[str, Any]]:
    """Return the share of each condition, and the scale."""
    shares = [
        _pair(one.name, share_words(sum(c.pixels for c in findings.of(place)) / findings.pixels))
        for place, one in enumerate(findings.conditions)
    ]
    return [*shares, _pair("scale", findings.scale.sentence)]


def _pair(label: str, value: str) -> dict[str, Any]:
    return {"label": {"none": [label]}, "value": {"en": [value]}}
