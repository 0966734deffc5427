import pytest
import torch

from murals.train.lr_suggestions import Suggestions, suggest_rates

LRS = torch.logspace(-7, 1, 85)


def curve(fall, rise, *, slope=3.0):
    """A loss that is flat at 1, falls to .3 around the rate 10^fall, and diverges around 10^rise."""
    x = LRS.log10()
    return 1 - 0.7 * torch.sigmoid((x - fall) * slope) + 3 * torch.sigmoid((x - rise) * slope)


def test_a_plain_curve_gives_all_three_before_its_lowest_loss():
    losses = curve(-4.0, 0.0)
    found = suggest_rates(LRS, losses)
    assert set(found.kept) == {"valley", "steep", "minimum"} and not found.left_out
    assert all(rate < LRS[losses.argmin()] for rate in found.kept.values())
    assert found.first == found.kept["valley"]
    assert float(torch.tensor(found.kept["steep"]).log10()) == pytest.approx(-4.0, abs=0.2)


def test_a_minimum_below_the_valley_is_left_out():
    found = suggest_rates(LRS, curve(-2.0, -1.2, slope=16.0))
    assert set(found.left_out) == {"minimum"}
    assert found.left_out["minimum"].endswith("below the valley")


def test_what_lies_at_the_edge_is_left_out():
    losses = 1 - 0.9 * torch.linspace(0, 1, 85) ** 6  # still falling, ever faster, where the test stops
    found = suggest_rates(LRS, losses)
    assert {"steep", "minimum"} <= set(found.left_out)
    assert all("end of the curve" in found.left_out[name] for name in ("steep", "minimum"))


def test_without_a_valley_nothing_is_suggested():
    x = LRS.log10()
    losses = (
        1 - 0.05 * torch.exp(-(((x + 6) / 0.2) ** 2)) + 0.5 * torch.sigmoid((x + 3) * 2) - 0.4 * torch.sigmoid(x * 9)
    )
    found = suggest_rates(LRS, losses)
    assert not found.kept and set(found.left_out) == {"valley", "steep", "minimum"}


def test_a_dip_of_noise_far_below_the_valley_is_no_slope():
    losses = curve(-2.0, 0.0)
    losses[20] -= 0.25
    found = suggest_rates(LRS, losses)
    assert "far below the valley" in found.left_out["steep"]
    assert found.first == found.kept["valley"] > 1e-5


def test_a_curve_that_wavers_as_much_as_it_falls_suggests_nothing():
    """A few dozen batches without learning: a rate of 2.5e-6 was suggested."""
    waves = torch.sin(torch.linspace(0, 20, 85))
    found = suggest_rates(LRS, 0.121 + 0.003 * waves + torch.relu(LRS.log10()))
    assert not found.kept
    assert all("wavers" in reason for reason in found.left_out.values())


def test_a_flat_curve_suggests_nothing():
    noise = torch.rand(85, generator=torch.Generator().manual_seed(0))
    found = suggest_rates(LRS, 1 + 0.0005 * noise + torch.relu(LRS.log10()))
    assert not found.kept and found.first is None
    assert all("never falls by more than 0.1%" in reason for reason in found.left_out.values())


def test_the_lines_name_rates_and_reasons():
    assert Suggestions({"valley": 0.0012}, {"steep": "too late"}).lines() == [
        "valley: 0.0012",
        "steep left out: too late",
    ]
