from murals.config import PhaseConfig
from murals.learn.monitors import MONITORS


def test_higher_psnr_and_lower_loss_are_better_and_the_last_epoch_always_is():
    better = {name: monitor.better for name, monitor in MONITORS.items()}
    assert better["psnr"](2.0, 1.0) and not better["psnr"](1.0, 1.0)
    assert better["loss"](1.0, 2.0) and not better["loss"](1.0, 1.0)
    assert better["last"](9.0, 1.0) and better["last"](1.0, 9.0)


def test_every_setting_has_one():
    assert PhaseConfig.__dataclass_fields__["keep"].default in MONITORS
    assert MONITORS["psnr"].words.format(20.123) == "validation 20.12 dB"
