import numpy as np

from murals.restoration.fills.nearest import REACH
from murals.restoration.fills.sheets import Sheet, join, low_pass, padded


def sheet(height, width, seed=0):
    return Sheet(
        np.random.default_rng(seed).random((height, width, 3)).astype(np.float32), np.ones((height, width), bool)
    )


def test_sheets_stand_beside_each_other_and_patches_do_not_reach_over():
    one, two = padded([sheet(20, 30), sheet(12, 18, 1)], 4)
    joined = join([one, two])
    assert joined.picture.shape == (20, 32 + 20, 3)
    np.testing.assert_array_equal(joined.picture[:12, 32:50], sheet(12, 18, 1).picture)
    assert joined.valid[10, 30 - REACH - 1]
    assert not joined.valid[:, 30 - REACH : 32 + REACH].any()
    assert not joined.valid[12 - REACH :, 32:].any()
    np.testing.assert_array_equal(joined.low[:, :32], low_pass(one.picture))


def test_half_the_size_holds_the_means_and_only_what_may_be_copied_wholly():
    one = sheet(16, 24)
    one.allowed[5, 7] = False
    half = join([one]).halved()
    np.testing.assert_allclose(half.picture, one.picture.reshape(8, 2, 12, 2, 3).mean((1, 3)), atol=1e-6)
    assert not half.sheets[0].allowed[2, 3]
    assert half.sheets[0].allowed.sum() == 8 * 12 - 1


def test_a_mirrored_sheet_is_turned_left_to_right():
    one = sheet(6, 8)
    one.allowed[0, 0] = False
    np.testing.assert_array_equal(one.mirrored().picture[:, 0], one.picture[:, 7])
    assert not one.mirrored().allowed[0, 7]
