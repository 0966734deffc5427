import numpy as np
import pytest
import torch

from murals.config import PhaseConfig
from murals.learn.schedules import schedule_of

ROW = PhaseConfig("x", 0, epochs=60, lr=1e-3, patience=9)


def row(schedule, **changes):
    return PhaseConfig(**{**vars(ROW), "schedule": schedule, **changes})


def test_steps_are_those_of_torch():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1e-3)
    steps = torch.optim.lr_scheduler.StepLR(optimizer, 20, 0.2)
    schedule = schedule_of(row("steps"), [1e-3])
    for epoch in range(60):
        wanted = optimizer.param_groups[0]["lr"]
        assert schedule(epoch / 60)[0] == pytest.approx(wanted), f"first batch of epoch {epoch}"
        assert schedule((epoch + 0.99) / 60)[0] == pytest.approx(wanted), f"last batch of epoch {epoch}"
        optimizer.step()
        steps.step()


def test_half_linear_rests_and_then_falls_to_zero():
    schedule = schedule_of(row("half_linear"), [2e-4])
    assert [schedule(done)[0] for done in (0.0, 0.25, 0.5)] == pytest.approx([2e-4] * 3)
    assert [schedule(done)[0] for done in (0.75, 1.0)] == pytest.approx([1e-4, 0.0])


def test_cosine_ends_at_its_least_rate():
    schedule = schedule_of(row("cosine", min_lr=1e-6), [1e-3])
    assert [schedule(done)[0] for done in (0.0, 0.5, 1.0)] == pytest.approx([1e-3, (1e-3 + 1e-6) / 2, 1e-6])


@pytest.mark.parametrize("name", ["cosine", "steps", "half_linear"])
def test_each_group_keeps_its_share(name):
    schedule = schedule_of(row(name), [1e-4, 1e-3])
    for done in (0.0, 0.3, 0.9):
        rates = schedule(done)
        assert rates.shape == (2,)
        assert np.all(rates >= 0) and rates[1] == pytest.approx(10 * rates[0])


def test_one_cycle_is_not_a_schedule_of_a_share():
    with pytest.raises(ValueError, match="one_cycle"):
        schedule_of(row("one_cycle"), [1e-3])
