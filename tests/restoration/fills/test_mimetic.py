import cv2
import numpy as np
import pytest

from murals.restoration.fills.mimetic import Sister, fill_mimetic, fit_colours, moments
from murals.restoration.fills.sources import FIRST_SISTER, MIRRORED, TONE
from tests.restoration.fills.test_exemplars import square, weave


def tone_of(image, hole):
    return np.where(hole[..., None], image[~hole].mean(0), image).astype(np.float32)


def test_paint_covers_the_hole_and_nothing_else():
    image, hole = weave(120, 160), square(120, 160, 30)
    filled, sources = fill_mimetic(tone_of(image, hole), hole, hole)
    np.testing.assert_array_equal(filled[~hole], image[~hole])
    deviation = filled[hole].std(0) / image[hole].std(0)
    assert (deviation > 0.5).all()
    shares = sources.shares()
    assert sum(shares.values()) == pytest.approx(1, abs=1e-3)
    assert shares["this wall"] + shares["this wall, mirrored"] > 0.8


def test_the_places_that_are_told_hold_that_paint():
    image, hole = weave(120, 160, seed=3), square(120, 160, 30)
    filled, sources = fill_mimetic(tone_of(image, hole), hole, hole)
    ((pixels, places, _),) = sources.noted
    which = sources.sheet.ravel()[pixels] != TONE
    assert which.mean() > 0.8
    paint, source = filled.reshape(-1, 3)[pixels[which]], image.reshape(-1, 3)[places[which]]
    assert np.abs(paint - source).mean() < 0.06
    assert not hole.ravel()[places[which]].any()


def test_a_picture_that_is_its_own_mirror_image_is_filled_from_there():
    rng = np.random.default_rng(1)
    half = cv2.resize(rng.random((12, 10, 3)).astype(np.float32), (80, 120), interpolation=cv2.INTER_CUBIC).clip(0, 1)
    image, hole = np.concatenate([half, half[:, ::-1]], 1), np.zeros((120, 160), bool)
    hole[45:75, 105:135] = True
    tone = np.where(hole[..., None], cv2.GaussianBlur(image, (0, 0), 6), image)
    filled, sources = fill_mimetic(tone, hole, hole)
    assert sources.shares()["this wall, mirrored"] > 0.5
    assert np.abs(filled - image)[hole].mean() < 0.75 * np.abs(tone - image)[hole].mean()
    ((pixels, places, _),) = sources.noted
    copied = sources.sheet.ravel()[pixels] == MIRRORED
    (rows, columns), (from_rows, from_columns) = (np.divmod(which[copied], 160) for which in (pixels, places))
    across = np.hypot(from_rows - rows, from_columns - (159 - columns))  # from the place across the axis
    assert np.median(across) < 8


def test_what_must_be_avoided_is_not_copied():
    image, hole = weave(120, 160), square(120, 160, 30)
    face = np.zeros_like(hole)
    face[20:100, 110:150] = True
    image[face] = image[face][:, ::-1]  # other colours
    forbidden = hole | face
    _, free = fill_mimetic(tone_of(image, hole), hole, hole)
    filled, sources = fill_mimetic(tone_of(image, hole), hole, forbidden)
    ((_, places, _),) = sources.noted
    told = sources.sheet.ravel()[sources.noted[0][0]] != TONE
    assert not face.ravel()[places[told]].any()
    assert filled.shape == image.shape
    assert free.shares()["tone"] < 0.3


def test_a_sister_wall_gives_what_this_wall_has_not():
    image, hole = weave(120, 160), square(120, 160, 30)
    marks = np.ones_like(hole)
    marks[:8, :40] = False  # next to nothing of this wall may be copied
    sister = Sister("sister.jpg", weave(100, 130, seed=5))
    _, sources = fill_mimetic(tone_of(image, hole), hole, marks, sisters=[sister])
    assert sources.names == ("this wall", "this wall, mirrored", "sister.jpg")
    assert sources.shares()["sister.jpg"] > 0.8
    assert (sources.sheet[hole] >= FIRST_SISTER).all()


def test_where_nothing_fits_the_tone_stays_and_is_named():
    image, hole = weave(120, 160), square(120, 160, 30)
    foreign = Sister("foreign.jpg", np.broadcast_to(np.float32([1, 0, 1]), (100, 100, 3)).copy())
    tone = tone_of(image, hole)
    filled, sources = fill_mimetic(tone, hole, np.ones_like(hole), sisters=[foreign])
    np.testing.assert_allclose(filled, tone, atol=0.01)
    assert sources.shares()["tone"] == 1
    filled, sources = fill_mimetic(tone, hole, np.ones_like(hole))
    np.testing.assert_array_equal(filled, tone)
    assert sources.shares()["tone"] == 1
    assert sources.tone_alone() == [{"x": 65, "y": 45, "width": 30, "height": 30, "pixels": 900}]


def test_thin_cracks_keep_the_tone():
    image, hole = weave(80, 120), np.zeros((80, 120), bool)
    hole[40:43, 10:110] = True
    filled, sources = fill_mimetic(tone_of(image, hole), hole, hole)
    np.testing.assert_array_equal(filled, tone_of(image, hole))
    assert sources.shares()["tone"] == 1


def test_two_losses_of_two_windows_do_not_know_each_other():
    image, hole = weave(200, 3600), np.zeros((200, 3600), bool)
    hole[90:120, 200:230] = hole[80:110, 3300:3330] = True
    both, _ = fill_mimetic(tone_of(image, hole), hole, hole)
    one = hole.copy()
    one[:, 1300:] = False
    alone, _ = fill_mimetic(np.where(one[..., None], tone_of(image, hole), image), one, hole)
    np.testing.assert_array_equal(both[:, :1300], alone[:, :1300])


def test_fitted_colours_have_the_mean_and_covariance_of_the_wall():
    rng = np.random.default_rng(0)
    wall = (0.5 + 0.1 * rng.standard_normal((80, 90, 3)) @ rng.random((3, 3))).clip(0, 1).astype(np.float32)
    sister = (0.4 + 0.05 * rng.standard_normal((50, 60, 3)) @ rng.random((3, 3))).clip(0, 1).astype(np.float32)
    known = np.ones((80, 90), bool)
    known[:40] = False
    fitted = fit_colours(sister, wall, known)
    np.testing.assert_allclose(fitted.reshape(-1, 3).mean(0), wall[known].mean(0), atol=0.01)
    np.testing.assert_allclose(np.cov(fitted.reshape(-1, 3).T), np.cov(wall[known].T), atol=2e-3)
    grey = np.full((50, 60, 3), 0.4, np.float32)
    assert np.isfinite(fit_colours(grey, wall, known)).all()
    np.testing.assert_array_equal(fit_colours(sister, wall, np.zeros((80, 90), bool)), sister)


def test_moments_are_those_of_numpy():
    picture = weave(700, 90)  # of two bands
    where = np.random.default_rng(0).random((700, 90)) < 0.3
    found = moments(picture, where)
    np.testing.assert_allclose(found.mean, picture[where].astype(np.float64).mean(0), atol=1e-9)
    np.testing.assert_allclose(found.covariance, np.cov(picture[where].astype(np.float64).T), atol=1e-9)
    where[:] = False
    where[3, 4] = True
    assert moments(picture, where) is None
