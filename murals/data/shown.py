"""Pairs as fastai's typed images: opened from a path or an array, decoded, and shown.

In place of a `Pair` it may be a path, an array or a PIL image to predict from. `show_batch`, `show_results` and
`plot_top_losses` show a row for each pair. They extend fastai's functions by the type of their first argument (plum's
`dispatch`), as fastai's own do.

References
----------
https://docs.fast.ai/tutorial.siamese.html
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import fastai.interpret  # noqa: F401  its plot_top_losses first: plum prefers the general one where that comes later
import numpy as np
from fastai.data.core import TfmdDL
from fastai.torch_core import batch_to_samples
from fastai.vision.core import PILImage, TensorImage
from fastai.vision.data import get_grid
from fastcore.basics import compose
from fastcore.foundation import L
from fasttransform import Transform
from fasttransform.cast import retain_types
from numpy.typing import NDArray
from PIL import Image
from plum import dispatch

from murals.data.pairs import Pair
from murals.errors import MuralsError
from murals.images import from_float, read_image8, to_float

Source = Path | str | np.ndarray | Image.Image  # what an image is read from

_CELL = 2.2  # inches a side of a shown image
_MASK_LOOKS = {"cmap": "gray", "vmin": 0, "vmax": 255}  # black is sound, white is lost, as in the files
_SHOWN = 9  # rows at most, fastai's own number


class TensorDamaged(TensorImage):
    """The damaged image of a pair, or a batch of them; by its type fastai finds how to show the pair."""


class PILDamaged(PILImage):
    """A damaged image that will become a `TensorDamaged`."""

    _tensor_cls = TensorDamaged


class PairPart(Transform):
    """Take one file of a pair; a path or an array to predict from is passed on."""

    input_types = (Pair, Path, str, np.ndarray, Image.Image)  # `test_dl` asks for them

    def __init__(self, part: str) -> None:
        """Name the part: `damaged`, `clean` or `mask`."""
        super().__init__()
        self.part = part

    def encodes(self, pair: Pair) -> Any:
        return getattr(pair, self.part)


class OpenImage(Transform):
    """Open an image at 8 bit, upright, as RGB; a decoded tensor becomes a PIL image again, to be shown and saved."""

    input_types = PairPart.input_types[1:]

    def __init__(self, kind: type[PILImage] = PILImage) -> None:
        """Set the PIL type of the image."""
        super().__init__()
        self.kind = kind

    def encodes(self, source: Source) -> Any:
        return self.kind.create(_read(source))

    def decodes(self, image: TensorImage) -> Any:
        return PILImage.create(image)


class PairsDL(TfmdDL):
    """fastai's loader, which also decodes items with fewer parts than a batch: an image and its prediction."""

    def _retain_dl(self, b: Any) -> Any:
        if not getattr(self, "_types", None):
            self._one_pass()
        ((kind, types),) = self._types.items()
        return retain_types(b, typs={kind: types[: len(b)]})

    def _decode_batch(self, b: Any, max_n: int = _SHOWN, full: bool = True) -> Any:
        def decode_parts(sample: Any) -> tuple[Any, ...]:
            return tuple(part.decode(x, full=full) for x, part in zip(sample, self.dataset.tls, strict=False))

        decode = compose(self.before_batch.decode, self.after_item.decode, decode_parts)
        return L(batch_to_samples(b, max_n=max_n)).map(decode)


@dispatch.multi((TensorDamaged, TensorImage, Any), (TensorDamaged, tuple, Any))
def show_batch(
    x: Any, y: Any, samples: Any, *, ctxs: Any = None, max_n: int = _SHOWN, figsize: Any = None, **looks: Any
) -> Any:
    """Show pairs: damaged, mask if there is one, clean."""
    return _show_rows([_cells(sample) for sample in samples[:max_n]], ctxs, figsize, looks)


@dispatch.multi((TensorDamaged, TensorImage, Any, Any), (TensorDamaged, tuple, Any, Any))
def show_results(
    x: Any, y: Any, samples: Any, outs: Any, *, ctxs: Any = None, max_n: int = _SHOWN, figsize: Any = None, **looks: Any
) -> Any:
    """Show predictions: damaged, mask if there is one, restored, clean."""
    rows = [_cells(sample, out[0]) for sample, out in zip(samples[:max_n], outs, strict=False)]
    return _show_rows(rows, ctxs, figsize, looks)


@dispatch.multi(
    (TensorDamaged, TensorImage, Any, Any, Any, Any),
    (TensorDamaged, tuple, Any, Any, Any, Any),
)
def plot_top_losses(
    x: Any, y: Any, samples: Any, outs: Any, raws: Any, losses: Any, *, figsize: Any = None, **looks: Any
) -> None:
    """Show the pairs as `show_results` does, each with its loss."""
    rows = [_cells(sample, out[0]) for sample, out in zip(samples, outs, strict=False)]
    axes = _show_rows(rows, None, figsize, looks)
    across = len(axes) // len(rows)
    for ax, loss in zip(axes[::across], losses, strict=False):
        ax.set_title(f"{ax.get_title()}\nloss {float(loss):.4f}".strip(), fontsize=9)


def _cells(sample: Sequence[Any], restored: Any = None) -> dict[str, Any]:
    """Return the images of one row by their titles, in display order."""
    damaged, clean, *mask = sample
    named = {"damaged": damaged, "mask": mask[0] if mask else None, "restored": restored, "clean": clean}
    return {title: image for title, image in named.items() if image is not None}


def _show_rows(rows: list[dict[str, Any]], ctxs: Any, figsize: Any, looks: dict[str, Any]) -> Any:
    """Show each row of images, the first with its titles, and return the axes."""
    across, down = len(rows[0]), len(rows)
    size = figsize or (_CELL * across, _CELL * down)
    axes = ctxs if ctxs is not None else get_grid(across * down, nrows=down, ncols=across, figsize=size)
    cells = [(title, image) for row in rows for title, image in row.items()]
    for place, ((title, image), ax) in enumerate(zip(cells, axes, strict=False)):
        mask_looks = _MASK_LOOKS if title == "mask" else {}
        image.show(ctx=ax, title=title if place < across else None, **{**mask_looks, **looks})
    return axes


def _read(source: Source) -> NDArray[np.uint8]:
    """Return the image (H, W, 3) at 8 bit.

    Raises
    ------
    MuralsError
        If an array is no image.
    """
    if isinstance(source, Path | str):
        return read_image8(source)
    pixels = np.asarray(source.convert("RGB") if isinstance(source, Image.Image) else source)
    if pixels.ndim != 3 or pixels.shape[2] != 3 or not pixels.size:
        raise MuralsError(f"an image of shape {pixels.shape}: expected (H, W, 3), RGB without alpha")
    try:
        return from_float(to_float(pixels), np.uint8)
    except ValueError as error:
        raise MuralsError(f"an image of {pixels.dtype} cannot be read: {error}") from error
