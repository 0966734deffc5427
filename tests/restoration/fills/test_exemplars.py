import numpy as np
import pytest

from murals.loops.bands import Bands
from murals.restoration.cells import grow
from murals.restoration.fills.exemplars import complete, count_halvings, count_steps, pad_of
from murals.restoration.fills.sheets import Sheet, padded


def weave(height, width, seed=0):
    """A pattern that repeats, with grain."""
    y, x = np.mgrid[:height, :width]
    base = 0.5 + 0.25 * np.sin(x * 2 * np.pi / 16) * np.sin(y * 2 * np.pi / 12)
    grain = 0.02 * np.random.default_rng(seed).standard_normal((height, width, 3))
    return (base[..., None] * (1.0, 0.8, 0.6) + grain).clip(0, 1).astype(np.float32)


def square(height, width, side):
    hole = np.zeros((height, width), bool)
    hole[(height - side) // 2 : (height + side) // 2, (width - side) // 2 : (width + side) // 2] = True
    return hole


def filled(image, hole, threads=2, seed=0, sheets=None, step=lambda: None):
    """The picture completed over a tone that is the mean of it."""
    tone = np.where(hole[..., None], image[~hole].mean(0), image).astype(np.float32)
    with Bands(threads) as bands:
        return complete(tone, hole, sheets or [Sheet(tone, ~grow(hole, 2))], bands, seed=seed, step=step)


def test_a_pattern_goes_on():
    image, hole = weave(120, 160), square(120, 160, 30)
    done = filled(image, hole)
    np.testing.assert_array_equal(done.picture[~hole], image[~hole])
    error = np.sqrt(np.square(done.picture - image)[hole].mean())
    flat = np.sqrt(np.square(image[hole] - image[~hole].mean(0)).mean())
    assert error < 0.5 * flat


def test_the_bits_do_not_depend_on_the_threads_but_on_the_seed():
    image, hole = weave(150, 200), square(150, 200, 40)
    first, *others = (filled(image, hole, threads=threads) for threads in (1, 2, 3))
    for other in others:
        np.testing.assert_array_equal(first.picture, other.picture)
        np.testing.assert_array_equal(first.field, other.field)
    assert (first.picture != filled(image, hole, seed=1).picture).any()


def test_paint_comes_from_where_it_may_be_copied_and_the_field_says_so():
    image, hole = weave(120, 160), square(120, 160, 30)
    allowed = ~grow(hole, 2)
    allowed[:, 100:] = False
    tone = np.where(hole[..., None], np.float32(0.4), image)
    done = filled(image, hole, sheets=[Sheet(tone, allowed)])
    rows, columns = done.field[hole].T
    assert allowed[rows, columns].all()
    assert (done.field[~hole] == -1).all()
    source = padded([Sheet(image, allowed)], pad_of(hole))[0].picture
    assert np.abs(source[rows, columns] - done.picture[hole]).mean() < 0.08  # a mean of what patches say


def test_a_misfit_is_told():
    image, hole = weave(120, 160), square(120, 160, 30)
    fits = filled(image, hole).misfit
    other = np.zeros_like(image)
    other[..., 0] = 1
    misses = filled(image, hole, sheets=[Sheet(other, np.ones((120, 160), bool))]).misfit
    assert fits[hole].mean() < 0.08 < 0.25 < misses[grow(~hole, 2) & hole].mean()
    assert not fits[~hole].any()


def test_nothing_to_copy_from():
    image, hole = weave(60, 60), square(60, 60, 20)
    assert filled(image, hole, sheets=[Sheet(image, np.zeros((60, 60), bool))]) is None


@pytest.mark.parametrize("size", [(9, 9), (8, 40), (33, 31)])
def test_small_pictures(size):
    hole = np.zeros(size, bool)
    hole[3:6, 3:6] = True
    done = filled(weave(*size), hole, sheets=[Sheet(weave(64, 64), np.ones((64, 64), bool))])
    assert np.isfinite(done.picture).all()


def test_a_hole_at_the_edge_of_the_picture():
    image, hole = weave(100, 120), np.zeros((100, 120), bool)
    hole[:25, :30] = True
    done = filled(image, hole)
    assert np.sqrt(np.square(done.picture - image)[hole].mean()) < 0.2
    assert np.isfinite(done.picture).all()


def test_a_ramp_has_no_step_in_a_deep_hole():
    y, x = np.mgrid[:420, :420] / 420
    image = np.stack([0.2 + 0.6 * x, 0.3 + 0.5 * y, 0.5 + 0 * x], -1)
    image = (image + 0.01 * np.random.default_rng(0).standard_normal(image.shape)).astype(np.float32)
    hole = square(420, 420, 260)
    with Bands(2) as bands:
        done = complete(
            np.where(hole[..., None], 0.6 * image + 0.2, image).astype(np.float32),
            hole,
            [Sheet(image, ~grow(hole, 2))],
            bands,
        )
    inner = done.picture[130:290, 130:290].mean(2)  # 50 px in the hole and more
    means = inner.reshape(10, 16, 10, 16).mean((1, 3))
    assert np.abs(np.diff(means, axis=0)).max() < 0.05
    assert np.abs(np.diff(means, axis=1)).max() < 0.05


def test_steps_are_counted():
    hole, steps = square(150, 200, 60), []
    filled(weave(150, 200), hole, step=lambda: steps.append(1))
    assert len(steps) == count_steps(hole)
    assert count_halvings(hole) == 2  # 30, 15 and 8 px deep: half of the least side that is left
    assert pad_of(hole) == 4
