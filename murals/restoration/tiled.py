"""The part that both backends share: painting and judging tile by tile, of pictures in memory and of those in parts.

A backend says what its network sees of a picture, and what it makes of a tile of that.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Unpack

import numpy as np
from numpy.typing import NDArray

from murals.config import STRIDE
from murals.images import as_kinds, marked, to_float
from murals.images.in_parts import Pixels
from murals.restoration.backend import Image, Judged, Mask, Painted, Tiling
from murals.restoration.cells import Place
from murals.restoration.options import OVERLAP, TILE, check_tiling
from murals.restoration.tiles import Planes, See, Strip, blend_rows, joined, see_in_parts, see_whole

AROUND = 256  # px around a tile from which the membrane is solved where the picture is not in memory


class TiledBackend:
    """A network that looks at tiles; it takes RGB (H, W, 3) of any size."""

    name: str
    info: Mapping[str, Any]
    reason: str

    @property
    def introduction(self) -> str:
        """The model's name and why it was chosen, as a line for people."""
        return f"model: {self.name} ({self.reason})"

    def see(self, image: Image, mask: Mask | None) -> Planes:
        """Return what the network may see of `image` (H, W, 3) with its `mask` (H, W), as planes (C, H, W)."""
        raise NotImplementedError

    def paint(self, seen: Planes) -> Planes:
        """Return what the network paints of a tile that is `seen` (C, h, w), (3, h, w), not clamped."""
        raise NotImplementedError

    def judge(self, seen: Planes) -> Planes:
        """Return the probabilities of damage, and of a veil where there is damage, of a tile, (2, h, w)."""
        raise NotImplementedError

    def __call__(self, image: Image, mask: Mask | None = None, **tiling: Unpack[Tiling]) -> Image:
        """Return the restored image (H, W, 3), clamped to [0, 1]; where nothing is wanted it is `image` itself."""
        painted = np.clip(self.raw(image, mask, **tiling), 0.0, 1.0)
        if mask is None:
            return painted
        where, wanted = marked(as_kinds(mask)), tiling.get("wanted")
        return np.where((where if wanted is None else where & wanted)[..., None], painted, image)

    def raw(self, image: Image, mask: Mask | None = None, **tiling: Unpack[Tiling]) -> Image:
        """Return the output of the network (H, W, 3), not clamped; tiles without a masked pixel stay zero."""
        if mask is not None and tiling.get("wanted") is None:
            tiling["wanted"] = np.asarray(marked(as_kinds(mask)))
        see = see_whole(self.see(image, mask))
        return joined(self.strips(image.shape, see, self.paint, channels=3, **tiling), image.shape, 3)

    def in_strips(self, pixels: Pixels, kinds: Mask, **tiling: Unpack[Tiling]) -> Iterator[Painted]:
        """Yield what `__call__` gives of `pixels` (H, W, 3) of any depth, strip by strip, where something is wanted.

        The membrane of a tile is solved from its surroundings instead of the whole picture.
        """

        def see(place: Place) -> Planes:
            return self.see(to_float(pixels[place]), kinds[place])

        parts = see_in_parts(pixels.shape, see, around=AROUND)
        for strip in self.strips(pixels.shape, parts, self.paint, channels=3, **tiling):
            yield Painted(strip.rows, np.clip(strip.planes.transpose(1, 2, 0), 0.0, 1.0))

    def propose(self, image: Pixels, **tiling: Unpack[Tiling]) -> NDArray[np.float32]:
        """Return the predicted probability that each pixel is damaged, (H, W) in [0, 1].

        Raises
        ------
        MuralsError
            If the network cannot tell.
        """
        strips = self.strips(image.shape, self._seen_bare(image), self.judge, channels=2, **tiling)
        return joined((Strip(rows, planes[:1]) for rows, planes in strips), image.shape, 1)[..., 0]

    def survey(self, pixels: Pixels, threshold: float, **tiling: Unpack[Tiling]) -> Iterator[Judged]:
        """Yield the damage of `pixels` (H, W, 3) of any depth, strip by strip, and how legible it is.

        A pixel is damaged if its probability is `threshold` or more.
        """
        for rows, (share, legible) in self.strips(
            pixels.shape, self._seen_bare(pixels), self.judge, channels=2, **tiling
        ):
            yield Judged(rows, share, legible)

    def strips(
        self,
        size: tuple[int, ...],
        see: See,
        act: Callable[[Planes], Planes],
        *,
        tile: int = TILE,
        overlap: int = OVERLAP,
        **more: Any,
    ) -> Iterator[Strip]:
        """Yield what `act` makes of the tiles of a picture of `size` (H, W) that `see` shows, blended.

        `more` is the number of channels, what is wanted, and the progress, as in `blend_rows`.
        """
        check_tiling(tile, overlap)
        fitting = min(tile, whole_tile(size))
        yield from self.blend(size, lambda place: act(see(place)), tile=fitting, overlap=overlap, **more)

    def blend(self, size: tuple[int, ...], act: See, *, tile: int, overlap: int, **more: Any) -> Iterator[Strip]:
        """Yield the strips of a picture of `size` (H, W), as `blend_rows` does."""
        yield from blend_rows(size, act, tile=tile, overlap=overlap, **more)

    def _seen_bare(self, pixels: Pixels) -> See:
        """Return what shows the tiles of `pixels` without a mask."""
        return see_in_parts(pixels.shape, lambda place: self.see(to_float(pixels[place]), None))


def whole_tile(size: tuple[int, ...]) -> int:
    """Return the side of the tile that holds a whole picture of `size` (H, W): a larger one needs no less memory."""
    return -(-max(size[:2]) // STRIDE) * STRIDE
