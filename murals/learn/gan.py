"""The adversarial half of pix2pix on fastai's loop, in its five steps: set input, forward, backward D, backward G,
optimise.

In: batches `(input, target)`, each `(B, 3, H, W)` in [0, 1]. Generator and discriminator are one module with one
optimizer over both, so that a resumed training has the state of both; each step moves only the parameters that have a
gradient. Checkpoints and the restored pictures are the generator's.

Isola et al. 2017, https://arxiv.org/abs/1611.07004: eq. 4 with L1 weight 100; 3.3: D's objective is halved, the two are
trained in alternation, and G maximises log D instead of minimising log(1 - D).
"""

from typing import Any

import torch
from fastai.callback.core import Callback
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from murals.learn.patchgan import PatchDiscriminator
from murals.learn.translator import Translator


class Adversaries(nn.Module):
    """A generator and its discriminator as one module; called, it generates."""

    def __init__(self, generator: Translator) -> None:
        """Put a fresh discriminator beside `generator`."""
        super().__init__()
        self.generator, self.discriminator = generator, PatchDiscriminator()
        self.config, self.stride = generator.config, generator.stride

    def forward(self, image: Tensor, mask: Tensor | None = None) -> Tensor:
        """Translate `(B, 3, H, W)` in [0, 1]."""
        return self.generator(image, mask)


def split_adversaries(net: Adversaries) -> list[list[nn.Parameter]]:
    """Return the parameter groups [generator, discriminator]: fastai's splitter."""
    return [list(net.generator.parameters()), list(net.discriminator.parameters())]


class GeneratorLoss(nn.Module):
    """What the generator minimises: the reconstruction (100 * L1) plus how well the discriminator sees through it.

    `parts` are those of the reconstruction, and `adversarial` and `discriminator`, the last two losses of the two.
    """

    def __init__(self, reconstruction: nn.Module) -> None:
        """`reconstruction` is a `MuralLoss`; the discriminator's judgement comes in by `PatchGAN`."""
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
    """Trains the discriminator before the generator in each batch; fastai's loop does the rest."""

    order = 15  # inside mixed precision's autocast, before the parts of the loss are noted

    def before_batch(self) -> None:
        """Set input: what the pair is made of, plain tensors."""
        self.image, self.target = (t.as_subclass(Tensor) for t in (self.learn.xb[0], self.learn.yb[0]))

    def after_pred(self) -> None:
        """Forward is done: let the discriminator learn from the pair and the output, then judge the output."""
        self.output = self.learn.pred.as_subclass(Tensor).float()
        loss = self.learn.loss_func
        loss.discriminator = self._backward_discriminator() if self.learn.training else self._discriminator_loss()
        self._freeze_discriminator(True)
        loss.adversarial = judged(self.adversaries.discriminator(self.image, self.output), real=True)

    def after_batch(self) -> None:
        """Backward G and its step are done by fastai: thaw the discriminator for the next batch."""
        self._freeze_discriminator(False)

    @property
    def adversaries(self) -> Adversaries:
        """The two networks."""
        return self.learn.model

    def _backward_discriminator(self) -> Tensor:
        """Backward D, optimise D: only it has gradients now, so only it moves."""
        self._forget_gradients()
        loss = self._discriminator_loss()
        loss.backward()
        self.learn.opt.step()
        self._forget_gradients()
        return loss

    def _discriminator_loss(self) -> Tensor:
        """Half the sum of what it says of the true pair and of the made one."""
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
    """Return the cross-entropy of the patches' logits `(B, 1, h, w)` with what they should say, a scalar."""
    return binary_cross_entropy_with_logits(logits.float(), torch.full_like(logits, float(real), dtype=torch.float32))


def generator_of(net: Any) -> Any:
    """Return the generator of two adversaries; any other network is its own."""
    return net.generator if isinstance(net, Adversaries) else net
