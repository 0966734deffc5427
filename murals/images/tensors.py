"""Image and mask arrays to torch tensors and back; separate from the rest of `images`, which loads without torch.

Floats are RGB in [0, 1].
"""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from murals.images.pixels import to_float


def to_tensor(x: NDArray[Any]) -> Tensor:
    """Return the image (H, W, 3) as a float32 tensor (1, 3, H, W) in [0, 1]; a mask (H, W) becomes (1, 1, H, W)."""
    planes = np.atleast_3d(to_float(x)).transpose(2, 0, 1)[None]
    return torch.from_numpy(np.ascontiguousarray(planes))


def to_array(tensor: Tensor) -> NDArray[np.float32]:
    """Return the tensor (1, 3, H, W) or (3, H, W) of any device as float32 (H, W, 3); one channel as (H, W)."""
    planes = tensor.detach().float().cpu()
    if planes.ndim == 4 and len(planes) == 1:
        planes = planes[0]
    if planes.ndim != 3 or len(planes) not in (1, 3):
        raise ValueError(f"expected one image, (1, 3, H, W) or (3, H, W), got the shape {tuple(tensor.shape)}")
    array: NDArray[np.float32] = planes.permute(1, 2, 0).numpy()
    return np.ascontiguousarray(array[..., 0] if len(planes) == 1 else array)
