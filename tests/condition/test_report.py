import csv
import hashlib
import json
from html.parser import HTMLParser

import cv2
import numpy as np
import pytest

from murals.condition.report import report_files
from murals.condition.settings import ReportSettings
from murals.drawing.draw import draw_mural
from murals.errors import MuralsError
from murals.images import from_float, write_image
from murals.restoration.files import restore_files
from murals.restoration.options import RestoreSettings


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A drawn wall and a map of it: flaking in red, a crack in blue, salts in green."""
    monkeypatch.chdir(tmp_path)
    write_image("墙.png", from_float(draw_mural(3, height=384, width=512), np.uint8))
    shown = np.zeros((384, 512, 3), np.uint8)
    cv2.rectangle(shown, (40, 50), (99, 89), (255, 0, 0), -1)
    cv2.rectangle(shown, (300, 200), (319, 219), (255, 0, 0), -1)
    cv2.line(shown, (150, 20), (150, 319), (0, 0, 255), 5)
    cv2.circle(shown, (420, 300), 30, (0, 200, 0), -1)
    write_image("map.png", shown)
    return tmp_path


def report(place, **more):
    named = ("RED=flaking", "BLUE=cracks", "GREEN=salts")
    settings = {"inputs": (place / "墙.png",), "mask": place / "map.png", "names": named, "mm_per_px": 0.5}
    return report_files(ReportSettings(**settings | more))


class Shown(HTMLParser):
    """Collects text and pictures of a page."""

    def __init__(self):
        super().__init__()
        self.words, self.pictures = [], []

    def handle_data(self, data):
        self.words.append(data.strip())

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.pictures.append(dict(attrs)["src"])


def read_page(path):
    page = Shown()
    page.feed(path.read_text(encoding="utf-8"))
    return " ".join(filter(None, page.words)), page.pictures


def test_the_files_say_what_was_drawn(place):
    assert not report(place).failed
    numbers = json.loads((place / "墙.report.json").read_text(encoding="utf-8"))
    told = json.dumps(numbers, ensure_ascii=False)
    assert hashlib.sha256((place / "墙.png").read_bytes()).hexdigest() in told
    rows = list(csv.DictReader((place / "墙.report.csv").open(encoding="utf-8-sig")))
    assert len(rows) == 4
    by_name = {name: [row for row in rows if name in row.values()] for name in ("flaking", "cracks", "salts")}
    assert {name: len(found) for name, found in by_name.items()} == {"flaking": 2, "cracks": 1, "salts": 1}
    assert str(60 * 40) in by_name["flaking"][0].values()
    words, pictures = read_page(place / "墙.report.html")
    assert all(name in words for name in ("墙.png", "flaking", "cracks", "salts", "0.5 mm a pixel"))
    assert pictures and all(picture.startswith("data:image/") for picture in pictures)


def test_a_restored_wall_is_shown_before_and_after_with_its_sources(place):
    restore = RestoreSettings(inputs=(place / "墙.png",), mask=place / "map.png", sources=True, model="package")
    assert not restore_files(restore).failed
    assert not report(place).failed
    with_result = read_page(place / "墙.report.html")
    assert "another size" not in with_result[0]
    assert len(with_result[1]) == 5  # the photograph, the map, before, after, sources


def test_without_a_scale_there_are_pixels_only(place):
    report(place, mm_per_px=None)
    words, _ = read_page(place / "墙.report.html")
    assert "--mm-per-px" in words
    assert "cm²" not in words


def test_nothing_is_replaced_unasked_and_a_wall_without_a_mask_is_told(place):
    report(place)
    assert "overwrite" in report(place).failed[0].reason
    assert not report(place, overwrite=True).failed
    write_image("bare.png", np.full((40, 50, 3), 90, np.uint8))
    (failure,) = report(place, inputs=(place / "bare.png",), mask=None, names=()).failed
    assert "mask" in failure.reason


def test_a_manifest_is_one_of_iiif_presentation_3(place):
    report(place, iiif="https://example.org/walls")
    manifest = json.loads((place / "墙.manifest.json").read_text(encoding="utf-8"))
    assert manifest["@context"] == "http://iiif.io/api/presentation/3/context.json"
    assert manifest["type"] == "Manifest" and manifest["id"].startswith("https://example.org/walls/")
    assert all(isinstance(values, list) for values in manifest["label"].values())
    (canvas,) = manifest["items"]
    assert (canvas["type"], canvas["width"], canvas["height"]) == ("Canvas", 512, 384)
    (painting,) = canvas["items"][0]["items"]
    assert (painting["type"], painting["motivation"], painting["target"]) == ("Annotation", "painting", canvas["id"])
    assert painting["body"]["type"] == "Image"
    notes = canvas["annotations"][0]["items"]
    assert len(notes) == 4
    assert all("#xywh=" in json.dumps(note["target"]) for note in notes)


@pytest.mark.parametrize("wrong", [{"names": ("flaking",)}, {"mm_per_px": 0.0}, {"iiif": "walls"}])
def test_wrong_settings_are_refused(place, wrong):
    with pytest.raises(MuralsError):
        report(place, **wrong)
