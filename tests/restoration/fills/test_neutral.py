"""The neutral fill, with networks whose every answer is known."""

from types import SimpleNamespace

import numpy as np
import pytest

from murals.blending.solver import solve
from murals.data.depth import distance_inside
from murals.images import join_kinds
from murals.restoration.fills.neutral import (
    LEARNED,
    fill_neutral,
    learned_depth,
    paint_tone,
    thick_share,
    thin_parts,
    unlearned,
)
from murals.restoration.turns import WHITE_SPREAD

TILING = {"tile": 512, "overlap": 64}


class Membrane:
    """A network that paints the membrane, and remembers what it was shown."""

    def __init__(self, **info):
        self.info, self.shown = info, []

    def __call__(self, image, mask, wanted=None, **tiling):
        self.shown.append(SimpleNamespace(image=image, hole=mask, wanted=wanted))
        hole = np.ascontiguousarray(mask > 0)
        return solve(np.where(hole[..., None], np.float32(0.5), image), None, hole)


def ramp(height, width):
    y, x = np.mgrid[:height, :width]
    return np.stack([0.2 + 0.6 * x / width, 0.3 + 0.4 * y / height, 0.7 - 0.3 * (x + y) / (height + width)], -1).astype(
        np.float32
    )


def disc(height, width, radius):
    y, x = np.mgrid[:height, :width]
    return np.hypot(y - height / 2, x - width / 2) < radius


@pytest.mark.parametrize("radius", [20, 60, 150])
def test_a_ramp_goes_on_without_a_step_whatever_the_depth(radius):
    image, hole = ramp(600, 700), disc(600, 700, radius)
    network = Membrane(max_radius=30.0)
    filled = fill_neutral(np.where(hole[..., None], np.float32(1), image), hole, network, **TILING)
    np.testing.assert_array_equal(filled[~hole], image[~hole])
    assert np.abs(filled - image).max() < 2 / 255
    second = np.abs(np.diff(filled, 2, axis=0)).max(), np.abs(np.diff(filled, 2, axis=1)).max()
    assert max(second) < 1 / 255  # no step, no bend


def test_no_network_is_shown_a_hole_deeper_than_it_has_learned():
    network = Membrane(max_radius=30.0)
    hole = disc(600, 700, 150)
    fill_neutral(ramp(600, 700), hole, network, **TILING)
    assert len(network.shown) == 4  # 150, 75, 38 and 19 px deep
    assert all(distance_inside(seen.hole).max() <= 31 for seen in network.shown)
    assert [seen.hole.shape[0] for seen in network.shown] == [75, 150, 300, 600]


def test_thin_cracks_are_painted_at_twice_the_size_and_nothing_else_is():
    network = Membrane(max_radius=30.0)
    hole = np.zeros((200, 300), bool)
    hole[50:53, 20:280] = True
    hole[120:150, 100:140] = True
    fill_neutral(ramp(200, 300), hole, network, **TILING)
    once, *twice = network.shown
    assert once.hole.shape == (200, 300)
    assert [seen.hole.shape for seen in twice] == [(2 * 69, 2 * 224), (2 * 69, 2 * 140)]  # 32 px around, from 16 on
    assert sum(seen.wanted.sum() for seen in twice) == 4 * 3 * 260


def test_ragged_edges_of_a_loss_are_no_cracks():
    hole = disc(100, 100, 30)
    hole[49:51, 79:84] = True  # a tooth
    assert not thin_parts(hole).any()
    assert thick_share(hole)[50, 50] == pytest.approx(1)
    hole[49:51, 79:99] = True  # a crack that runs out of it
    assert thin_parts(hole)[49, 90]
    assert thick_share(hole)[49, 90] < 0.01


def test_what_a_hole_shows_does_not_count():
    image, hole = ramp(120, 160), disc(120, 160, 40)
    hole[10:12, 10:150] = True
    results = [
        fill_neutral(np.where(hole[..., None], np.float32(value), image), hole, Membrane(max_radius=20.0), **TILING)
        for value in (0, 1)
    ]
    np.testing.assert_array_equal(*results)


def test_veiled_paint_is_read_through_before_the_loss_is_filled():
    image, hole, veil = ramp(120, 160), disc(120, 160, 20), np.zeros((120, 160), bool)
    veil[:, 75:85] = True
    network = Membrane(max_radius=30.0)
    filled = paint_tone(image * ~veil[..., None], join_kinds(hole, veil), network)
    first, second = network.shown
    assert (first.hole > 0).sum() == (hole | veil).sum()
    np.testing.assert_array_equal(first.wanted, veil & ~hole)
    np.testing.assert_array_equal(second.hole, hole)
    np.testing.assert_array_equal(filled[~(hole | veil)], image[~(hole | veil)])


def test_uncertainty_rises_with_depth_beyond_what_was_learned():
    spread = unlearned(disc(400, 400, 150), Membrane(max_radius=30.0))
    assert spread[200, 75] == 0  # 25 px deep
    assert 0 < spread[200, 100] < spread[200, 150] < spread[200, 200] < WHITE_SPREAD
    assert (unlearned(np.ones((9, 9), bool), Membrane()) == np.float32(WHITE_SPREAD)).all()


def test_a_checkpoint_that_does_not_say_what_it_learned():
    assert learned_depth(Membrane()) == LEARNED
    assert learned_depth(Membrane(max_radius=12.5)) == 12.5
