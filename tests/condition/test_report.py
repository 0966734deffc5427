"""`murals report` from end to end, on murals that the program draws."""

import csv
import hashlib
import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import cv2
import numpy as np
import pytest
from commands import run
from PIL import Image

from murals.condition.report import report_files
from murals.condition.settings import ReportSettings
from murals.drawing.draw import draw_mural
from murals.errors import MuralsError
from murals.images import from_float, write_image
from murals.restoration import files
from murals.restoration.files import restore_files
from murals.restoration.options import RestoreSettings
from tests.restoration.test_repair import Painter

NAME = "敦煌 南壁"


@pytest.fixture(scope="module")
def mural():
    return from_float(draw_mural(5, height=300, width=400), "uint8")


@pytest.fixture
def wall(tmp_path, monkeypatch, mural):
    """A folder with a drawn wall of 10 px a millimetre, a map in two colours, and a white mask."""
    monkeypatch.chdir(tmp_path)
    Image.fromarray(mural).save(f"{NAME}.png", dpi=(254, 254))
    drawing = np.zeros((300, 400, 3), np.uint8)
    drawing[50:90, 100:150] = 255, 0, 0
    cv2.line(drawing, (20, 200), (320, 200), (0, 0, 255), 4)
    write_image("map.png", drawing)
    write_image("mask.png", drawing.max(axis=2))
    return Path(f"{NAME}.png")


def restore(wall, **more):
    settings = RestoreSettings(inputs=(wall,), mask=Path("map.png"), fill="neutral", **more)
    done = files.restore_files(settings, model=Painter(0.45))
    assert not done.failed
    return done.done[0].output


def read_json(name=f"{NAME}.report.json"):
    return json.loads(Path(name).read_text(encoding="utf-8"))


def test_the_report_of_a_map_in_colours(wall):
    done = run("report", wall, "--mask", "map.png", "--name", "RED=flaking", "--iiif", "https://example.org", "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)["done"][0]
    plain = read_json()
    assert (plain["width"], plain["height"]) == (400, 300)
    shares = {one["name"]: (one["pixels"], one["areas"], one["cracks"]) for one in plain["conditions"]}
    assert shares["flaking"] == (2000, 1, 0)
    assert shares["blue"][1:] == (0, 1)
    flaking, crack = plain["components"]
    assert flaking["mm2"] == pytest.approx(20.0, rel=1e-3)
    assert crack["length_mm"] == pytest.approx(30.4, rel=0.02)
    assert said["total"] == plain["total"] and "components" not in said
    digests = {entry["role"]: entry["sha256"] for entry in plain["files"]}
    assert digests["photograph"] == hashlib.sha256(wall.read_bytes()).hexdigest()
    with Path(f"{NAME}.report.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["condition"] for row in rows] == ["flaking", "blue"]
    assert float(rows[1]["length_px"]) == crack["length_px"] and rows[0]["length_px"] == ""
    assert f"<h1>{NAME}.png</h1>" in Path(f"{NAME}.report.html").read_text(encoding="utf-8")
    manifest = read_json(f"{NAME}.manifest.json")
    assert len(manifest["items"][0]["annotations"][0]["items"]) == 2


def test_the_last_lines_say_what_was_written(wall):
    lines = run("report", wall, "--mask", "mask.png").stdout.splitlines()
    written = {"page": "html", "table": "csv", "numbers": "json"}
    assert lines[-3:] == [f"{what}: {NAME}.report.{suffix}" for what, suffix in written.items()]
    assert lines[0].startswith(f"{wall}: ") and "1 area, 1 crack of 30." in lines[0]


def test_nothing_is_overwritten_unless_asked(wall):
    assert run("report", wall, "--mask", "map.png").exit_code == 0
    before = Path(f"{NAME}.report.json").read_bytes()
    again = run("report", wall, "--mask", "map.png", "--mm-per-px", "3")
    assert again.exit_code == 1 and "--overwrite" in again.stderr
    assert Path(f"{NAME}.report.json").read_bytes() == before
    assert run("report", wall, "--mask", "map.png", "--mm-per-px", "3", "--overwrite").exit_code == 0
    assert read_json()["scale"]["mm_per_px"] == 3.0


def test_a_file_in_the_way_leaves_nothing_behind(wall):
    Path(f"{NAME}.report.csv").write_text("mine")
    assert run("report", wall, "--mask", "map.png").exit_code == 1
    assert not Path(f"{NAME}.report.html").exists() and not Path(f"{NAME}.report.json").exists()
    assert Path(f"{NAME}.report.csv").read_text() == "mine"


def test_without_a_mask_the_way_out_is_told(wall):
    done = run("report", wall)
    assert done.exit_code == 1
    assert "--mask" in done.stderr and "murals restore" in done.stderr and "Traceback" not in done.stderr


def test_a_mask_beside_the_photograph_is_found(wall):
    Path("mask.png").rename(f"{NAME}.mask.png")
    assert run("report", wall).exit_code == 0
    assert [one["name"] for one in read_json()["conditions"]] == ["lost"]


@pytest.mark.parametrize("named", ["photograph", "result"])
def test_a_restored_wall_has_before_and_after_and_its_map_in_colours(wall, named):
    output = restore(wall)
    done = run("report", wall if named == "photograph" else output, "--name", "red=flaking")
    assert done.exit_code == 0, done.output
    plain = read_json()
    assert {one["name"] for one in plain["conditions"]} == {"flaking", "blue"}
    assert {entry["role"] for entry in plain["files"]} == {"photograph", "mask", "restored"}
    html = Path(f"{NAME}.report.html").read_text(encoding="utf-8")
    assert "Before and after" in html and f"After: {output.name}" in html


def test_a_result_is_enough_when_the_photograph_is_gone(wall):
    output = restore(wall)
    run("report", wall)
    before = read_json()
    wall.unlink()
    Path("map.png").unlink()
    done = run("report", output, "--overwrite")
    assert done.exit_code == 0, done.output
    assert read_json()["total"]["pixels"] == before["total"]["pixels"]
    assert [one["name"] for one in read_json()["conditions"]] == ["lost"]  # the mask as it was used has no colours


def test_a_photograph_that_changed_since_has_no_result(wall):
    restore(wall)
    Image.open(wall).transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(wall)
    done = run("report", wall, "--mask", "map.png")
    assert "has changed since" in done.stderr and done.exit_code == 0
    assert "Before and after" not in Path(f"{NAME}.report.html").read_text(encoding="utf-8")


def test_several_photographs_and_a_folder_of_masks(wall, mural):
    for folder in ("walls", "masks"):
        Path(folder).mkdir()
    for name in ("a", "b", "c"):
        write_image(f"walls/{name}.png", mural)
    for name in ("a", "b"):
        Path(f"masks/{name}.png").write_bytes(Path("map.png").read_bytes())
    done = run("report", "walls", "--mask", "masks", "--out", "reports")
    assert done.exit_code == 1 and "walls/c.png" in done.stderr
    assert sorted(path.name for path in Path("reports").glob("*.html")) == ["a.report.html", "b.report.html"]
    assert done.stdout.splitlines()[-1] == "2 reported, 1 failed"


def test_two_photographs_of_one_name_are_not_mixed_up(wall, mural):
    write_image(f"{NAME}.jpg", mural)
    done = run("report", wall, f"{NAME}.jpg", "--mask", "map.png", "--overwrite")
    assert done.exit_code == 1 and "would both be written" in done.stderr


def test_the_report_loads_no_torch(wall):
    code = (
        "import sys; from murals.cli import app\n"
        f"try: app({['report', str(wall), '--mask', 'map.png', '--quiet']!r})\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print([name for name in ('torch', 'fastai', 'gradio') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


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
