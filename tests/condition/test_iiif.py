"""The manifest has what IIIF Presentation 3.0 requires: https://iiif.io/api/presentation/3.0/"""

import json
from urllib.parse import urlsplit

import numpy as np
import pytest

from murals.condition.conditions import Condition, ConditionMap
from murals.condition.facts import find_facts
from murals.condition.iiif import manifest_of, shown_in_browsers
from murals.condition.scale import find_scale


@pytest.fixture
def manifest():
    which = np.zeros((100, 200), np.uint8)
    which[10:20, 30:70] = 1
    which[60:62, 10:190] = 2
    conditions = ConditionMap(which, [Condition("起甲", "#ff0000"), Condition("cracks", "#00ff00")])
    findings = find_facts(conditions, find_scale(None, 0.5))
    return manifest_of("https://example.org/walls/", "南壁 1.jpg", "南壁 1.manifest.json", findings)


def nodes(value):
    """Every object of the manifest that has a type."""
    if isinstance(value, dict):
        yield from [value] if "type" in value else []
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def test_the_manifest_has_what_is_required(manifest):
    assert (
        next(iter(manifest)) == "@context" and manifest["@context"] == "http://iiif.io/api/presentation/3/context.json"
    )
    assert manifest["type"] == "Manifest" and manifest["id"].startswith("https://") and manifest["items"]
    for label in (manifest["label"], manifest["summary"], *(p[k] for p in manifest["metadata"] for k in p)):
        assert all(isinstance(values, list) and all(isinstance(v, str) for v in values) for values in label.values())
    (canvas,) = manifest["items"]
    assert (canvas["type"], canvas["width"], canvas["height"]) == ("Canvas", 200, 100)
    assert not urlsplit(canvas["id"]).fragment  # required of canvases
    (page,) = canvas["items"]
    (painting,) = page["items"]
    assert (page["type"], painting["type"], painting["motivation"]) == ("AnnotationPage", "Annotation", "painting")
    assert painting["target"] == canvas["id"]
    assert painting["body"]["id"] == "https://example.org/walls/%E5%8D%97%E5%A3%81%201.jpg"
    assert (painting["body"]["type"], painting["body"]["format"]) == ("Image", "image/jpeg")


def test_ids_are_addresses_and_there_are_none_twice(manifest):
    ids = [node["id"] for node in nodes(manifest) if "id" in node]
    assert len(ids) == len(set(ids))
    assert all(urlsplit(one).scheme == "https" and " " not in one and one.isascii() for one in ids)
    without = {node["type"] for node in nodes(manifest) if "id" not in node}
    assert without == {"TextualBody"}  # which needs none


def test_each_component_is_an_annotation_in_its_place(manifest):
    canvas = manifest["items"][0]
    (page,) = canvas["annotations"]
    first, second = page["items"]
    assert {one["motivation"] for one in page["items"]} == {"commenting"}  # painting is not allowed here
    assert first["target"] == f"{canvas['id']}#xywh=30,10,40,10"
    assert first["body"]["value"].startswith("1 起甲: 100.0 mm², 20.6 mm across")
    assert second["target"].endswith("#xywh=10,60,180,2") and "2 cracks, crack: 90.0 mm long" in second["body"]["value"]
    assert json.loads(json.dumps(manifest)) == manifest


def test_which_files_viewers_show():
    assert shown_in_browsers("wall.JPG") and shown_in_browsers("wall.avif")
    assert not shown_in_browsers("wall.tif") and not shown_in_browsers("wall.heic")
