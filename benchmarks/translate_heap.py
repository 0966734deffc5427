"""Times training steps of preset `fcn-narrow` with freed memory given back to the system, and kept.

    python benchmarks/translate_heap.py            # batches of 256 and of 16, 256 px, one thread

Each way runs in a process of its own, since what malloc is told once stays. Prints processor time, not the clock's, and
the peak of memory, as a markdown table.
"""

import multiprocessing
import resource
import statistics
import time

import torch

from murals.config import TranslatorConfig
from murals.heap import keep_freed_memory
from murals.learn.translator import Translator

STEPS = {256: 3, 16: 40}  # steps timed, by batch
SIZE = 256  # pixels a side


def main() -> None:
    """Time both ways and print the table."""
    print("| batch | freed memory | ms an image | peak, GB |\n|---|---|---|---|")
    for batch in STEPS:
        for kept in (False, True):
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                milliseconds, peak = pool.apply(time_steps, (batch, kept))
            print(f"| {batch} | {'kept' if kept else 'given back'} | {milliseconds:.1f} | {peak:.1f} |", flush=True)


def time_steps(batch: int, kept: bool) -> tuple[float, float]:
    """Return the median processor time an image in milliseconds, and the peak of the process in gigabytes."""
    torch.set_num_threads(1)
    if kept:
        keep_freed_memory()
    net = Translator(TranslatorConfig("fcn")).to(memory_format=torch.channels_last)
    optimizer, images = torch.optim.Adam(net.parameters()), torch.rand(batch, 3, SIZE, SIZE)
    times = [_step(net, optimizer, images) for _ in range(STEPS[batch] + 1)][1:]  # the first fetches all memory
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return 1000 * statistics.median(times) / batch, peak


def _step(net: Translator, optimizer: torch.optim.Optimizer, images: torch.Tensor) -> float:
    start = time.process_time()
    loss = (net(images) - images).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return time.process_time() - start


if __name__ == "__main__":
    main()
