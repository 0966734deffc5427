"""Folders of runs that several tests look at: real files, written by what a training writes them with."""

from dataclasses import asdict
from pathlib import Path

import torch
from PIL import Image

from murals.config import TranslatorConfig
from murals.learn.phase_history import PhaseSummary
from murals.learn.run import Run
from murals.learn.saved_network import save_checkpoint
from murals.learn.translator import Translator

SIZE = 64  # pixels a side at which the sample translators see an image


def history(phase="translate", *, epochs=3, psnr=10.0, step=0):
    """Return rows as a training writes them: PSNR rises by 1 dB an epoch, the loss falls, epoch 0 is the start."""
    rows = []
    for epoch in range(epochs + 1):
        row = {"phase": phase, "epoch": float(epoch), "step": float(step + 5 * epoch)}
        row |= {"valid_loss": 1 / (epoch + 1), "valid_psnr": psnr + epoch, "valid_ssim": 0.5, "valid_loss_l1": 0.1}
        rows.append(row | ({"train_loss": 0.9 / (epoch + 1), "train_psnr": psnr + epoch, "lr": 1e-3} if epoch else {}))
    return rows


def summary(phase="translate", *, psnr=10.0, epochs=3):
    """Return the row of the table of phases that belongs to `history`."""
    return PhaseSummary(phase, "everything", psnr, psnr + epochs, psnr + epochs, epochs, 0.25, 0.25, epochs, False)


def write_translator(models: Path, name: str, *, seed=5, **info) -> Path:
    """Write a run with an untrained translator whose output is colourful, and return its folder."""
    torch.manual_seed(seed)
    net = Translator(TranslatorConfig("fcn")).eval()
    with torch.no_grad():
        for value in net.parameters():
            value *= 2.0  # from torch's own start all outputs are nearly grey
    save_checkpoint(models / name / "translate.safetensors", net, {"phase": "translate", "size": SIZE, **info})
    return models / name


def write_run(models: Path, name: str, *, epochs=3, psnr=10.0, finished=True, lr=1e-3, data="a1", picture=True) -> Run:
    """Write a translation run with settings, history, checkpoint and a grid of samples."""
    settings = {"lr": lr, "epochs": 5, "batch_size": 4, "keep": "psnr", "loss": {"l1_weight": 1.0}}
    more = {"summary": asdict(summary(psnr=psnr, epochs=epochs))} if finished else {}
    run = Run(write_translator(models, name, settings=settings, unfrozen="everything", **more))
    asked = {"data": "facades", "preset": "l1", "seed": 0, "changes": {"epochs": 5}, "loss": {}}
    run.save_settings({"job": "pix2pix", "settings": asked, "fingerprint": data, "finished": finished})
    run.save_history(history(epochs=epochs, psnr=psnr))
    if picture:
        Image.new("RGB", (90, 60), (180, 120, 60)).save(run.folder / "samples.val.png")
    return run
