"""On a CPU, memory that a training step frees is kept for the next step instead of going back to the system.

Batches of 256 make tensors of a hundred megabytes, which glibc fetches from the system page by page and gives back at
once: a step of preset `fcn` took 27 ms of processor time an image so, and 14 ms with the memory kept, for a peak of 5.0
GB instead of 3.5 GB. At batch 16 it makes no difference (benchmarks/translate_heap.py).

Manual: https://man7.org/linux/man-pages/man3/mallopt.3.html
"""

import ctypes
import platform

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h
_KEPT = (1 << 31) - 1  # bytes at the top of the heap before any goes back; as much as an int holds
_LARGEST = 1 << 30  # bytes of one tensor on the heap; larger ones still come from the system


def keep_freed_memory() -> bool:
    """Tell glibc to keep what is freed, for the rest of the process; False where there is no glibc."""
    if platform.libc_ver()[0] != "glibc":
        return False
    mallopt = ctypes.CDLL(None).mallopt
    return bool(mallopt(_M_MMAP_THRESHOLD, _LARGEST) and mallopt(_M_TRIM_THRESHOLD, _KEPT))
