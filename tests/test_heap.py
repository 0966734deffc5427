import platform
import subprocess
import sys

import pytest

# faults of four rounds of 64 MB, made, written and freed; in a process of its own, for the setting stays
COUNT = """
import resource, sys
import numpy as np
from murals.heap import keep_freed_memory
print(sys.argv[1] == "kept" and keep_freed_memory())
np.ones(1 << 23)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(4):
    np.ones(1 << 23)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def counted(how):
    done = subprocess.run([sys.executable, "-c", COUNT, how], capture_output=True, text=True, check=True)
    told, faults = done.stdout.split()
    return told, int(faults)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has mallopt")
def test_freed_memory_is_used_again_without_asking_the_system():
    told, kept = counted("kept")
    assert told == "True"
    _, given_back = counted("given back")
    assert kept < given_back / 10
