"""Adapters that let the learner use any loss or metric of images.

A function or module of `(restored, clean)` or `(restored, clean, mask)`, told apart by its signature, becomes one of
`(output, clean, mask=None)`. `output` `(B, 3 or more, H, W)` may hold more than RGB. The given function sees plain
float32 tensors, RGB `(B, 3, H, W)` against RGB, and the mask `(B, 1, H, W)` if it asks for one.
"""

import inspect
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Literal

import torch
from fastai.losses import BaseLoss
from fastai.vision.core import TensorImage
from torch import Tensor, nn

from murals.errors import MuralsError
from murals.learn.losses.pairs import as_plain_float, full_precision

Way = Literal["pair", "third", "keyword"]  # how the mask is given: not at all, in third place, as `mask=`

_MASK = "mask"  # how an optional third argument must be called to be given the mask
_MISFITS = (RuntimeError, ValueError, TypeError, IndexError)  # what torch raises where shapes or types do not fit


def decode_output(output: Tensor) -> TensorImage:
    """Return the images `(B, 3, H, W)` in [0, 1] of a network's output, as fastai decodes it."""
    return TensorImage(as_plain_float(output)[:, :3].clamp(0, 1))


class FittedFunction:
    """A function of images that is called with a network's output and the targets of a batch."""

    def __init__(self, func: Callable[..., Any], *, what: str) -> None:
        """Wrap `func`; `what` is the word for it in messages.

        Raises
        ------
        MuralsError
            If its signature does not fit.
        """
        self.given, self.what, self.way = func, what, way_of_mask(func, what=what)
        self.needs_mask = self.way == "third" or any(
            p.kind is p.KEYWORD_ONLY and p.name == _MASK and p.default is p.empty for p in _parameters(func) or ()
        )
        self.__name__ = name_of(func)

    def __call__(self, output: Tensor, clean: Tensor, mask: Tensor | None = None) -> Any:
        """Return the function's value for RGB against RGB.

        Raises
        ------
        MuralsError
            If the function fails on such images.
        """
        if mask is None and self.needs_mask:
            raise MuralsError(f"the {self.what} {self.__name__} asks for a mask, but these pairs have none")
        images = (as_plain_float(output)[:, :3], as_plain_float(clean))
        marked = None if mask is None else as_plain_float(mask)
        args = (*images, marked) if self.way == "third" else images
        try:
            with full_precision(output):
                return self.given(*args, **({_MASK: marked} if self.way == "keyword" else {}))
        except torch.OutOfMemoryError:
            raise
        except _MISFITS as error:
            reason = (str(error).strip().splitlines() or [repr(error)])[0]
            raise MuralsError(
                f"the {self.what} {self.__name__} does not fit images of {_shapes(args)}: {reason}"
            ) from error


class AnyLoss(nn.Module):
    """A loss for the learner, made of any function of images that returns one number.

    With `reduction = "none"`, which fastai sets to get losses image by image, the images are given one by one.
    """

    def __init__(self, func: Callable[..., Any]) -> None:
        """Wrap `func`; modules, also those inside fastai's flattened losses, move to a device with this one."""
        super().__init__()
        self.fitted, self.reduction = FittedFunction(func, what="loss"), "mean"
        self.module = func.func if isinstance(func, BaseLoss) else func if isinstance(func, nn.Module) else None

    def forward(self, output: Tensor, clean: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return the loss of `output` `(B, 3 or more, H, W)` against `clean` `(B, 3, H, W)`, a scalar or `(B,)`."""
        if self.reduction == "none":
            masks: Iterable[Tensor | None] = [None] * len(output) if mask is None else mask[:, None]
            parts = zip(output[:, None], clean[:, None], masks, strict=True)
            return torch.stack([self._one_number(*part) for part in parts])
        return self._one_number(output, clean, mask)

    def decodes(self, output: Tensor) -> TensorImage:
        """Return the restored images, which fastai shows and predicts."""
        return decode_output(output)

    @property
    def parts(self) -> dict[str, Tensor]:
        """The terms of the last call by name, if the function keeps any; they are drawn beside the loss."""
        return getattr(self.fitted.given, "parts", {})

    def extra_repr(self) -> str:
        """Return the function's name for the printed loss."""
        return self.fitted.__name__

    def _one_number(self, output: Tensor, clean: Tensor, mask: Tensor | None) -> Tensor:
        loss = self.fitted(output, clean, mask)
        if isinstance(loss, Tensor) and loss.numel() == 1:
            return loss.as_subclass(Tensor).reshape(())
        got = f"a tensor {tuple(loss.shape)}" if isinstance(loss, Tensor) else f"{type(loss).__name__}"
        raise MuralsError(
            f"the loss {self.fitted.__name__} returned {got} for images of {tuple(output[:, :3].shape)}: "
            "expected one number, a tensor of one value; end it with .mean()"
        )


def way_of_mask(func: Callable[..., Any], *, what: str = "loss") -> Way:
    """Return how `func` takes the mask, by its signature.

    A third argument without a default is the mask, and so is any argument called `mask`.

    Raises
    ------
    MuralsError
        If `func` is no function or module, takes fewer than two arguments, or needs more than three.
    """
    if isinstance(func, type) and issubclass(func, nn.Module):
        raise MuralsError(f"the {what} {func.__name__} is a class: write {func.__name__}()")
    if not callable(func):
        raise MuralsError(
            f"the {what} {func!r} cannot be called: expected a function or module of (prediction, target), such as "
            "nn.L1Loss()"
        )
    parameters = _parameters(func)
    if parameters is None:
        return "pair"
    placed = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    needed = [p for p in placed if p.default is p.empty]
    rest = [p for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty and p.name != _MASK]
    any_number = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    if (len(placed) < 2 and not any_number) or len(needed) > 3 or rest:
        raise MuralsError(
            f"the {what} {name_of(func)}({', '.join(map(str, parameters))}) cannot be called: expected a function of "
            "(prediction, target), or of (prediction, target, mask)"
        )
    if len(needed) == 3 or (len(placed) > 2 and placed[2].name == _MASK):
        return "third" if len(needed) == 3 else "keyword"
    named = any(p.name == _MASK and p.kind in (p.KEYWORD_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters)
    return "keyword" if named else "pair"


def name_of(func: Callable[..., Any]) -> str:
    """Return the name of `func` for messages and for the columns of a table."""
    inner = func.func if isinstance(func, partial | BaseLoss) else func
    return getattr(inner, "__name__", type(inner).__name__)


def _parameters(func: Callable[..., Any]) -> list[inspect.Parameter] | None:
    """Return the parameters of `func`; None if they are unknown."""
    called = func.func if isinstance(func, BaseLoss) else func
    try:
        return list(inspect.signature(called.forward if isinstance(called, nn.Module) else called).parameters.values())
    except (TypeError, ValueError):  # built-in functions have no signature
        return None


def _shapes(args: tuple[Any, ...]) -> str:
    return " and ".join(str(tuple(x.shape)) for x in args if x is not None)
