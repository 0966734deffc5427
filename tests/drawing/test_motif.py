import numpy as np
import pytest

from murals.drawing.motif import MOTIFS, draw_motif
from murals.errors import MuralsError


@pytest.mark.parametrize("name", MOTIFS)
def test_a_motif_stands_in_the_middle_with_plaster_around(name):
    picture, mask = draw_motif(name, 1, height=96, width=128)
    assert picture.shape == (96, 128, 3)
    assert picture.dtype == np.float32
    assert 0 <= picture.min() <= picture.max() <= 1
    assert 0.1 < mask.mean() < 0.7
    assert not (mask[0].any() or mask[-1].any() or mask[:, 0].any() or mask[:, -1].any())
    assert np.abs(np.argwhere(mask).mean(axis=0) - (48, 64)).max() < 16
    assert picture[mask].std() > 1.5 * picture[~mask].std()


def test_a_seed_gives_the_same_pixels_and_another_gives_others():
    one, again, other = (draw_motif("rosette", seed, height=64, width=64)[0] for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_an_unknown_motif_is_a_sentence():
    with pytest.raises(MuralsError, match="unknown motif 'lotos': did you mean lotus"):
        draw_motif("lotos", 0, height=64, width=64)
