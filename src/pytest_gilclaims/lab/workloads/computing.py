"""Work that only computes, in small pieces, with a mark after each."""

import bz2
import hashlib
import itertools
import json
import lzma
import threading
import time
import zlib
from array import array
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from pytest_gilclaims.lab.overlap import Lane, runs_of
from pytest_gilclaims.lab.watching import Watch

BLOCK = bytes(2047)
"""Small enough for hashlib to keep the GIL: it lets go from 2048 bytes on."""


def numbers() -> None:
    """Add up squares: nothing but bytecode."""
    total = 0
    for number in range(300):
        total += number * number


def small_hash() -> None:
    """Hash small blocks: C code that keeps the GIL.

    BLAKE2 takes long enough over each for free threads to show what they can do. OpenSSL's SHA-256, on a
    processor that has instructions for it, is so quick that they mostly contend for the counters of shared objects.
    """
    for _ in range(6):
        hashlib.blake2s(BLOCK).digest()


LARGE_BLOCK = bytes(32 * 1024)
TEXT = "".join(map(str, range(1000))).encode()


def sha256() -> None:
    """Hash a block so large that hashlib lets go of the GIL."""
    hashlib.sha256(LARGE_BLOCK).digest()


LONG_TEXT = 4 * TEXT


def compress() -> None:
    """Compress some 12 kB, which takes about 0.1 ms: zlib lets go of the GIL.

    Threads that take the lock back after shorter calls spend much of their time on that: with 3 kB they gained 1.2
    to 1.3 with the lock, with intervals down to 1.05; with 12 kB they gain 1.3 to 1.6.
    """
    zlib.compress(LONG_TEXT)


@cache
def some_angles() -> Any:
    """Make an array to compute on. NumPy is imported here, where it is wanted, and nowhere else."""
    import numpy

    return numpy.linspace(0.0, 1.0, 4096)


def array_math() -> None:
    """Compute the sines of an array: NumPy lets go of the GIL, and uses one core by itself."""
    import numpy

    numpy.sin(some_angles())


def resize() -> None:
    """Halve a small picture in pure Python: each pixel becomes the mean of four.

    Each call has a picture of its own, as each task would: threads that read one picture contend for its
    reference count on a free-threaded build.
    """
    above, below = [*range(20)], [*range(200, 220)]
    for _ in range(10):
        [(above[i] + above[i + 1] + below[i] + below[i + 1]) // 4 for i in range(0, 20, 2)]


DOCUMENT = json.dumps([{"name": f"row {number}", "values": [number, number / 7]} for number in range(8)])


def parse() -> None:
    """Parse a small document: C code that keeps the GIL."""
    json.loads(DOCUMENT)


SHORT_TEXT = TEXT[:200]


def compress_bz2() -> None:
    """Compress a few bytes: bz2 lets go of the GIL."""
    bz2.compress(SHORT_TEXT, 1)


COMPRESSED = lzma.compress(TEXT)


def decompress_lzma() -> None:
    """Decompress some 3 kB: lzma lets go of the GIL. To compress takes it too long for one piece."""
    lzma.decompress(COMPRESSED)


def compute_and_wait() -> None:
    """Compute for a moment, then wait for at least as long: half-hearted work."""
    begun = time.perf_counter()
    numbers()
    time.sleep(time.perf_counter() - begun)


_shared = threading.Lock()


def compute_under_lock() -> None:
    """Compute for a moment while holding a lock that all threads of the process want."""
    with _shared:
        numbers()


WORKLOADS: dict[str, Callable[[], None]] = {
    "numbers": numbers,
    "small-hash": small_hash,
    "sha256": sha256,
    "parse": parse,
    "zlib": compress,
    "bz2": compress_bz2,
    "lzma": decompress_lzma,
    "array-math": array_math,
    "image": resize,
    "half waiting": compute_and_wait,
    "under a lock": compute_under_lock,
}

Choice = Callable[[str], str]
"""Which workload is done when one is asked for, by name."""


def as_named(workload: str) -> str:
    """The one that was asked for: reality."""
    return workload


def half_waiting(workload: str) -> str:
    """One that waits for half of its time."""
    return "half waiting"


def under_a_lock(workload: str) -> str:
    """One that needs a lock for every piece."""
    return "under a lock"


def compute(workload: str, pieces: int) -> Lane:
    """Work through so many pieces of a workload, leaving a mark after each."""
    return _watched(WORKLOADS[workload], itertools.repeat(None, pieces))


def compute_for(workload: str, seconds: float) -> Lane:
    """Work on a workload for so long by the clock, leaving a mark after each piece."""
    end = time.perf_counter_ns() + round(seconds * 1e9)
    return _watched(WORKLOADS[workload], iter(lambda: time.perf_counter_ns() < end, False))


def _watched(piece: Callable[[], None], turns: Iterator[object]) -> Lane:
    # An array of numbers is nothing to the garbage collector, which stops all threads of a free-threaded build.
    marks = array("q")
    with Watch() as watch:
        for _ in turns:
            piece()
            marks.append(time.perf_counter_ns())
    return watch.lane(runs_of(marks))


def pieces_for(workload: str, seconds: float) -> int:
    """Calibrate: how many pieces of the workload take that long on an undisturbed core.

    CPU time is measured rather than wall time, and the fastest of ten counts, since others can only
    make it slower.
    """
    sample = 200
    fastest = min(compute(workload, sample).cpu for _ in range(10))
    return max(20, round(seconds * sample / max(fastest, 1e-6)))
