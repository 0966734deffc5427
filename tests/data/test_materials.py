import numpy as np
import pytest

from murals.data.recipes.materials import MATERIALS, earth, other_paint, picture, plain, plaster, wood

TONES = (np.array([0.3, 0.5, 0.7], np.float32), np.array([0.35, 0.5, 0.6], np.float32))


@pytest.mark.parametrize("material", MATERIALS)
@pytest.mark.parametrize("size", [(1, 1), (3, 40), (90, 60)])
def test_a_material_fills_its_window_in_its_tones(material, size):
    colour = material(size, TONES, np.random.default_rng(0))
    assert colour.shape == (*size, 3) and np.isfinite(colour).all()
    if size == (90, 60):
        assert np.abs(colour.mean((0, 1)) - np.mean(TONES, 0)).max() < 0.05


@pytest.mark.parametrize("material", MATERIALS)
def test_a_material_is_its_seed_s(material):
    first, again, other = (material((40, 40), TONES, np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_plain_is_smooth_plaster_rougher_and_earth_the_roughest():
    def roughness(material):
        fields = [material((80, 80), TONES, np.random.default_rng(seed)) for seed in range(6)]
        return np.mean([np.abs(np.diff(field, axis=0)).mean() for field in fields])

    assert 1.3 * roughness(plain) < roughness(plaster) < roughness(earth)


def test_wood_has_a_direction():
    ratios = []
    for seed in range(6):
        board = wood((96, 96), TONES, np.random.default_rng(seed)).mean(2)
        across, along = (np.abs(np.diff(board, axis=axis)).mean() for axis in (0, 1))
        ratios.append(max(across, along) / min(across, along))
    assert min(ratios) > 2


def test_a_picture_is_made_of_the_source_s_pixels():
    source = np.random.default_rng(0).random((60, 80, 3)).astype(np.float32)
    known = {pixel.tobytes() for pixel in source.reshape(-1, 3)}
    cuts = [picture((30, 40), source, np.random.default_rng(seed)) for seed in range(20)]
    assert all(cut.shape == (30, 40, 3) and 0 <= cut.min() <= cut.max() <= 1 for cut in cuts)
    kept = [all(pixel.tobytes() in known for pixel in cut.reshape(-1, 3)) for cut in cuts]
    assert 3 < sum(kept) < 17, "some keep their colours, some do not"


def test_a_window_larger_than_the_source_is_mirrored():
    source = np.random.default_rng(0).random((20, 20, 3)).astype(np.float32)
    assert picture((50, 70), source, np.random.default_rng(0)).shape == (50, 70, 3)


def test_other_paint_comes_from_elsewhere_on_the_wall():
    y, x = np.mgrid[:100, :100].astype(np.float32) / 100
    wall = np.stack([y, x, np.zeros_like(x)], 2)
    for seed in range(12):
        paint = other_paint((20, 20), (40, 40), wall, np.random.default_rng(seed))
        assert paint.shape == (20, 20, 3)
        assert np.hypot(*(paint - wall[40:60, 40:60]).mean((0, 1))[:2]) > 0.03
