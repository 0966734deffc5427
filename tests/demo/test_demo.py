import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from murals.data.pairs import check_pairs
from murals.data.settings import CheckSettings
from murals.demo import demo
from murals.demo.demo_restore import HEIGHT, WIDTH
from murals.demo.settings import DemoSettings
from murals.errors import MuralsError
from murals.images import read_image, read_mask
from murals.learn.checkpoint import PACKAGE
from murals.restoration.files import restore_files
from murals.restoration.options import RestoreSettings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The whole demonstration, with fewer murals and epochs."""
    patch = pytest.MonkeyPatch()
    patch.setattr(demo, "MURALS", 6)
    patch.setattr(demo, "EPOCHS", {"1": 1, "2a": 1, "2b": 1})
    yield demo.run_demo(DemoSettings(tmp_path_factory.mktemp("runs") / "demo"))
    patch.undo()


def test_it_ends_in_one_page_with_its_pictures_beside_it(report):
    html = report.page.read_text()
    for name in (
        "flaked.png",
        "mimetic.png",
        "neutral.png",
        "sources.png",
        "losses.png",
        "curves.png",
        "samples.png",
        "damaged.png",
        "restored.png",
        "clean.png",
        "mural.png",
        "blended.png",
    ):
        assert name in html
        assert Image.open(report.page.parent / name).size[0] >= 64
    assert "http://" not in html.replace("http://www.w3.org", "") and "https://" not in html


def test_three_phases_a_score_and_a_restored_image(report):
    plain = report.as_plain()
    assert [row["phase"] for row in plain["phases"]] == ["1", "2a", "2b"]
    assert all(row["gain"] >= 0 for row in plain["phases"])
    assert {row["method"] for row in plain["score"]["methods"]} >= {"do nothing", "OpenCV Telea", "model, neutral"}
    assert report.restored.name.endswith(".restored.png")


def images_of(html):
    """Return the attributes of the pictures of a page, in their order."""
    return [dict(re.findall(r'([a-z]+)="([^"]*)"', tag)) for tag in re.findall(r"<img ([^>]*)>", html)]


def test_its_first_picture_is_the_packaged_model_s_mimetic_restoration_at_full_size(report, tmp_path):
    folder, html = report.page.parent, report.page.read_text()
    before, after = images_of(html)[:2]
    assert (before["src"], after["src"]) == ("flaked.png", "mimetic.png")
    for image in (before, after):
        assert (int(image["width"]), int(image["height"])) == (WIDTH, HEIGHT)
        assert Image.open(folder / image["src"]).size == (WIDTH, HEIGHT)
    first = html[html.index("<figure") : html.index("</figure>")]
    assert "mimetic.png" in first and 'class="comparison full"' in first and 'type="range"' in first
    settings = RestoreSettings(
        inputs=(folder / "flaked.png",), mask=folder / "losses.png", model=Path(PACKAGE), out=tmp_path
    )
    (done,) = restore_files(settings).done
    assert settings.fill == "mimetic"
    assert np.array_equal(read_image(done.output), read_image(folder / "mimetic.png"))


def test_the_packaged_model_fills_opaque_losses(report):
    damaged, filled, clean = (
        read_image(report.page.parent / name) for name in ("flaked.png", "mimetic.png", "sound.png")
    )
    lost = read_mask(report.page.parent / "losses.png")
    assert np.array_equal(filled[~lost], damaged[~lost])
    assert np.square(filled - clean)[lost].mean() < 0.5 * np.square(damaged - clean)[lost].mean()


def test_the_other_fill_and_the_sources_follow_and_the_training_has_a_heading_below(report):
    html = report.page.read_text()
    heading = html.index("<h2>A short training</h2>")
    names = [image["src"] for image in images_of(html)]
    assert names[2:4] == ["neutral.png", "sources.png"]
    assert html.index("sources.png") < heading < min(html.index(name) for name in ("curves.png", "restored.png"))


def test_its_sentences_are_whole(report):
    assert "start:0.00" not in report.page.read_text()


def test_its_pairs_are_sound(report):
    assert check_pairs(CheckSettings(report.page.parent / "data")).problems == []


def test_it_replaces_only_what_it_made(report, tmp_path):
    demo._clear(report.page.parent)
    assert [path.name for path in report.page.parent.iterdir()] == [demo.MARK]
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(MuralsError, match="holds something that no demonstration made"):
        demo.run_demo(DemoSettings(tmp_path))
    assert (tmp_path / "thesis.txt").exists()
