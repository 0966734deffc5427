"""The steps of the multigrid cycle on tensors, for a GPU; each is described in `cpu.py`."""

from types import TracebackType
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from murals.blending.solver.kernels.build import build_levels
from murals.blending.solver.kernels.grids import FIXED_DISTANCE
from murals.blending.solver.kernels.level import Level
from murals.loops.bands import Bands

NEAR, FAR = 0.75, 0.25  # bilinear shares of a pixel a quarter of a cell off the cell's centre

EXACT = {"mps": torch.float32}  # MPS knows no float64; residuals elsewhere are summed in it


class TorchKernels:
    """Steps on tensors of one device, such as `cuda:1`, `mps` or `cpu`."""

    def __init__(self, device: str) -> None:
        self.device = torch.device(device)
        self.exact = EXACT.get(self.device.type, torch.float64)

    def __enter__(self) -> "TorchKernels":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def upload(self, array: Any) -> Any:
        return None if array is None else torch.from_numpy(array).to(self.device)

    def download(self, array: Tensor) -> np.ndarray:
        return array.cpu().numpy()

    def zeros_like(self, array: Tensor) -> Tensor:
        return torch.zeros_like(array)

    def build(self, mask: np.ndarray, channels: int, *, driven: bool = True) -> list[Level]:
        with Bands() as bands:
            levels = build_levels(mask, channels, bands, driven=driven)
        levels = [Level(**{name: self.upload(array) for name, array in vars(level).items()}) for level in levels]
        levels[0].b = levels[0].b.expand_as(levels[0].u)
        return levels

    def hold(self, level: Level, ys: np.ndarray, xs: np.ndarray, values: np.ndarray) -> None:
        level.u[:, self.upload(ys) + 1, self.upload(xs) + 1] = self.upload(values).T

    def subtract(self, image: Tensor, divergence: Tensor | None, mask: Tensor, level: Level) -> None:
        for c in range(image.shape[2]):  # a channel at a time: double precision takes twice the room
            f = image[..., c].to(self.exact)
            left = torch.zeros_like(f) if divergence is None else divergence[..., c].to(self.exact)
            for axis, margin in ((0, (0, 0, 1, 1)), (1, (1, 1))):
                left += F.pad(f.diff(dim=axis), margin).diff(dim=axis)
            level.b[c, 1:-1, 1:-1] = left * mask

    def add(self, level: Level, image: Tensor, mask: Tensor) -> None:
        image[mask] += level.u[:, 1:-1, 1:-1].permute(1, 2, 0)[mask]

    def relax(self, level: Level, colour: int) -> None:
        for half in (colour, 1 - colour):
            for row in (1, 2):
                _solve_every_second(level, row, 1 + ((row + half) & 1))

    def descend(self, level: Level, coarse: Level, colour: int, sweeps: int) -> None:
        for _ in range(sweeps):
            self.relax(level, colour)
        self.restrict(level, coarse)

    def ascend(self, coarse: Level, level: Level, colour: int, sweeps: int) -> Tensor:
        largest = self.prolong(coarse, level)
        for _ in range(sweeps):
            self.relax(level, colour)
        return largest

    def restrict(self, level: Level, coarse: Level) -> None:
        left = torch.empty_like(level.u)
        self.apply(level, level.u, left)
        left = torch.sub(level.b, left, out=left)[:, 1:-1, 1:-1]
        height, width = left.shape[1:]
        left = F.pad(left, (0, width % 2, 0, height % 2))
        coarse.b[:, 1:-1, 1:-1] = 4 * F.avg_pool2d(left, 2)
        coarse.u.zero_()

    def soften(self, level: Level) -> None:
        level.b *= 1 - FIXED_DISTANCE * level.fixed

    def prolong(self, coarse: Level, level: Level) -> Tensor:
        height, width = level.u.shape[1] - 2, level.u.shape[2] - 2
        fine = _double(_double(coarse.u[:, 1:-1, 1:-1], 1), 2)[:, :height, :width]
        fine = fine * (level.inverse[1:-1, 1:-1] > 0)
        level.u[:, 1:-1, 1:-1] += fine
        return fine.abs().max()  # read only where it is needed: to read is to wait for the device

    def extend(self, level: Level) -> None:
        inside = (level.inverse > 0).to(level.u.dtype)
        count = 9 * F.avg_pool2d(inside[None, None], 3, stride=1)[0]
        mean = 9 * F.avg_pool2d((level.u * inside)[None], 3, stride=1)[0] / count.round().clamp(min=1)
        own = level.u[:, 1:-1, 1:-1]
        own.copy_(torch.where(inside[1:-1, 1:-1] > 0, own, mean))

    def solve(self, level: Level) -> None:
        level.u.copy_((level.b.flatten(1) @ level.solution).view_as(level.u))

    def apply(self, level: Level, x: Tensor, out: Tensor) -> None:
        own = slice(1, -1), slice(1, -1)
        inverse = level.inverse[own]
        out.zero_()
        out[:, *own] = torch.where(inverse > 0, x[:, *own] / inverse - _sum_neighbours(level, x, 1, 1, 1), 0)

    def dot(self, x: Tensor, y: Tensor) -> np.ndarray:
        return np.array([float((left * right.to(self.exact)).sum()) for left, right in zip(x, y, strict=True)])

    def add_scaled(self, x: Tensor, y: Tensor, scale: np.ndarray) -> float:
        change = x * torch.tensor(scale, dtype=x.dtype, device=x.device)[:, None, None]
        y += change
        return float(change.abs().max())


def _solve_every_second(level: Level, row: int, column: int) -> None:
    """Solve every second pixel of every second row for itself, from `(row, column)` on."""
    own = slice(row, -1, 2), slice(column, -1, 2)
    share, u = level.inverse[own], level.u[:, *own]
    if share.numel():
        solved = share * (level.b[:, *own] + _sum_neighbours(level, level.u, row, column, 2))
        u.copy_(torch.where(share > 0, solved, u))


def _sum_neighbours(level: Level, x: Tensor, row: int, column: int, step: int) -> Tensor:
    """Return the weighted sum of the four neighbours of the pixels from `(row, column)` on, every `step`."""

    def shifted(plane: Tensor, down: int, right: int) -> Tensor:
        height, width = plane.shape[-2:]
        rows = slice(row + down, height - 1 + down, step) if height > 1 else slice(None)
        return plane[..., rows, slice(column + right, width - 1 + right, step)]

    total = shifted(level.right, 0, 0) * shifted(x, 0, 1)
    total += shifted(level.right, 0, -1) * shifted(x, 0, -1)
    total += shifted(level.down, 0, 0) * shifted(x, 1, 0)
    total += shifted(level.down, -1, 0) * shifted(x, -1, 0)
    return total


def _double(x: Tensor, axis: int) -> Tensor:
    """Return twice as many cells along an axis, bilinear between centres, the outermost cell repeated beyond."""
    first, last = x.narrow(axis, 0, 1), x.narrow(axis, x.shape[axis] - 1, 1)
    before = torch.cat((first, x.narrow(axis, 0, x.shape[axis] - 1)), axis)
    after = torch.cat((x.narrow(axis, 1, x.shape[axis] - 1), last), axis)
    return torch.stack((NEAR * x + FAR * before, NEAR * x + FAR * after), axis + 1).flatten(axis, axis + 1)
