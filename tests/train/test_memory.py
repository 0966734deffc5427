import pytest
import torch

from murals.errors import MuralsError
from murals.train.memory import told_if_out_of_memory


def test_a_batch_that_no_memory_holds_is_told():
    words = r"out of memory with batches of 256 images: .*smaller --batch-size"
    with pytest.raises(MuralsError, match=words), told_if_out_of_memory(256):
        torch.empty(1 << 60, dtype=torch.uint8)


def test_another_error_passes_through():
    with pytest.raises(RuntimeError, match="something else"), told_if_out_of_memory(1):
        raise RuntimeError("something else")
