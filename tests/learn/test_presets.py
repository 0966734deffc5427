import pytest

from murals.config import PHASES
from murals.learn.presets import PRESETS


def test_the_original_preset_is_the_original_table():
    table = {p: PRESETS["original"][p] for p in PHASES}
    assert [(c.size, c.batch_size, c.lr, c.epochs, c.patience, c.grad_clip) for c in table.values()] == [
        (256, 8, 1e-4, 50, 5, None),
        (512, 8, 1e-3, 60, 8, None),
        (256, 8, 3e-5, 50, 10, 1.0),
    ]
    assert [c.loss.edge_weight for c in table.values()] == [0.0, 0.2, 0.2]
    assert all(c.min_lr == 1e-6 and c.schedule == "cosine" and c.optimizer == "torch_adam" for c in table.values())
    assert all(c.loss.signed and c.loss.ssim_padding == "zero" for c in table.values())


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_frees_one_group_then_two_then_all(preset):
    assert [PRESETS[preset][phase].freeze_to for phase in PHASES] == [-1, -2, 0]
