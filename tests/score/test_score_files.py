import csv
import json

import numpy as np
import pytest
from PIL import Image

from murals.data.pairs import find_pairs
from murals.errors import MuralsError
from murals.score.methods import NEUTRAL
from murals.score.score import score_model, write_score
from murals.score.score_report import PictureSet, ScoreReport


@pytest.fixture(scope="module")
def report(tmp_path_factory, restorer):
    from tests_helpers import write_pairs

    return score_model(restorer, find_pairs(write_pairs(tmp_path_factory.mktemp("data")), "val"), split="val")


def test_the_folder_holds_table_numbers_page_and_pictures(report, tmp_path):
    page = write_score(report, tmp_path / "score")
    assert page == tmp_path / "score" / "index.html"
    with (tmp_path / "score" / "score.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(report.scores)
    assert float(rows[0]["image_psnr"]) == report.scores[0].measures["image_psnr"]
    plain = json.loads((tmp_path / "score" / "score.json").read_text(encoding="utf-8"))
    assert plain == json.loads(json.dumps(report.as_plain()))
    assert len(list((tmp_path / "score" / "pictures").glob("*.png"))) == 4 * len(report.pictures[0].images)


def test_the_page_shows_every_picture_the_numbers_and_the_protocol(report, tmp_path):
    html = write_score(report, tmp_path).read_text(encoding="utf-8")
    for path in (tmp_path / "pictures").glob("*.png"):
        assert f'src="pictures/{path.name}"' in html
    assert f"{report.means()[-1]['image_psnr']:.2f}" in html
    assert "squared error pooled over 8 images" in html
    assert "<h1>Scores</h1>" in html
    assert "Perceptual distance and texture inside the mask" in html
    assert html.count('type="range"') == 4


def test_the_pictures_are_what_the_methods_made(report, tmp_path):
    write_score(report, tmp_path)
    with Image.open(tmp_path / "pictures" / "001-00.model-neutral.png") as picture:
        np.testing.assert_array_equal(np.asarray(picture), report.pictures[0].images[NEUTRAL])


def test_an_older_score_is_kept_unless_replaced(report, tmp_path):
    write_score(report, tmp_path)
    with pytest.raises(MuralsError, match="--overwrite"):
        write_score(report, tmp_path)
    assert write_score(report, tmp_path, overwrite=True).is_file()


def test_pictures_of_an_earlier_longer_score_go(report, tmp_path):
    write_score(report, tmp_path)
    notes = tmp_path / "pictures" / "notes.png"
    notes.write_bytes(b"not ours")
    shorter = ScoreReport(report.scores, report.protocol, report.pictures[:1], 8)
    html = write_score(shorter, tmp_path, overwrite=True).read_text(encoding="utf-8")
    left = {path.name for path in (tmp_path / "pictures").glob("*.png")} - {notes.name}
    assert len(left) == len(report.pictures[0].images)
    assert all(f'src="pictures/{name}"' in html for name in left)
    assert notes.is_file()


def test_a_name_that_is_long_or_looks_like_markup_does_no_harm(report, tmp_path):
    name = "<script>alert(1)<!--" + "ä" * 200
    scores = [score.__class__(name, *list(vars(score).values())[1:]) for score in report.scores[:5]]
    pictures = [PictureSet(name, report.pictures[0].images)] * 2  # equal after they are cut
    html = write_score(ScoreReport(scores, report.protocol, pictures, 8), tmp_path).read_text(encoding="utf-8")
    assert "<script>alert" not in html
    assert len(list((tmp_path / "pictures").glob("*.png"))) == 2 * len(report.pictures[0].images)
