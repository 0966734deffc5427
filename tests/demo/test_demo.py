import numpy as np
import pytest
from PIL import Image

from murals.data.pairs import check_pairs
from murals.data.settings import CheckSettings
from murals.demo import demo
from murals.demo.settings import DemoSettings
from murals.errors import MuralsError
from murals.images import read_image, read_mask

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
        "filled.png",
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


def test_the_packaged_model_fills_opaque_losses_on_its_first_picture(report):
    html = report.page.read_text()
    assert html.index("filled.png") < html.index("restored.png")
    damaged, filled, clean = (
        read_image(report.page.parent / name) for name in ("flaked.png", "filled.png", "sound.png")
    )
    lost = read_mask(report.page.parent / "losses.png")
    assert np.array_equal(filled[~lost], damaged[~lost])
    assert np.square(filled - clean)[lost].mean() < 0.5 * np.square(damaged - clean)[lost].mean()


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
