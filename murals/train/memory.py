"""The message of a training that runs out of memory."""

from collections.abc import Iterator
from contextlib import contextmanager

from murals.device import is_out_of_memory
from murals.errors import MuralsError


@contextmanager
def told_if_out_of_memory(batch_size: int) -> Iterator[None]:
    """Turn an out-of-memory error into a `MuralsError`; other errors pass through."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not is_out_of_memory(error):
            raise
        raise MuralsError(
            f"out of memory with batches of {batch_size} images: start again with a smaller --batch-size or --size"
        ) from error
