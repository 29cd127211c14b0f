"""A C function that was not written for threads, called by several at once with and without the lock.

glibc's ``memfrob`` changes every byte of a block in place and knows nothing of threads. Applied twice it changes
nothing; bytes that are wrong afterwards are updates that were lost.
"""

import ctypes
import time
from collections.abc import Callable
from functools import cache, partial

from pytest_gilclaims import Lab, Observation, Race

SIZE = 20_000
TIMES = 400
"""Many changes of a block that stays in a core's cache: an update is lost where two cores fight for one line of it."""

Buffer = ctypes.Array[ctypes.c_char]
Change = Callable[[Buffer], None]
"""Changes a block in place, so that to do it twice is to undo it."""


def is_at_hand() -> bool:
    """Whether the C library has the function."""
    try:
        return hasattr(ctypes.CDLL(None), "memfrob")
    except (OSError, TypeError):  # Windows has no library of that name
        return False


@cache
def _memfrob(library: type[ctypes.CDLL]) -> Callable[[Buffer, int], object]:
    """Look the function up once: to do so at each call takes longer than the call, and keeps threads apart."""
    function: Callable[[Buffer, int], object] = library(None).memfrob
    return function


def keeping_the_lock(block: Buffer) -> None:
    """Call it as an extension module does that never lets go of the lock."""
    _memfrob(ctypes.PyDLL)(block, SIZE)


def releasing_the_lock(block: Buffer) -> None:
    """Call it with the lock released."""
    _memfrob(ctypes.CDLL)(block, SIZE)


def change_in_threads(change: Change) -> Observation:
    """Let four threads change one block an even number of times each. Facts: ``lost updates``, in bytes."""
    block = ctypes.create_string_buffer(SIZE)

    def change_again_and_again() -> None:
        for _ in range(TIMES):
            change(block)

    started = time.perf_counter()
    Lab.in_crowd([change_again_and_again] * Lab.workers)
    wall = time.perf_counter() - started
    return Observation(wall=wall, facts={"lost updates": SIZE - block.raw.count(b"\0")})


def unsafe_changes(lab: Lab) -> Race:
    """A C function that knows nothing of threads, called by four of them with and without the lock."""
    return Race(
        "unsafe changes",
        {
            "keeping": partial(change_in_threads, lab[keeping_the_lock]),
            "releasing": partial(change_in_threads, releasing_the_lock),
        },
        warm_up=1,
    )
