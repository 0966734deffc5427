import numpy as np
import pytest
from poisson_reference import solve_exactly
from skimage.color import rgb2gray

from murals.blending.guidance import divergence, gradient
from murals.blending.modes import (
    MODES,
    Domain,
    Tuning,
    check_picture,
    find_contours,
    find_mode,
    with_equal_borders,
    without_colour,
)
from murals.errors import MuralsError

RNG = np.random.default_rng(3)
TARGET, SOURCE = RNG.random((2, 12, 14, 3), np.float32)
MASK = np.zeros((12, 14), bool)
MASK[2:9, 3:11] = True
MASK[4, 5] = False


def guidance_of(mode, **tuning):
    """Return v as one number a pixel, b of eq. (7), whichever way the mode says it."""
    mode, tuning = MODES[mode], Tuning(**tuning)
    if mode.field:
        return mode.field(Domain(TARGET, SOURCE, MASK, tuning))
    return divergence(gradient(mode.picture(SOURCE if mode.needs_source else TARGET, tuning)))


def strong_of_two(p, q):
    theirs, ours = TARGET[p] - TARGET[q], SOURCE[p] - SOURCE[q]
    return np.where(np.abs(theirs) > np.abs(ours), theirs, ours)


def grey(p):
    return SOURCE[p] @ np.array([0.299, 0.587, 0.114])


WORD_FOR_WORD = {
    "seamless": lambda p, q: SOURCE[p] - SOURCE[q],  # eq. (11)
    "exchange": lambda p, q: SOURCE[p] - SOURCE[q],
    "mixed": strong_of_two,  # eq. (13)
    "monochrome": lambda p, q: np.full(3, grey(p) - grey(q)),
    "membrane": lambda p, q: np.zeros(3),  # eq. (2)
    "recolour": lambda p, q: (TARGET[p] - TARGET[q]) * (1.5, 0.5, 0.5),
    "decolourise": lambda p, q: TARGET[p] - TARGET[q],
    "tile": lambda p, q: TARGET[p] - TARGET[q],
}


@pytest.mark.parametrize("mode", WORD_FOR_WORD)
def test_the_guidance_is_that_of_the_paper_edge_by_edge(mode):
    wanted, b = WORD_FOR_WORD[mode], guidance_of(mode)
    for p in ((2, 3), (5, 5), (8, 10), (3, 7)):
        around = [(p[0] + dy, p[1] + dx) for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0))]
        assert b[p] == pytest.approx(sum(wanted(p, q) for q in around), abs=1e-5)


def test_flatten_keeps_the_gradients_of_contours_and_no_other():
    step = np.zeros((20, 20, 3), np.float32)
    step[:, 10:] = 0.8
    noisy = step + RNG.normal(0, 0.01, step.shape).astype(np.float32) + 0.1
    b = MODES["flatten"].field(Domain(noisy, noisy, np.ones((20, 20), bool), Tuning()))
    assert np.abs(b[:, :7]).max() == 0
    assert np.abs(b[:, 13:]).max() == 0
    assert np.abs(b[:, 9:11]).max() > 0.7


def test_contours_begin_at_the_contrast_asked_for():
    step = np.full((20, 20, 3), 0.2, np.float32)
    step[:, 10:] = 0.5
    assert find_contours(step, 0.2).any(axis=0).nonzero()[0].tolist() in ([9], [10])
    assert not find_contours(step, 0.4).any()


def test_illumination_without_strength_changes_nothing():
    b = guidance_of("illuminate", beta=0.0)
    assert b == pytest.approx(divergence(gradient(TARGET)), abs=1e-6)


def test_illumination_halves_the_contrast_of_strong_edges():
    """At beta = 1 every gradient has the size alpha times the mean one, eq. (16)."""
    step = np.zeros((8, 8, 1), np.float32)
    step[:, 4:] = 1.0
    mask = np.ones((8, 8), bool)
    b = MODES["illuminate"].field(Domain(step, step, mask, Tuning(alpha=0.5, beta=1.0)))
    mean = 1.0 / 8  # one of eight columns has a gradient, of size 1
    assert b[:, 4, 0] == pytest.approx(np.full(8, 0.5 * mean))


def test_decolourisation_wants_grey_around():
    backdrop = without_colour(TARGET)
    assert backdrop.shape == TARGET.shape
    assert np.ptp(backdrop, axis=2).max() == 0
    assert backdrop[..., 0] == pytest.approx(rgb2gray(TARGET), abs=0.12)  # its weights are BT.709


def test_tiles_want_equal_borders():
    equal = with_equal_borders(TARGET)
    assert np.array_equal(equal[0], equal[-1])
    assert np.array_equal(equal[:, 0], equal[:, -1])
    assert np.array_equal(equal[1:-1, 1:-1], TARGET[1:-1, 1:-1])
    corners = TARGET[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert equal[0, 0] == pytest.approx(corners.mean(axis=0))
    north = (TARGET[0] + TARGET[-1]) / 2  # the paper's border, and a ramp to where all corners meet
    ramp = (9 * (corners.mean(axis=0) - north[0]) + 4 * (corners.mean(axis=0) - north[13])) / 13
    assert equal[0, 4] == pytest.approx(north[4] + ramp, abs=1e-6)


def test_tiles_whose_corners_agree_have_the_borders_of_the_paper():
    target = TARGET.copy()
    target[[0, 0, -1, -1], [0, -1, 0, -1]] = 0.5
    assert with_equal_borders(target)[0, 1:-1] == pytest.approx((target[0, 1:-1] + target[-1, 1:-1]) / 2, abs=1e-6)


def test_the_maximum_principle_holds_for_the_membrane():
    """Without guidance no pixel is lighter or darker than all that is fixed around it."""
    solved = solve_exactly(TARGET, lambda p, q: np.zeros(3), MASK)
    assert solved[MASK].min() >= TARGET[~MASK].min()
    assert solved[MASK].max() <= TARGET[~MASK].max()


def test_an_unknown_mode_is_a_sentence():
    with pytest.raises(MuralsError, match="unknown mode 'recolor': did you mean recolour"):
        find_mode("recolor")
    with pytest.raises(MuralsError, match="unknown mode 'x': The modes are seamless, mixed"):
        find_mode("x")


def test_pictures_that_do_not_suit_a_mode_are_a_sentence():
    for mode in ("recolour", "decolourise"):
        with pytest.raises(MuralsError, match=f"the mode {mode} changes colours, but the target is grey"):
            check_picture(mode, (9, 9, 1))
    with pytest.raises(MuralsError, match="the target is 9x2: tile needs three pixels a side"):
        check_picture("tile", (2, 9, 3))
    for mode in MODES:
        check_picture(mode, (9, 9, 3))


@pytest.mark.parametrize(
    ("tuning", "sentence"),
    [
        ({"edge_threshold": 0}, "--edge-threshold 0: expected a contrast between 0 and 1"),
        ({"edge_threshold": 1.5}, "--edge-threshold 1.5"),
        ({"alpha": 0}, "--alpha 0: expected a number above 0"),
        ({"beta": 1.1}, "--beta 1.1: expected 0"),
        ({"beta": float("nan")}, "--beta nan"),
        ({"factors": (1, 2)}, "expected three numbers for red, green, blue"),
        ({"factors": (1, 2, -1)}, "expected three numbers"),
    ],
)
def test_a_number_that_cannot_be_is_a_sentence(tuning, sentence):
    with pytest.raises(MuralsError, match=sentence):
        Tuning(**tuning).check()


def test_every_mode_says_what_it_does():
    assert all(len(mode.summary) > 10 and (mode.picture or mode.field).__doc__ for mode in MODES.values())


def test_every_mode_has_one_source_of_gradients():
    assert all((mode.picture is None) != (mode.field is None) for mode in MODES.values())
