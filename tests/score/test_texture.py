import cv2
import numpy as np
import pytest

from murals.score.texture import high_pass, texture_ratio


def images(seed=0, size=48):
    rng = np.random.default_rng(seed)
    clean = np.clip(rng.normal(128, 30, (size, size, 3)), 0, 255).astype(np.uint8)
    hole = np.zeros((size, size), bool)
    hole[10:30, 12:36] = True
    return clean, hole


def test_it_is_what_the_judge_outside_computes():
    clean, hole = images()
    filled = np.where(hole[..., None], cv2.GaussianBlur(clean, (0, 0), 1), clean)

    def high(x):
        return x.astype(np.float32) - cv2.GaussianBlur(x.astype(np.float32), (0, 0), 2)

    theirs = high(filled)[hole].std() / max(1e-6, high(clean)[hole].std())
    assert texture_ratio(filled, clean, hole) == pytest.approx(float(theirs))
    assert 0.1 < theirs < 0.9


def test_an_impulse_by_hand():
    image = np.zeros((33, 33, 3), np.uint8)
    image[16, 16] = 200
    left = high_pass(image)[16, 16, 0]  # an impulse less its share in a Gaussian's middle
    assert left == pytest.approx(200 * (1 - 1 / (2 * np.pi * 2**2)), rel=0.01)


def test_the_truth_is_as_lively_as_itself_and_fog_has_no_texture():
    clean, hole = images()
    assert texture_ratio(clean, clean, hole) == 1
    fog = np.full_like(clean, 128)
    whole = np.ones_like(hole)
    assert texture_ratio(fog, clean, whole) == 0


def test_half_the_contrast_is_about_half_the_texture():
    clean, hole = images()
    half = np.round(128 + (clean.astype(float) - 128) / 2).astype(np.uint8)
    assert texture_ratio(half, clean, hole) == pytest.approx(0.5, abs=0.05)


def test_what_lies_outside_is_not_looked_at_and_an_empty_hole_has_no_number():
    clean, hole = images()
    other = np.where(hole[..., None], clean, 255 - clean)
    assert texture_ratio(other, clean, hole) == 1
    assert np.isnan(texture_ratio(clean, clean, np.zeros_like(hole)))


def test_a_truth_without_texture_divides_by_no_zero():
    flat = np.full((20, 20, 3), 90, np.uint8)
    assert np.isfinite(texture_ratio(flat, flat, np.ones((20, 20), bool)))
