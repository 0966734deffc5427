"""Photographs are told from drawings."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from murals.images.likeness import looks_photographed, shows_the_same

SIZE = (96, 128)
ALL = np.ones(SIZE, bool)


@pytest.fixture
def wall():
    rng = np.random.default_rng(4)
    patches = np.kron(rng.integers(60, 220, (12, 16, 3)), np.ones((8, 8, 1))) + rng.normal(0, 8, (*SIZE, 3))
    return np.clip(patches, 0, 255).astype(np.uint8)


def hole():
    mask = np.zeros(SIZE, np.uint8)
    mask[20:50, 30:80] = 255
    return mask


def rgb(grey):
    return np.repeat(grey[..., None], 3, axis=2)


@pytest.mark.parametrize("radius", [0, 2, 6])
def test_drawings_soft_or_hard_are_no_photographs(wall, radius):
    drawn = rgb(np.asarray(Image.fromarray(hole()).filter(ImageFilter.GaussianBlur(radius))))
    assert not looks_photographed(drawn, ALL)
    assert not shows_the_same(drawn, wall, ALL)


@pytest.mark.parametrize("radius", [0, 3])
def test_a_photograph_sharp_or_blurred(wall, radius):
    assert looks_photographed(np.asarray(Image.fromarray(wall).filter(ImageFilter.GaussianBlur(radius))), ALL)


@pytest.mark.parametrize(
    "change",
    [
        lambda wall: wall,
        lambda wall: wall // 2,
        lambda wall: rgb(wall.mean(axis=2).astype(np.uint8)),
        lambda wall: np.where(hole()[..., None] > 0, wall // 2 + np.array([127, 0, 0], np.uint8), wall),
        lambda wall: np.where(hole()[..., None] > 0, np.uint8(255), wall),
    ],
)
def test_the_same_wall_in_other_tones_or_under_a_layer(wall, change):
    assert shows_the_same(change(wall).astype(np.uint8), wall, ALL)


def test_another_wall_is_not_the_same(wall):
    assert not shows_the_same(np.roll(wall, 40, axis=1), wall, ALL)


def test_what_does_not_count_is_not_looked_at(wall):
    nothing = np.zeros(SIZE, bool)
    assert not looks_photographed(wall, nothing) and not shows_the_same(wall, wall, nothing)
    half = ALL.copy()
    half[:, 64:] = False
    mixed = wall.copy()
    mixed[:, 64:] = 0
    assert shows_the_same(mixed, wall, half) and looks_photographed(mixed, half)


def test_a_white_loss_on_the_wall_does_not_make_its_mask_a_photograph(wall):
    lost = np.where(hole()[..., None] > 0, np.uint8(250), wall // 2)
    assert not shows_the_same(rgb(hole()), lost, ALL)
