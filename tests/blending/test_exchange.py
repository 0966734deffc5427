import numpy as np
import pytest

from murals import blend
from murals.blending.exchange import exchange, invert
from murals.blending.placement import Placement
from murals.errors import MuralsError

RNG = np.random.default_rng(7)
BOX, LANDED = (slice(4, 13), slice(5, 17)), (slice(20, 31), slice(9, 24))


def face(h, w, *, mouth):
    """A smooth face whose mouth is a bar that is darker or lighter than the skin."""
    y, x = np.mgrid[:h, :w]
    picture = 0.5 + 0.2 * np.sin(x / 9) * np.cos(y / 7)
    picture[h // 2 - 1 : h // 2 + 1, w // 2 - 4 : w // 2 + 4] += mouth
    return np.repeat(picture[..., None], 3, axis=2).astype(np.float32)


def test_two_faces_exchange_their_mouths():
    happy, sad = face(30, 32, mouth=0.25), face(30, 32, mouth=-0.25)
    mask = np.zeros((30, 32), bool)
    mask[10:20, 8:24] = True
    now_happy, now_sad = exchange(happy, sad, mask)
    assert now_happy == pytest.approx(happy, abs=2 / 255)
    assert now_sad == pytest.approx(sad, abs=2 / 255)
    assert np.array_equal(now_happy, blend(happy, sad, mask, mode="exchange"))


def test_the_way_back_undoes_the_shift():
    source, target = RNG.random((20, 22, 3)), RNG.random((40, 44, 3))
    mask = np.zeros((20, 22), bool)
    mask[5:12, 6:15] = True
    there, back = exchange(source, target, mask, at=(11, 9))
    assert np.array_equal(there, blend(source, target, mask, at=(11, 9)))
    assert np.array_equal(back, blend(target[9:29, 11:33], source, mask))


@pytest.mark.parametrize(
    "placement", [Placement((3.5, -2), 1.7, 25), Placement((-8, 4.25), 0.6, -130), Placement((7, 7))]
)
def test_the_inverse_leads_every_point_back(placement):
    there = placement.matrix(BOX)
    back = invert(placement, BOX, LANDED).matrix(LANDED)
    for point in ((0.0, 0.0), (13.0, 4.0), (-5.0, 8.5)):
        assert back @ (*(there @ (*point, 1.0)), 1.0) == pytest.approx(np.array(point), abs=1e-6)
    assert invert(Placement((7, 7)), BOX, LANDED) == Placement((-7, -7))


def test_turned_there_and_back_the_region_is_where_it_was():
    source, target = face(40, 42, mouth=0.2), face(60, 62, mouth=-0.2)
    mask = np.zeros((40, 42), bool)
    mask[12:28, 9:30] = True
    _, back = exchange(source, target, mask, at=(10, 9.5), scale=1.2, rotate=20)
    changed = (back != source).any(axis=-1)
    assert changed.sum() == pytest.approx(mask.sum(), rel=0.06)
    assert (changed & mask).sum() > 0.94 * mask.sum()


def test_a_mistake_is_a_sentence():
    with pytest.raises(MuralsError, match="nothing says which part"):
        exchange(RNG.random((9, 9)), RNG.random((9, 9)))
