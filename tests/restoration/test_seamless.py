import numpy as np
import pytest

from murals.restoration.seamless import set_in


def picture(h=40, w=60):
    y, x = np.mgrid[:h, :w] / max(h, w)
    waves = [0.5 + 0.2 * np.sin(12 * x + phase) * np.cos(9 * y) for phase in (0, 1, 2)]
    return np.stack(waves, -1).astype(np.float32)


def hole(h=40, w=60):
    mask = np.zeros((h, w), bool)
    mask[10:30, 15:45] = True
    return mask


def test_a_fill_that_is_too_light_throughout_loses_its_step():
    light = picture() + 0.2 * hole()[..., None].astype(np.float32)
    inside = hole()
    before, after = (np.abs(x - picture())[inside].mean() for x in (light, set_in(light, picture(), inside)))
    assert after < 0.1 * before


def test_a_flat_fill_in_a_flat_wall_takes_the_colour_of_the_wall():
    wall = np.full((30, 30, 3), 0.4, np.float32)
    mask = np.zeros((30, 30), bool)
    mask[8:20, 8:20] = True
    np.testing.assert_allclose(
        set_in(np.where(mask[..., None], 0.9, wall).astype(np.float32), wall, mask), 0.4, atol=1e-3
    )


def test_texture_inside_stays():
    noise = np.random.default_rng(0).normal(0, 0.1, (40, 60, 3)).astype(np.float32)
    core = np.zeros((40, 60), bool)
    core[15:25, 20:40] = True
    painted = np.full((40, 60, 3), 0.6, np.float32) + noise * core[..., None]
    fitted = set_in(painted, np.full((40, 60, 3), 0.5, np.float32), hole())
    left = (fitted - 0.5 - noise)[core]
    assert np.corrcoef(fitted[core].ravel(), noise[core].ravel())[0, 1] > 0.99
    assert np.abs(left).max() < 0.01


def test_outside_the_hole_every_bit_is_the_images():
    painted = np.random.default_rng(1).random((40, 60, 3)).astype(np.float32)
    fitted = set_in(painted, picture(), hole())
    assert np.array_equal(fitted[~hole()], picture()[~hole()])
    assert fitted.dtype == np.float32
    assert fitted.min() >= 0
    assert fitted.max() <= 1


@pytest.mark.parametrize("everywhere", [True, False])
def test_where_there_is_no_border_there_is_nothing_to_fit(everywhere):
    painted = picture()[::-1].copy()
    assert np.array_equal(set_in(painted, picture(), np.full((40, 60), everywhere)), painted)
