"""The adversarial half of pix2pix in fastai's loop, in five steps a batch.

The steps are: set input, forward, backward of the discriminator, backward of the generator, optimise. Batches are
`(input, target)`, each `(B, 3, H, W)` in [0, 1]. Generator and discriminator are one module with one optimizer, so that
a resumed training has the state of both; each step changes only the parameters that have a gradient. Checkpoints hold
the generator alone.

References
----------
Isola et al. 2017, https://arxiv.org/abs/1611.07004, eq. 4 with L1 weight 100.
Section 3.3: the discriminator's objective is halved, the two are trained in alternation, and the generator maximises
log D instead of minimising log(1 - D).
"""

from typing import Any

import torch
from fastai.callback.core import Callback
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from murals.learn.patchgan import PatchDiscriminator
from murals.learn.translator import Translator


class Adversaries(nn.Module):
    """A generator and its discriminator as one module; a call generates."""

    def __init__(self, generator: Translator) -> None:
        """Add a new discriminator to `generator`."""
        super().__init__()
        self.generator, self.discriminator = generator, PatchDiscriminator()
        self.config, self.stride = generator.config, generator.stride

    def forward(self, image: Tensor, mask: Tensor | None = None) -> Tensor:
        """Translate `(B, 3, H, W)` in [0, 1]."""
        return self.generator(image, mask)


def split_adversaries(net: Adversaries) -> list[list[nn.Parameter]]:
    """Return the parameter groups [generator, discriminator], as fastai's splitter does."""
    return [list(net.generator.parameters()), list(net.discriminator.parameters())]


class GeneratorLoss(nn.Module):
    """The generator's loss: the reconstruction (100 * L1) plus the discriminator's judgement of the output.

    `parts` holds those of the reconstruction, and `adversarial` and `discriminator`, the last losses of the two
    networks.
    """

    def __init__(self, reconstruction: nn.Module) -> None:
        """Take the reconstruction loss, a `MuralLoss`; `PatchGAN` adds the discriminator's judgement."""
        super().__init__()
        self.reconstruction = reconstruction
        self.adversarial = self.discriminator = torch.zeros(())

    @property
    def parts(self) -> dict[str, Tensor]:
        """The terms of the last call by name, detached scalars before their weights."""
        own = {"adversarial": self.adversarial.detach(), "discriminator": self.discriminator.detach()}
        return {**self.reconstruction.parts, **own}  # type: ignore[dict-item]

    def forward(self, output: Tensor, target: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return the loss, a scalar."""
        return self.reconstruction(output, target, mask) + self.adversarial.to(output.device)


class PatchGAN(Callback):
    """Train the discriminator before the generator in each batch; fastai's loop does the rest."""

    order = 15  # inside mixed precision's autocast, before the parts of the loss are noted

    def before_batch(self) -> None:
        """Set input: keep the pair as plain tensors."""
        self.image, self.target = (t.as_subclass(Tensor) for t in (self.learn.xb[0], self.learn.yb[0]))

    def after_pred(self) -> None:
        """After the forward pass, train the discriminator on the pair and the output, then judge the output."""
        self.output = self.learn.pred.as_subclass(Tensor).float()
        loss = self.learn.loss_func
        loss.discriminator = self._backward_discriminator() if self.learn.training else self._discriminator_loss()
        self._freeze_discriminator(True)
        loss.adversarial = judged(self.adversaries.discriminator(self.image, self.output), real=True)

    def after_batch(self) -> None:
        """Unfreeze the discriminator for the next batch; the generator's step is done."""
        self._freeze_discriminator(False)

    @property
    def adversaries(self) -> Adversaries:
        """The two networks."""
        return self.learn.model

    def _backward_discriminator(self) -> Tensor:
        """Train the discriminator: only its parameters have gradients now, so only they change."""
        self._forget_gradients()
        loss = self._discriminator_loss()
        loss.backward()
        self.learn.opt.step()
        self._forget_gradients()
        return loss

    def _discriminator_loss(self) -> Tensor:
        """Return half the sum of the losses on the true pair and on the generated one."""
        discriminator = self.adversaries.discriminator
        true = judged(discriminator(self.image, self.target), real=True)
        made = judged(discriminator(self.image, self.output.detach()), real=False)
        return (true + made) / 2

    def _freeze_discriminator(self, frozen: bool) -> None:
        self.adversaries.discriminator.requires_grad_(not frozen)

    def _forget_gradients(self) -> None:
        for parameter in self.adversaries.parameters():
            parameter.grad = None  # None, not zero: Adam moves on its momentum where the gradient is zero


def judged(logits: Tensor, *, real: bool) -> Tensor:
    """Return the cross-entropy of the patches' logits `(B, 1, h, w)` with the label `real`, a scalar."""
    return binary_cross_entropy_with_logits(logits.float(), torch.full_like(logits, float(real), dtype=torch.float32))


def generator_of(net: Any) -> Any:
    """Return the generator of two adversaries; any other network is returned as it is."""
    return net.generator if isinstance(net, Adversaries) else net
