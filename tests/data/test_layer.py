import numpy as np

from murals.data.recipes.layer import LIME, VISIBLE, Layer, in_this_light, lay_over, opacity_within


def test_half_opacity_is_the_mean_and_none_changes_no_bit():
    image = np.random.default_rng(0).random((8, 8, 3), np.float32)
    opacity = np.zeros((8, 8), np.float32)
    opacity[2, 3] = 0.5
    out = lay_over(image, Layer(np.ones((8, 8, 3), np.float32), opacity))
    assert np.allclose(out[2, 3], (image[2, 3] + 1) / 2)
    assert np.array_equal(out[opacity == 0], image[opacity == 0])
    assert out.dtype == np.float32


def test_opacity_is_visible_inside_and_nothing_outside():
    region = np.eye(4, dtype=bool)
    opacity = opacity_within(region, np.linspace(-1, 2, 16).reshape(4, 4))
    assert (opacity[region] > VISIBLE).all() and opacity.max() <= 1 and not opacity[~region].any()


def test_plaster_is_darker_in_a_dark_photograph():
    dark, light = (
        in_this_light(LIME, np.full((64, 64, 3), level, np.float32), np.random.default_rng(0)) for level in (0.2, 0.8)
    )
    assert dark.shape == (3,) and (dark < light).all()
