import numpy as np

from murals.demo.demo_blend import LEFT, TOP, blend_sample
from murals.images import read_image, read_mask


def test_the_apsara_flies_on_the_other_wall(tmp_path):
    sample = blend_sample(tmp_path)
    assert sample.output == tmp_path / "wall.blended.png"
    wall, blended = read_image(sample.wall), read_image(sample.output)
    mask = read_mask(tmp_path / "motif_mask.png")
    region = np.zeros(wall.shape[:2], bool)
    region[TOP : TOP + mask.shape[0], LEFT : LEFT + mask.shape[1]] = mask
    assert np.array_equal(blended[~region], wall[~region])
    assert blended[region].std() > 2 * wall[region].std()  # a figure where there was plaster


def test_a_seed_gives_the_same_picture(tmp_path):
    one, again = (read_image(blend_sample(tmp_path / name, seed=1).output) for name in ("a", "b"))
    assert np.array_equal(one, again)
