"""Work that only computes, in small pieces, with a mark after each."""

import time
from collections.abc import Callable

from gilclaims_guide.baton import pass_on_when_due
from gilclaims_guide.libraries import (
    array_math,
    compress,
    compress_bz2,
    decompress_lzma,
    large_hash,
    parse,
    sha256,
    small_hash,
)
from pytest_gilclaims import Lane


def numbers() -> None:
    """Add up squares: nothing but bytecode."""
    total = 0
    for number in range(300):
        total += number * number


def resize() -> None:
    """Halve a small picture in pure Python: each pixel becomes the mean of four.

    Each call has a picture of its own, as each task would: threads that read one picture contend for its
    reference count on a free-threaded build.
    """
    above, below = [*range(20)], [*range(200, 220)]
    for _ in range(10):
        [(above[i] + above[i + 1] + below[i] + below[i + 1]) // 4 for i in range(0, 20, 2)]


def compute_and_wait() -> None:
    """Compute for a moment, then wait for at least as long: half-hearted work."""
    begun = time.perf_counter()
    numbers()
    time.sleep(time.perf_counter() - begun)


def compute_by_turns() -> None:
    """Compute for a moment, passing the baton on before it if it is time."""
    pass_on_when_due()
    numbers()


WORKLOADS: dict[str, Callable[[], None]] = {
    "numbers": numbers,
    "small-hash": small_hash,
    "large-hash": large_hash,
    "sha256": sha256,
    "parse": parse,
    "zlib": compress,
    "bz2": compress_bz2,
    "lzma": decompress_lzma,
    "array-math": array_math,
    "image": resize,
    "half waiting": compute_and_wait,
    "by turns": compute_by_turns,
}

Choice = Callable[[str], str]
"""Which workload is done when one is asked for, by name."""


def as_named(workload: str) -> str:
    """The one that was asked for: reality."""
    return workload


def half_waiting(workload: str) -> str:
    """One that waits for half of its time."""
    return "half waiting"


def by_turns(workload: str) -> str:
    """One that passes a baton on."""
    return "by turns"


def compute(workload: str, pieces: int) -> Lane:
    """Work through so many pieces of a workload, leaving a mark after each."""
    return Lane.watching(WORKLOADS[workload], pieces)


def compute_for(workload: str, seconds: float) -> Lane:
    """Work on a workload for so long by the clock, leaving a mark after each piece."""
    return Lane.watching(WORKLOADS[workload], seconds=seconds)


SAMPLE_SECONDS = 0.02
"""Processor time of the pieces by which a workload is calibrated, at most."""


def pieces_for(workload: str, seconds: float) -> int:
    """Calibrate: how many pieces of the workload take that long on an undisturbed core.

    CPU time is measured rather than wall time, and the fastest of ten counts, since others can only
    make it slower.
    """
    once = min(compute(workload, 1).cpu for _ in range(3))
    sample = max(1, min(200, round(SAMPLE_SECONDS / max(once, 1e-6))))
    fastest = min(compute(workload, sample).cpu for _ in range(10))
    return max(4, round(seconds * sample / max(fastest, 1e-6)))
