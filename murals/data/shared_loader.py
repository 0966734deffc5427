"""A loader that gives each process its share of every batch.

fastai's `DistributedDL` gives each process a run of all samples, and repeats samples until the shares are equal. Here a
training batch holds the same samples as in one process, divided among the processes, and no sample of the validation is
seen twice: metrics over all processes are those of one.

References
----------
https://docs.fast.ai/distributed.html
"""

from collections.abc import Iterator, Sequence
from typing import Any

from fastai.distributed import DistributedDL
from fastai.torch_core import to_detach
from fastcore.basics import chunked

from murals import ranks


def share_of(samples: Sequence[int], batch_size: int, *, whole_batches: bool, rank: int, world: int) -> list[int]:
    """Return the samples of one process.

    Parameters
    ----------
    batch_size
        Of all processes together, a multiple of `world`.
    whole_batches
        Drop what does not fill a batch, and give each process an equal part of each batch, as a training needs it;
        else every sample belongs to one process.
    """
    if not whole_batches:
        return [*samples[rank::world]]
    size = batch_size // world
    starts = range(0, len(samples) // batch_size * batch_size, batch_size)
    return [sample for start in starts for sample in samples[start + rank * size :][:size]]


class SharedDL(DistributedDL):
    """The share of this process in the batches of `dl`, whose batch size is that of all processes together."""

    def __init__(self, dl: Any) -> None:
        """Wrap `dl`."""
        super().__init__(dl, rank=ranks.rank(), world_size=ranks.world())
        self.bs = max(1, dl.bs // self.world_size)

    @property
    def rng(self) -> Any:
        """The generator of the order of the samples, which belongs to `dl`."""
        return self.dl.rng

    @rng.setter
    def rng(self, value: Any) -> None:
        self.dl.rng = value

    def __len__(self) -> int:
        """Return the number of batches of this process."""
        if self.drop_last:
            return len(self.dl)
        return -(-len(range(self.rank, self.dl.n, self.world_size)) // self.bs)

    def get_idxs(self) -> list[int]:
        """Return the samples of this process, by the order that the first process drew."""
        order = [*self.dl.get_idxs()]  # in each process, so that the generators stay alike
        return share_of(
            ranks.from_first(lambda: order),
            self.dl.bs,
            whole_batches=self.drop_last,
            rank=self.rank,
            world=self.world_size,
        )

    def create_batches(self, samps: Any) -> Iterator[Any]:
        """Yield the batches of the share; those of `dl` would have its batch size."""
        items = (item for item in map(self.dl.do_item, samps) if item is not None)
        yield from map(self.dl.do_batch, chunked(items, self.bs))

    def to_detach(self, b: Any, cpu: bool = True, gather: bool = True) -> Any:
        """Return `b` detached and not gathered: sums over the processes are made at the end of an epoch."""
        return to_detach(b, cpu, gather=False)
