"""What a training says when the memory does not hold its batches."""

from collections.abc import Iterator
from contextlib import contextmanager

from murals.device import is_out_of_memory
from murals.errors import MuralsError


@contextmanager
def told_if_out_of_memory(batch_size: int) -> Iterator[None]:
    """Turn an error that says memory is short into a `MuralsError`; every other passes through."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not is_out_of_memory(error):
            raise
        raise MuralsError(
            f"out of memory with batches of {batch_size} images: start anew with a smaller --batch-size or --size"
        ) from error
