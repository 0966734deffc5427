import pytest
import torch
from fastai.losses import L1LossFlat, MSELossFlat
from fastai.vision.core import TensorImage
from loss_samples import random_pair
from torch import nn
from torch.nn import functional as F

from murals.errors import MuralsError
from murals.learn.losses.any_loss import AnyLoss, decode_output, way_of_mask


def of_two(a, b):
    return (a - b).abs().mean()


def of_three(a, b, mask):
    return ((a - b).abs() * mask).mean()


def of_a_named_mask(a, b, scale=1.0, *, mask=None):
    return scale * ((a - b).abs() * (1 if mask is None else mask)).mean()


class OverTheHole(nn.Module):
    """A module of three with a weight of its own and a part to draw."""

    def __init__(self):
        super().__init__()
        self.register_buffer("scale", torch.tensor(2.0))

    def forward(self, prediction, target, mask):
        self.parts = {"hole": ((prediction - target).abs() * mask).mean()}
        return self.scale * self.parts["hole"]


@pytest.fixture
def batch():
    x, y = random_pair(16)
    output = torch.cat([x, torch.full_like(x[:, :1], 9.0)], 1)  # the fourth channel is the logit of the proposed mask
    mask = (torch.rand(2, 1, 16, 16, generator=torch.Generator().manual_seed(1)) > 0.5).float()
    return output, TensorImage(y), mask


@pytest.mark.parametrize(
    "loss", [nn.L1Loss(), L1LossFlat(), lambda a, b: (a - b).abs().mean(), of_two, F.l1_loss, nn.SmoothL1Loss(beta=0.0)]
)
def test_losses_of_two_see_rgb_against_rgb(batch, loss):
    output, clean, mask = batch
    assert float(AnyLoss(loss)(output, clean, mask)) == pytest.approx(float((output[:, :3] - clean).abs().mean()))


@pytest.mark.parametrize("loss", [of_three, of_a_named_mask, lambda a, b, m: ((a - b).abs() * m).mean()])
def test_losses_of_three_are_given_the_mask(batch, loss):
    output, clean, mask = batch
    expected = ((output[:, :3] - clean).abs() * mask).mean()
    assert float(AnyLoss(loss)(output, clean, mask)) == pytest.approx(float(expected))


def test_a_module_keeps_its_weights_and_its_parts(batch):
    loss = AnyLoss(OverTheHole())
    value = loss(*batch)
    assert [name for name, _ in loss.named_buffers()] == ["module.scale"]
    assert float(value) == pytest.approx(2 * float(loss.parts["hole"]))
    assert "OverTheHole" in repr(loss)


@pytest.mark.parametrize("loss", [nn.L1Loss(), MSELossFlat(), of_three])
def test_the_losses_of_single_images_average_to_that_of_the_batch(batch, loss):
    fitted = AnyLoss(loss)
    whole = fitted(*batch)
    fitted.reduction = "none"
    each = fitted(*batch)
    assert each.shape == (2,)
    assert float(each.mean()) == pytest.approx(float(whole))
    output, clean, mask = batch
    fitted.reduction = "mean"
    assert float(each[1]) == pytest.approx(float(fitted(output[1:], clean[1:], mask[1:])))


def test_a_gradient_reaches_rgb_and_nothing_else(batch):
    output, clean, mask = batch
    output.requires_grad_()
    AnyLoss(nn.L1Loss())(output, clean, mask).backward()
    assert output.grad[:, :3].abs().min() > 0
    assert output.grad[:, 3:].abs().max() == 0


def test_autocast_does_not_reach_the_loss(batch):
    seen = []

    def loss(a, b):
        seen.append((a @ a.mT).dtype)
        return (a - b).abs().mean()

    with torch.autocast("cpu", dtype=torch.bfloat16):
        AnyLoss(loss)(*batch)
    assert seen == [torch.float32]


@pytest.mark.parametrize(
    ("loss", "way"),
    [
        (nn.L1Loss(), "pair"),
        (F.l1_loss, "pair"),  # its third argument is called size_average, and has a default
        (torch.dist, "pair"),  # a built-in function tells nothing
        (lambda *args: args[0].mean(), "pair"),
        (of_three, "third"),
        (OverTheHole(), "third"),
        (lambda a, b, mask=None: a.mean(), "keyword"),
        (of_a_named_mask, "keyword"),
    ],
)
def test_the_signature_says_how_the_mask_is_given(loss, way):
    assert way_of_mask(loss) == way


@pytest.mark.parametrize("loss", [lambda a: a.mean(), lambda a, b, c, d: a.mean(), lambda a, b, *, weight: a.mean()])
def test_a_signature_that_cannot_be_served_is_refused_at_once(loss):
    with pytest.raises(
        MuralsError, match=r"<lambda>\(a.* cannot be called: expected a function of \(prediction, target\)"
    ):
        AnyLoss(loss)


def test_what_does_not_fit_is_told_with_the_shapes(batch):
    output, clean, mask = batch
    with pytest.raises(MuralsError, match=r"NLLLoss does not fit images of \(2, 3, 16, 16\) and \(2, 3, 16, 16\): "):
        AnyLoss(nn.NLLLoss())(output, clean, mask)
    with pytest.raises(MuralsError, match=r"<lambda> returned a tensor \(2, 3, 16, 16\) .*end it with \.mean\(\)"):
        AnyLoss(lambda a, b: (a - b).abs())(output, clean, mask)
    with pytest.raises(MuralsError, match="returned float for images"):
        AnyLoss(lambda a, b: 0.5)(output, clean, mask)
    with pytest.raises(MuralsError, match="of_three asks for a mask, but these pairs have none"):
        AnyLoss(of_three)(output, clean)
    with pytest.raises(MuralsError, match="<lambda> asks for a mask, but these pairs have none"):
        AnyLoss(lambda a, b, *, mask: (mask * (a - b)).mean())(output, clean)


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (nn.L1Loss, r"the loss L1Loss is a class: write L1Loss\(\)"),
        ("l1", r"the loss 'l1' cannot be called: expected a function or module"),
    ],
)
def test_what_is_no_function_is_refused_at_once(loss, words):
    with pytest.raises(MuralsError, match=words):
        AnyLoss(loss)


def test_a_mistake_inside_the_function_is_not_reworded(batch):
    with pytest.raises(NameError):
        AnyLoss(lambda a, b: undefined)(*batch)  # noqa: F821


def test_an_output_is_decoded_to_images(batch):
    decoded = decode_output(2 * batch[0] - 0.5)
    assert isinstance(decoded, TensorImage) and decoded.shape == (2, 3, 16, 16)
    assert decoded.min() == 0 and decoded.max() == 1
