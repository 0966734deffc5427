import pytest

from murals import __version__
from murals.score.measure import BORDER, ImageScore
from murals.score.protocol import describe_protocol


def scores(*ratios):
    return [ImageScore(f"{i}", "m", (64, 32 + i), ratio, 0.0, {}) for i, ratio in enumerate(ratios)]


def describe(*ratios, **options):
    options = {"split": None, "size": None, "batch": 8, "data": "abc"} | options
    return describe_protocol(scores(*ratios), None, **options)


def test_without_a_model_it_says_none():
    assert describe(0.1)["model"] == "none"


@pytest.mark.parametrize(
    ("ratios", "words"),
    [
        ((0.1, 0.2), "2 of 2 images, covering 15.0% on average"),
        (
            (0.1, None),
            "1 of 2 images, covering 10.0% on average; the rows that need a mask are over these images alone",
        ),
        ((None,), "none: only whole images are scored, and no peer and no fill has anything to go by"),
    ],
)
def test_it_says_how_many_masks_there_are_and_what_they_cover(ratios, words):
    assert describe(*ratios)["masks"] == words


def test_it_names_split_data_sizes_band_and_version():
    protocol = describe(0.1, 0.1, split="test", size=64)
    assert protocol["images"] == "2 images of the split test, data abc"
    assert protocol["size"] == "2 sizes, 32x64 to 33x64 px (short side brought to 64)"
    assert f"within {BORDER} px" in protocol["hole, border"]
    assert protocol["murals"] == __version__


def test_each_image_counts_once_however_many_methods_saw_it():
    twice = [*scores(0.1), ImageScore("0", "other", (64, 32), 0.1, 0.0, {})]
    protocol = describe_protocol(twice, None, split=None, size=None, batch=8, data="abc")
    assert protocol["images"] == "1 image, data abc"


def test_intervals_are_said_to_be_over_walls():
    tiles = [ImageScore(f"a-{i}", "m", (64, 32), 0.1, 0.0, {}, wall) for i, wall in enumerate("aab")]
    protocol = describe_protocol(tiles, None, split=None, size=None, batch=8, data="abc")
    assert "over 2 walls, all images of a wall drawn together" in protocol["intervals"]
    assert "over 1 wall," in describe(0.1)["intervals"]


def test_peers_that_are_missing_are_named(monkeypatch):
    monkeypatch.setattr("murals.score.protocol.missing_peers", dict)
    assert describe(0.1)["peers"] == "each sees black under the mask"
    monkeypatch.setattr("murals.score.protocol.missing_peers", lambda: {"PatchMatch": "pypatchmatch"})
    assert describe(0.1)["peers"].endswith("; not run: PatchMatch (pip install pypatchmatch)")
    assert describe(None)["peers"] == "none but doing nothing: there is no mask to fill"
