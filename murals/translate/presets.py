"""The presets of image translation: network, training and augmentation of each. Standard library only.

`fcn` is the course project: its network, L1 alone, batch 256, Adam 1e-3 (betas 0.5, 0.999), StepLR(20, 0.2), 200
epochs, no augmentation; `fcn-narrow` the same with a network whose widths begin at 8. `pix2pix` is Isola et al. 2017,
https://arxiv.org/abs/1611.07004: U-Net-256 and PatchGAN, L1 weight 100, Adam 2e-4, batch 1, 100 epochs and 100 of
linear decay, load 286, crop 256, flip. `l1` is ours: L1 alone, with skips, jitter, small batches and one cycle,
because 400 images at batch 256 are only two steps an epoch.
"""

from dataclasses import dataclass

from murals.config import TRANSLATE, LossConfig, PhaseConfig, TranslatorConfig


@dataclass(frozen=True)
class TranslatePreset:
    """One preset: the network, its training, and the augmentation."""

    network: TranslatorConfig
    training: PhaseConfig
    jitter: bool  # load a little larger, crop at random, flip: both halves alike
    gan: bool


_L1 = LossConfig(ssim_weight=0.0, perceptual_weight=0.0, edge_weight=0.0, signed=True)
_L1_BESIDE_GAN = LossConfig(l1_weight=100.0, ssim_weight=0.0, perceptual_weight=0.0, edge_weight=0.0, signed=True)
_COURSE = PhaseConfig(
    TRANSLATE,
    freeze_to=0,
    epochs=200,
    lr=1e-3,
    patience=200,
    schedule="steps",
    batch_size=256,
    optimizer="gan_adam",
    keep="loss",
    loss=_L1,
)

TRANSLATE_PRESETS = {
    "fcn": TranslatePreset(TranslatorConfig("fcn", width=64, layers=3), _COURSE, jitter=False, gan=False),
    "fcn-narrow": TranslatePreset(TranslatorConfig("fcn", width=8, layers=6), _COURSE, jitter=False, gan=False),
    "l1": TranslatePreset(
        TranslatorConfig("fcn-skips"),
        PhaseConfig(
            TRANSLATE,
            freeze_to=0,
            epochs=60,
            lr=3e-3,
            patience=60,
            schedule="one_cycle",
            batch_size=16,
            optimizer="gan_adam",
            keep="loss",
            loss=_L1,
        ),
        jitter=True,
        gan=False,
    ),
    "pix2pix": TranslatePreset(
        TranslatorConfig("unet256", normal_init=True),
        PhaseConfig(
            TRANSLATE,
            freeze_to=0,
            epochs=200,
            lr=2e-4,
            patience=200,
            schedule="half_linear",
            batch_size=1,
            optimizer="gan_adam",
            keep="last",
            loss=_L1_BESIDE_GAN,
        ),
        jitter=True,
        gan=True,
    ),
}
