import numpy as np
import pytest

from murals.errors import MuralsError
from murals.images import LOST, VEILED, from_float, to_float
from murals.images.in_parts import Section
from murals.restoration.tiled import TiledBackend, whole_tile

TILING = {"tile": 64, "overlap": 32}


class Negative(TiledBackend):
    """Paints the negative of what it sees, takes red for damage and green for legible; it never looks far."""

    name, info, reason = "negative", {}, "for tests"

    def __init__(self):
        self.shown = []

    def see(self, image, mask):
        self.shown.append(image.shape)
        return np.ascontiguousarray(image.transpose(2, 0, 1))

    def paint(self, seen):
        return 1 - seen

    def judge(self, seen):
        return seen[:2]


@pytest.fixture
def wall():
    return from_float(np.random.default_rng(1).random((150, 210, 3)), np.uint16)


def test_strips_of_parts_are_the_rows_of_the_whole(wall):
    kinds = np.zeros(wall.shape[:2], np.uint8)
    kinds[20:40, 30:90], kinds[100:140, 150:200] = VEILED, LOST
    whole = Negative()(to_float(wall), kinds, **TILING)
    lazy = Section(wall, (slice(0, 150), slice(0, 210)))
    painted, rows = np.zeros_like(whole), []
    for place, image in Negative().in_strips(lazy, kinds, wanted=kinds > 0, **TILING):
        painted[place] = image
        rows += range(150)[place]
    assert rows == list(range(150))
    assert np.abs(painted - whole)[kinds > 0].max() < 1e-6
    assert np.array_equal(whole[kinds == 0], to_float(wall)[kinds == 0])


def test_a_large_picture_is_never_seen_as_a_whole(wall):
    network = Negative()
    judged = list(network.survey(wall, 0.5, **TILING))
    assert max(height * width for height, width, _ in network.shown) <= 64 * 64
    damage = np.concatenate([strip.damage for strip in judged])
    legible = np.concatenate([strip.legible for strip in judged])
    assert np.abs(damage - to_float(wall)[..., 0]).max() < 1e-6
    assert np.abs(legible - to_float(wall)[..., 1]).max() < 1e-6
    assert np.array_equal(Negative().propose(wall, **TILING), damage)


def test_only_tiles_with_something_wanted_are_seen(wall):
    kinds = np.zeros(wall.shape[:2], np.uint8)
    kinds[5:9, 5:9] = LOST
    network = Negative()
    list(network.in_strips(wall, kinds, wanted=kinds > 0, **TILING))
    assert len(network.shown) == 1


def test_a_tile_is_no_larger_than_the_picture():
    assert [whole_tile(size) for size in ((1, 1), (32, 33), (500, 20))] == [32, 64, 512]
    with pytest.raises(MuralsError, match="--tile 100"):
        Negative()(np.zeros((9, 9, 3), np.float32), tile=100, overlap=0)


def test_it_says_its_name_and_why_it_was_chosen():
    assert Negative().introduction == "model: negative (for tests)"
