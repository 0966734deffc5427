"""The losses: L1, SSIM, a perceptual and an edge term, each usable alone, and their sum."""

from murals.learn.losses.any_loss import AnyLoss
from murals.learn.losses.edge import edge_loss, sobel_magnitude
from murals.learn.losses.mural import MuralLoss, l1_loss
from murals.learn.losses.perceptual import FeatureNetwork, load_feature_network, perceptual_loss
from murals.learn.losses.ssim import ssim, ssim_map

__all__ = [
    "AnyLoss",
    "FeatureNetwork",
    "MuralLoss",
    "edge_loss",
    "l1_loss",
    "load_feature_network",
    "perceptual_loss",
    "sobel_magnitude",
    "ssim",
    "ssim_map",
]
