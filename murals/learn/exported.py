"""A network as ONNX, any height and width, to run without torch: `murals export`.

The file holds the U-Net and its head. Its input `seen` is `(1, 8, H, W)` float32, H and W multiples of 32: the image
filled under its mask, the mask, its veiled part, and the veiled paint minus the filling. Its output `answer` is
`(1, 6, H, W)`: the change of RGB, the logit of the share of veiled paint to keep, of damage, and of a veil.
`restoration.onnx_backend` makes the first and uses the second.
"""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from murals.errors import MuralsError
from murals.files import whole_file
from murals.learn.export_settings import ExportSettings
from murals.learn.network import MuralNet
from murals.learn.saved_network import load_network
from murals.progress import SILENT, Progress

OPSET = 17
CHANNELS = 8
SIZES = ((64, 96), (160, 128))  # at which the exported network is compared
NEAR = 1 / 255  # largest difference of what is painted: one level of 8 bits


class Core(nn.Module):
    """The U-Net and the head, without what is done around them."""

    def __init__(self, net: MuralNet) -> None:
        """Take the parts of `net`."""
        super().__init__()
        assert net.head is not None
        self.unet, self.head = net.unet, net.head

    def forward(self, seen: Tensor) -> Tensor:
        """Return the answer (1, 6, H, W) to what is seen (1, 8, H, W)."""
        answer: Tensor = self.head(torch.cat([self.unet(seen), seen], 1))
        return answer


@dataclass(frozen=True)
class Exported:
    """The exported network."""

    path: Path
    difference: float  # the largest between the answers of torch and onnxruntime
    failed: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Return a line for people."""
        size = self.path.stat().st_size / 1e6
        return [f"{self.path}: ONNX, {size:.0f} MB, any height and width; {self.difference:.1e} from torch at most"]

    def as_plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {"output": str(self.path), "difference": self.difference}


def export_network(settings: ExportSettings, *, progress: Progress = SILENT) -> Exported:
    """Write the network of a checkpoint as ONNX, beside it unless `settings.out` names a file.

    Raises
    ------
    MuralsError
        If the checkpoint holds another kind of network, the file exists or is not named as ONNX, or the answers differ.
    """
    checkpoint = settings.checkpoint()
    core = Core(load_network(checkpoint)).eval()
    path = settings.output(checkpoint)
    bar = progress.start("exporting")
    try:
        with whole_file(path, overwrite=settings.overwrite) as beside:
            _write(core, beside)
            _store(beside, {"weights_sha256": str(checkpoint.info["weights_sha256"])})
            difference = _compare(core, beside)
    finally:
        bar.close()
    return Exported(path, difference)


def _write(core: Core, path: Path) -> None:
    """Write `core` by torch's older exporter, which takes fastai's hooks, with its layers as they are."""
    axes = {2: "height", 3: "width"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            core,
            (torch.rand(1, CHANNELS, *SIZES[0]),),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            training=torch.onnx.TrainingMode.PRESERVE,  # normalisation stays apart, so that halves stay halves
            do_constant_folding=False,
            input_names=["seen"],
            output_names=["answer"],
            dynamic_axes={"seen": axes, "answer": axes},
        )


def _store(path: Path, metadata: dict[str, str]) -> None:
    """Add `metadata`, and store weights in half precision where that loses nothing, as in most checkpoints."""
    model = onnx.load(str(path))
    casts, kept = [], []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        with np.errstate(over="ignore"):
            half = values.astype(np.float16) if values.dtype == np.float32 and values.size > 1 else None
        if half is None or not np.array_equal(half.astype(np.float32), values):
            kept.append(tensor)
            continue
        kept.append(numpy_helper.from_array(half, f"{tensor.name}.half"))
        casts.append(helper.make_node("Cast", [f"{tensor.name}.half"], [tensor.name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(nodes)
    helper.set_model_props(model, metadata)
    onnx.save(model, str(path))


def _compare(core: Core, path: Path) -> float:
    """Return the largest difference of the two answers; raise `MuralsError` if a level of a pixel could differ."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    generator, largest = torch.Generator().manual_seed(0), 0.0
    for size in SIZES:
        seen = torch.rand(1, CHANNELS, *size, generator=generator)
        with torch.inference_mode():
            ours = core(seen).numpy()
        theirs = session.run(["answer"], {"seen": seen.numpy()})[0]
        largest = max(largest, float(np.abs(ours - theirs)[:, :3].max()))
    if not largest < NEAR:
        raise MuralsError(f"the exported network paints otherwise, by {largest:g}: nothing was written")
    return largest
