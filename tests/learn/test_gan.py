import pytest
import torch
from fastai.callback.core import Callback

from murals.config import TranslatorConfig
from murals.data.aligned import find_aligned
from murals.data.aligned_loaders import translate_dls
from murals.learn.gan import Adversaries, GeneratorLoss, generator_of, judged
from murals.learn.losses import MuralLoss
from murals.learn.translator import Translator
from murals.learn.translator_learner import translation_learner


@pytest.fixture
def learn(aligned):
    dls = translate_dls(find_aligned(aligned, "train"), find_aligned(aligned, "val"), batch_size=4, device="cpu")
    loss = MuralLoss(l1_weight=100.0, ssim_weight=0, perceptual_weight=0, edge_weight=0, signed=True)
    return translation_learner(dls, config=TranslatorConfig("fcn"), loss_func=loss, gan=True)


def copied(net):
    return [p.detach().clone() for p in net.parameters()]


def moved(net, before):
    return any(not torch.equal(p, old) for p, old in zip(net.parameters(), before, strict=True))


class Watch(Callback):
    """Notes which network has moved when the generator's turn begins and when the batch is over."""

    order = 16  # right behind PatchGAN

    def before_batch(self):
        self.before = [copied(self.learn.model.generator), copied(self.learn.model.discriminator)]

    def after_pred(self):
        self.first = self._moved()

    def after_batch(self):
        self.second = self._moved()

    def _moved(self):
        nets = (self.learn.model.generator, self.learn.model.discriminator)
        return [moved(net, before) for net, before in zip(nets, self.before, strict=True)]


def fit(learn, epochs=1, lr=2e-4, cbs=None):
    with learn.no_bar(), learn.no_logging():
        learn.fit(epochs, lr, cbs=cbs)


def test_the_two_move_in_turn(learn):
    watch = Watch()
    watch.run_valid = False
    fit(learn, cbs=[watch])
    assert watch.first == [False, True]  # the discriminator first, alone
    assert watch.second == [True, True]


def test_the_generators_turn_leaves_no_gradient_in_the_discriminator(learn):
    x, _ = learn.dls.one_batch()
    learn.model.discriminator.requires_grad_(False)
    fake = learn.model(x)
    judged(learn.model.discriminator(x, fake), real=True).backward()
    assert all(p.grad is None for p in learn.model.discriminator.parameters())
    assert any(p.grad.abs().sum() > 0 for p in learn.model.generator.parameters() if p.grad is not None)


def test_validation_moves_nothing(learn):
    before = copied(learn.model)
    with learn.no_bar():
        learn.validate()
    assert not moved(learn.model, before)


def test_the_discriminator_learns_to_tell(learn):
    """Against a generator that stands still its loss must fall below that of guessing, log 2."""
    fit(learn, 6, lr=[0.0, 2e-4])
    assert learn.loss_func.discriminator.item() < 0.62


def test_the_loss_is_the_reconstruction_and_the_judgement():
    reconstruction = MuralLoss(l1_weight=100.0, ssim_weight=0, perceptual_weight=0, edge_weight=0)
    loss = GeneratorLoss(reconstruction)
    loss.adversarial = torch.tensor(0.7)
    output, target = torch.zeros(1, 3, 8, 8), torch.full((1, 3, 8, 8), 0.5)
    assert loss(output, target).item() == pytest.approx(100 * 0.5 + 0.7)
    assert {"l1", "adversarial", "discriminator"} == set(loss.parts)


def test_judged_is_the_cross_entropy():
    logits = torch.zeros(1, 1, 3, 3)
    assert judged(logits, real=True).item() == pytest.approx(0.6931, abs=1e-4)
    assert judged(logits + 5, real=True) < judged(logits + 5, real=False)


def test_only_the_generator_is_kept():
    net = Translator(TranslatorConfig("fcn"))
    assert generator_of(Adversaries(net)) is net
    assert generator_of(net) is net
