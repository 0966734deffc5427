import numpy as np
from PIL import Image

from murals.demo.demo_restore import HEIGHT, LOST, WIDTH, restore_sample
from murals.images import read_kinds


def test_a_wall_with_opaque_losses_is_filled_at_its_full_size(tmp_path):
    sample = restore_sample(tmp_path)
    damaged, filled, clean = (np.asarray(Image.open(path)) for path in (sample.damaged, sample.output, sample.clean))
    kinds = read_kinds(sample.mask)
    assert filled.shape == (HEIGHT, WIDTH, 3)
    assert set(np.unique(kinds)) == {0, 255}
    assert LOST[0] * 0.9 < (kinds > 0).mean() < LOST[1] * 1.1
    assert np.array_equal(filled[kinds == 0], damaged[kinds == 0])
    wrong = [np.square(image.astype(float) - clean)[kinds > 0].mean() for image in (damaged, filled)]
    assert wrong[1] < 0.5 * wrong[0]
